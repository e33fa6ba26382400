"""Documents cut into the sentences that are aligned."""

from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.align.sides import Segment, cut, find_document, read_side
from corpus.pairs import Language
from models.errors import InputError
from tests.translate.test_documents import BITS, MARKUP
from translate.documents import Reading, format_named


def texts(text: str, language: Language = "en", **options: object) -> list[str]:
    return [one.text for one in cut(text, language, name="it", **options).segments]  # type: ignore[arg-type]


def test_plain_text_has_a_paragraph_a_line_and_its_places_are_kept() -> None:
    text = "\ufeffعنوان قصير\r\n\r\n  وصل الوفد. هل عاد؟  \r\n"
    assert cut(text, "ar", name="it").segments == (
        Segment("عنوان قصير", 1, 11),
        Segment("وصل الوفد.", 17, 27),
        Segment("هل عاد؟", 28, 35),
    )


WRAPPED = (
    "The minister of finance said yesterday\nthat the government was working on a\n"
    "new plan for farmers. The results will\nappear soon."
)


def test_wrapped_lines_are_put_on_one() -> None:
    first, second = cut(WRAPPED, "en", name="it").segments
    assert first.text.startswith("The minister of finance said yesterday that the government was working on a new plan")
    assert (second.text, WRAPPED[second.start : second.end]) == (
        "The results will appear soon.",
        "The results will\nappear soon.",
    )
    assert len(texts(WRAPPED, lines=True)) == 5
    assert texts("A title\nand its rest", lines=False) == ["A title and its rest"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# A **big** title ##\n", ["A big title"]),
        ("- one\n- [x] two\n  1. three\n", ["one", "two", "three"]),
        ("> one\n> two\n\nthree\n", ["one two", "three"]),
        ("---\ntitle: none\n---\nSome text.\n", ["Some text."]),
        ("```\ncode\n```\n\n    more code\n", []),
        ("![a picture](a.png)\n\nIts caption.\n", ["Its caption."]),
        (
            "See [the report](https://a.b/c_(d) 'title'), which [says][1] no. It ends.\n\n[1]: http://e.f\n",
            ["See the report, which says no.", "It ends."],
        ),
        ("Run `make x_y` now. Then *wait*!\n", ["Run make x_y now.", "Then wait!"]),
        ("Go to https://a.b/c_d?e=f and <https://g.h>.\n", ["Go to https://a.b/c_d?e=f and https://g.h."]),
        ("`make` comes first, then see https://a.b\n", ["make comes first, then see https://a.b"]),
        ("Fish &amp; chips \\* salt[^1]\n\n[^1]: A note.\n", ["Fish & chips * salt", "A note."]),
        ("some<br>text with an ![icon](i.png) in it\n", ["some", "text with an in it"]),
        ("| one `x` | *two* words |\n|--|--|\n| a \\| b | three |\n", ["one x", "two words", "a | b", "three"]),
        ("It ends in [a link](http://a.b)\nand goes on after it.\n", ["It ends in a link and goes on after it."]),
        ("One line,  \nkept apart.\n", ["One line,", "kept apart."]),
        ("*one*\n\n*two*\n***\n*three*\n", ["one", "two", "three"]),
        ("Place: Idlib\nHospital: the medical point of Abadeen\nInjured: 2\n",
         ["Place: Idlib", "Hospital: the medical point of Abadeen", "Injured: 2"]),
        (WRAPPED, ["The minister of finance said yesterday that the government was working on a new plan for farmers.",
                   "The results will appear soon."]),
    ],
)  # fmt: skip
def test_markdown_gives_its_words(source: str, expected: list[str]) -> None:
    assert texts(source, kind="markdown") == expected


def test_the_place_of_a_sentence_holds_the_markup_inside_it() -> None:
    source = "- See [the *report*](http://a.b). **It** ends.\n"
    first, second = cut(source, "en", name="it", kind="markdown").segments
    assert (first.text, source[first.start : first.end]) == ("See the report.", "See [the *report*](http://a.b).")
    assert (second.text, source[second.start : second.end]) == ("It ends.", "It** ends.")


