"""Documents come back as they were, with other words in them."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SettingsError
from models.model import Model
from translate.documents import Block, Document, Format, Reading, format_name, format_named
from translate.documents.splicing import Stretch
from translate.translator import Translator

TEXT, MARKDOWN = format_named("text"), format_named("markdown")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def with_texts(document: Document, texts: list[str]) -> list[Block]:
    return [replace(block, text=text) for block, text in zip(document.blocks, texts, strict=True)]


def written(form: Format, document: Document, texts: list[str]) -> str:
    out = form.write(document, with_texts(document, texts))
    assert isinstance(out, str)
    return out


def numbered(name: str, source: str) -> str:
    form = format_named(name)
    document = form.read(source)
    return written(form, document, [f"T{number}" for number, _ in enumerate(document.blocks)])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("مرحبا", "T0"),
        ("مرحبا\nأهلا\n", "T0\nT1\n"),
        ("مرحبا\r\n\r\n  أهلا  \r\n", "T0\r\n\r\n  T1  \r\n"),
        ("\ufeffمرحبا\n\t أهلا\rسلام\u2028نعم", "\ufeffT0\n\t T1\rT2\u2028T3"),
        ("", ""),
        (" \n\n", " \n\n"),
    ],
)
def test_text_keeps_its_lines(source: str, expected: str) -> None:
    assert numbered("text", source) == expected


WRAPPED = (
    "  قال وزير المالية أمس إن الحكومة تعمل على\r\n"
    "  خطة جديدة لدعم المزارعين، وإن النتائج\r\n"
    "  ستظهر قريبا. ثم غادر.\r\n"
)


def test_wrapped_lines_are_one_block_and_are_wrapped_again() -> None:
    document = TEXT.read(WRAPPED)
    (block,) = document.blocks
    assert block.wrapped
    assert block.text.split("\n")[2] == "ستظهر قريبا. ثم غادر."
    assert TEXT.write(document, [block]) == WRAPPED
    english = "The minister of finance said yesterday that the government was working on a new plan for farmers."
    lines = written(TEXT, document, [english]).split("\r\n")
    assert [line[:2] for line in lines] == ["  ", "  ", "  ", ""]
    assert " ".join(line.strip() for line in lines).strip() == english
    assert max(map(len, lines)) <= 42


def test_the_caller_says_what_line_breaks_do() -> None:
    text = "أهلا\nوسهلا\n\nنعم"
    assert texts(format_named("text", Reading(lines=False)).read(text)) == ["أهلا\nوسهلا", "نعم"]
    lines = format_named("text", Reading(lines=True)).read(WRAPPED)
    assert texts(lines) == [line.strip() for line in WRAPPED.splitlines()]


MARKUP = [
    ("# عنوان كبير ##\n", "# xxxxx xxxx ##\n"),
    ("عنوان\n=====\n", "xxxxx\n=====\n"),
    ("- أول\n- ثان\n  1. فرعي\n", "- xxx\n- xxx\n  1. xxxx\n"),
    ("- [ ] مهمة\n- [x] أخرى\n", "- [ ] xxxx\n- [x] xxxx\n"),
    ("> اقتباس\n> طويل\n\nنص\n", "> xxxxxx\n> xxxx\n\nxx\n"),
    ("سطر أول  \nسطر ثان\\\n  ثالث<br/>رابع\n", "xxx xxx  \nxxx xxx\\\n  xxxx<br/>xxxx\n"),
    ("قبل\\\nبعد\\\nنهاية\n", "xxx\\\nxxx\\\nxxxxx\n"),
    ("انظر **`كود`** أو \\<رمز> لا `<رمز>`\n", "xxxx **`كود`** xx \\<xxx> xx `<رمز>`\n"),
    ("نص **غامق _مائل_** و*مائل* هنا\n", "xx **xxxx _xxxx_** x*xxxx* xxx\n"),
    ("***نص*** ~~خطأ~~ 2 * 3 * 4\n", "***xx*** ~~xxx~~ 2 * 3 * 4\n"),
    ("شغل `أمر | translate` ثم انتظر\n", "xxx `أمر | translate` xx xxxxx\n"),
    ('اقرأ [الدليل](https://a.b/c_d "عنوان الدليل") أولا\n', 'xxxx [xxxxxx](https://a.b/c_d "عنوان الدليل") xxxx\n'),
    ("ب[الدليل][ج] نبدأ\n\n[ج]: https://a.b 'عنوان'\n", "x[xxxxxx][ج] xxxx\n\n[ج]: https://a.b 'عنوان'\n"),
    ("> انظر [الدليل\n> كله](https://a.b\n> 'عنوان')\n", "> xxxx [xxxxxx\n> xxx](https://a.b\n> 'عنوان')\n"),
    ("صورة ![وصف الصورة](img.png) هنا\n", "xxxx ![وصف الصورة](img.png) xxx\n"),
    ("![وصف](a.png) نص [![وصف](b.png)](c.html)\n", "![وصف](a.png) xx [![وصف](b.png)](c.html)\n"),
    ("زر <https://c.d/نص> أو a@b.org\n", "xx <https://c.d/نص> xx a@b.org\n"),
    ("نص <b>مهم</b> جدا <u>بلا نهاية *كلمة</b>*\n", "xx <b>xxx</b> xxx <u>xxx xxxxx *xxxx</b>*\n"),
    ("اضغط <kbd>نعم</kbd> يا <i translate=no>أحمد *علي*</i> الآن\n",
     "xxxx <kbd>نعم</kbd> xx <i translate=no>أحمد *علي*</i> xxxx\n"),
    ("<div>\nنص\n</div>\n", "<div>\nنص\n</div>\n"),
    ("```\nكود\n```\n\n    كود آخر\n", "```\nكود\n```\n\n    كود آخر\n"),
    ("---\ntitle: عنوان\n---\nنص\n", "---\ntitle: عنوان\n---\nxx\n"),
    ("| رأس | ثان |\n|---|:-:|\n| خلية | `x` أخرى |\n", "| xxx | xxx |\n|---|:-:|\n| xxxx | `x` xxxx |\n"),
    ("| أ \\| ب | `ج\\|` د |\n|--|--|\n", "| x \\| x | `ج\\|` x |\n|--|--|\n"),
    ("نص[^1] هنا [^1] ثم.[^1]\n\n[^1]: حاشية\n", "xx[^1] xxx [^1] xx.[^1]\n\n[^1]: xxxxx\n"),
    ("***\n", "***\n"),
    ("\ufeff# عنوان\r\n\r\nنص\r\nآخر", "\ufeff# xxxxx\r\n\r\nxx\r\nxxx"),
    ("نص \\* نجمة &amp; رمز &amp;lt; [كذا]\n", "xx \\* xxxx & xxx &amp;lt; [xxx]\n"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), MARKUP)
def test_markdown_keeps_its_markup(source: str, expected: str) -> None:
    document = MARKDOWN.read(source)
    assert MARKDOWN.write(document, [in_latin(block) for block in document.blocks]) == expected


def in_latin(block: Block) -> Block:
    """Another block with its marks in the same places."""
    kept = [mark for mark in block.marks if mark.kept]
    text = re.sub("[\u0621-\u064a]", "x", block.text)
    for mark in kept:
        text = text[: mark.start] + block.text[mark.start : mark.end] + text[mark.end :]
    return replace(block, text=text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# نص **غامق _مائل_** و`كود`\n", "نص غامق مائل وكود"),
        ("صورة ![وصف](img.png) هنا[^1].\n\n[^1]: ح\n", "صورة هنا."),
        ("- [x] نص <b>مهم</b> \\* &amp; [دليل](http://a.b 'c')\n", "نص مهم * & دليل"),
        ("أول  \nثان\nثالث\n", "أول\n\nثان\nثالث"),
        ("| أ \\| *ب* |\n|--|\n", "أ | ب"),
    ],
)
def test_a_block_is_what_is_read_aloud(source: str, text: str) -> None:
    assert MARKDOWN.read(source).blocks[0].text == text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "سيطرت [قوات سوريا الديمقراطية](https://a.b) على **بلدة هجين** في 14 ديسمبر.[^1]\n\n[^1]: حاشية\n",
            r"\[(The )?Syrian Democratic Forces\]\(https://a\.b\) .*\*\*.*Hajin\*\* .*14.*\.\[\^1\]\n\n\[\^1\]: \w.*\n",
        ),
        (
            "> شغل الأمر `git push`  \n> ثم انتظر\n> ![صورة](a.png)\n",
            r"> .*`git push`.*  \n> .*wait.*\n> !\[صورة\]\(a\.png\)\n",
        ),
    ],
)
def test_markup_follows_its_words_into_english(bundled: Model, source: str, expected: str) -> None:
    with Translator(bundled) as translator:
        (found,) = translator.translate_documents([MARKDOWN.read(source)])
    assert re.fullmatch(expected, str(MARKDOWN.write(found.document, found.blocks)), re.IGNORECASE)


def test_marks_that_have_lost_their_words_leave_nothing_that_reads_as_markup() -> None:
    document = MARKDOWN.read("نص **مهم** [دليل](a.b)\n")
    (block,) = document.blocks
    empty = replace(block, text="text", marks=tuple(replace(mark, start=4, end=4) for mark in block.marks))
    assert MARKDOWN.write(document, [empty]) == "text[](a.b)\n"


@pytest.mark.parametrize("source", [source for source, _ in MARKUP])
def test_markdown_given_its_own_words_is_the_same_byte_for_byte(source: str) -> None:
    document = MARKDOWN.read(source)
    assert MARKDOWN.write(document, document.blocks) == source


BITS = ["نص", "كلمة", " ", "\n", "\n\n", "    ", "\t", "> ", "- ", "1. ", "`", "```\n", "*", "**", "_", "[", "]", "(",
        "](x)", "![",
        "<b>", "<http://a>", "|", "|--|\n", "\\", "&amp;", "#", "===", "---\n", "\r\n", "\r", "~~", "[^1]",
        "[^1]: ", "[a]: b\n", "\0", "\ufeff", '"', "\u2028"]  # fmt: skip


@given(st.one_of(st.lists(st.sampled_from(BITS), max_size=30).map("".join), st.text(max_size=60)))
def test_identity_is_exact_for_any_text_in_any_format(source: str) -> None:
    for form in (TEXT, MARKDOWN):
        document = form.read(source)
        assert form.write(document, document.blocks) == source
        place = 0
        for block in document.blocks:
            for span in block.ref if form is TEXT else block.ref.stretches:
                assert place <= span.start < span.end
                place = span.end
        assert form is TEXT or all(
            block.text == "".join(stretch.text for stretch in block.ref.stretches) for block in document.blocks
        )


def test_a_wrapped_paragraph_is_one_block_and_keeps_its_indents() -> None:
    document = MARKDOWN.read("> سطر أول\n> سطر ثان\n")
    assert texts(document) == ["سطر أول\nسطر ثان"]
    assert document.blocks[0].wrapped
    assert document.blocks[0].ref.stretches == (
        Stretch("سطر أول", 2, 9),
        Stretch("\n", 9, 12),
        Stretch("سطر ثان", 12, 19),
    )
    assert MARKDOWN.write(document, with_texts(document, ["one\ntwo"])) == "> one\n> two\n"
    assert MARKDOWN.write(document, with_texts(document, ["one"])) == "> one\n"


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("نص\n", "1. a", "1\\. a\n"),
        ("نص\n", "# a", "\\# a\n"),
        ("نص\n", "- a *b* [c]", "\\- a \\*b\\* \\[c\\]\n"),
        ("| نص |\n|--|\n", "a|b", "| a\\|b |\n|--|\n"),
        ("قال [كذا]\n", "said [so]", "said [so]\n"),
    ],
)
def test_what_a_translation_brings_in_does_not_turn_into_markup(source: str, translation: str, expected: str) -> None:
    document = MARKDOWN.read(source)
    assert MARKDOWN.write(document, with_texts(document, [translation])) == expected


def test_a_wrong_number_of_translations_is_an_error() -> None:
    with pytest.raises(ValueError, match="2 blocks but 1 translations"):
        TEXT.write(TEXT.read("نعم\nلا"), [Block("yes", "line", ())])


@pytest.mark.parametrize(
    ("file", "name"), [("a.txt", "text"), ("مقال.MD", "markdown"), ("b.markdown", "markdown"), ("c", "text")]
)
def test_the_ending_of_a_file_says_its_format(file: str, name: str) -> None:
    assert format_name(file) == name


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match="text, markdown"):
        format_named("wordstar")
