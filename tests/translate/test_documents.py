"""Documents come back as they were, with other words in them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SettingsError
from translate.documents import Block, Document, Format, Reading, Span, format_name, format_named

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
    ("# عنوان كبير ##\n", "# T0 ##\n"),
    ("عنوان\n=====\n", "T0\n=====\n"),
    ("- أول\n- ثان\n  1. فرعي\n", "- T0\n- T1\n  1. T2\n"),
    ("- [ ] مهمة\n- [x] أخرى\n", "- [ ] T0\n- [x] T1\n"),
    ("> اقتباس\n> طويل\n\nنص\n", "> T0\n\nT1\n"),
    ("سطر أول  \nسطر ثان\n", "T0  \nT1\n"),
    ("نص **غامق** و*مائل* هنا\n", "T0 **T1** T2*T3* T4\n"),
    ("شغّل `jisr translate` ثم انتظر\n", "T0 `jisr translate` T1\n"),
    ('اقرأ [الدليل](https://a.b/c_d "عنوان الدليل") أولا\n', 'T0 [T1](https://a.b/c_d "عنوان الدليل") T2\n'),
    ("ب[الدليل][ج] نبدأ\n\n[ج]: https://a.b 'عنوان'\n", "T0 [T1][ج] T2\n\n[ج]: https://a.b 'عنوان'\n"),
    ("صورة ![وصف الصورة](img.png) هنا\n", "T0 ![وصف الصورة](img.png) T1\n"),
    ("زر https://a.b/نص?س=1 أو a@b.org أو <https://c.d>\n", "T0 https://a.b/نص?س=1 T1 a@b.org T2 <https://c.d>\n"),
    ("نص <b>مهم</b> جدا\n", "T0 <b>T1</b> T2\n"),
    ("<div>\nنص\n</div>\n", "<div>\nنص\n</div>\n"),
    ("```\nكود\n```\n\n    كود آخر\n", "```\nكود\n```\n\n    كود آخر\n"),
    ("---\ntitle: عنوان\n---\nنص\n", "---\ntitle: عنوان\n---\nT0\n"),
    ("| رأس | ثان |\n|---|:-:|\n| خلية | `x` أخرى |\n", "| T0 | T1 |\n|---|:-:|\n| T2 | `x` T3 |\n"),
    ("| أ \\| ب | ج |\n|--|--|\n", "| T0 \\| T1 | T2 |\n|--|--|\n"),
    ("نص[^1] هنا\n\n[^1]: حاشية\n", "T0 [^1] T1\n\n[^1]: T2\n"),
    ("***\n", "***\n"),
    ("\ufeff# عنوان\r\n\r\nنص", "\ufeff# T0\r\n\r\nT1"),
    ("نص \\* نجمة &amp; رمز\n", "T0 \\* T1 &amp; T2\n"),
    ("قال [كذا] ثم مضى\n", "T0\n"),
]


@pytest.mark.parametrize(("source", "expected"), MARKUP)
def test_markdown_keeps_its_markup(source: str, expected: str) -> None:
    assert numbered("markdown", source) == expected


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
        for span in (span for block in document.blocks for span in block.ref):
            assert place <= span.start < span.end
            place = span.end


def test_a_wrapped_paragraph_is_one_block_and_keeps_its_indents() -> None:
    document = MARKDOWN.read("> سطر أول\n> سطر ثان\n")
    assert texts(document) == ["سطر أول\nسطر ثان"]
    assert document.blocks[0].wrapped
    assert document.blocks[0].ref == (Span(2, 9), Span(12, 19))
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