@pytest.mark.parametrize("lines", [None, True, False])
@given(
    source=st.one_of(
        st.sampled_from([source for source, _ in MARKUP]),
        st.lists(st.sampled_from(BITS), max_size=30).map("".join),
        st.text(max_size=60),
    )
)
def test_no_word_is_lost_and_places_are_in_order(lines: bool | None, source: str) -> None:
    for kind in ("text", "markdown"):
        for language in ("ar", "en"):
            segments = cut(source, language, name="it", kind=kind, lines=lines).segments
            place = 0
            for one in segments:
                assert place <= one.start < one.end <= len(source)
                assert one.text
                assert "\n" not in one.text
                place = one.end
            shown = iter("".join("".join(one.text.split()) for one in segments))
            blocks = format_named(kind, Reading(lines=lines)).read(source).blocks
            words = "".join("".join(block.text.split()) for block in blocks)
            assert all(letter in shown for letter in words)  # in this order


def test_a_sentence_a_line_is_taken_as_it_is() -> None:
    text = "\ufeffOne. Still one.\r\n\r\n  Two\u2028 lines \rthree\n"
    side = cut(text, "en", name="en.txt", sentences=True)
    assert [one.text for one in side.segments] == ["One. Still one.", "Two\u2028 lines", "three"]
    assert all(text[one.start : one.end] == one.text for one in side.segments)
    assert side.notes == ("en.txt: 1 blank line is no sentence; numbers count the sentences",)
    assert cut("one\ntwo\n\n", "en", name="it", sentences=True).notes == ()


def test_a_document_is_read_by_the_ending_of_its_name(tmp_path: Path) -> None:
    for name in ("a.md", "a.txt"):
        (tmp_path / name).write_text("# *Title*\n", encoding="utf-16")
    markdown, plain = (
        read_side(find_document(str(tmp_path / name)), "en", encoding="utf-16") for name in ("a.md", "a.txt")
    )
    assert [one.text for one in markdown.segments] == ["Title"]
    assert [one.text for one in plain.segments] == ["# *Title*"]


def test_what_is_no_text_gives_its_paragraphs_a_line_each(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("عنوان قصير")
    word.add_paragraph("وصل الوفد. هل عاد؟")
    word.add_table(1, 2).cell(0, 1).text = "خلية"
    word.save(str(tmp_path / "a.docx"))
    (tmp_path / "a.srt").write_text(
        "1\n00:00:01,000 --> 00:00:02,000\nThe delegation\narrived,\n\n"
        "2\n00:00:02,100 --> 00:00:03,000\nand it left. Did it\n\n3\n00:00:03,100 --> 00:00:04,000\ncome back?\n"
    )
    (tmp_path / "a.html").write_text("<title>A title</title><p>One <b>bold</b>\nword.</p><p>Two &amp; three.</p>")
    arabic = read_side(find_document(str(tmp_path / "a.docx")), "ar", encoding="ascii")
    text = "عنوان قصير\nوصل الوفد. هل عاد؟\nخلية"
    assert [one.text for one in arabic.segments] == ["عنوان قصير", "وصل الوفد.", "هل عاد؟", "خلية"]
    assert all(text[one.start : one.end] == one.text for one in arabic.segments)
    subtitles, page = (read_side(find_document(str(tmp_path / name)), "en") for name in ("a.srt", "a.html"))
    assert [one.text for one in subtitles.segments] == ["The delegation arrived, and it left.", "Did it come back?"]
    assert [one.text for one in page.segments] == ["A title", "One bold word.", "Two & three."]


def test_a_file_that_is_not_what_its_name_says_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("no archive")
    with pytest.raises(InputError, match=r"a\.docx: "):
        read_side(find_document(str(tmp_path / "a.docx")), "en")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "is a folder; name one document"),
        ("missing.txt", "no such file"),
        ("http://127.0.0.1:9/c", "cannot be fetched"),
    ],
)
def test_what_is_no_document_is_named(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        find_document(name if name.startswith("http") else str(tmp_path / name))
