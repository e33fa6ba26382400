"""Subtitles keep their times; what is said in them is translated a sentence at a time."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InputError
from models.model import Model
from translate.documents import format_named
from translate.documents.cue_lines import distribute, in_two_lines
from translate.translator import Translator

SRT, VTT = format_named("srt"), format_named("vtt")

FILM = (
    "1\r\n00:00:01,000 --> 00:00:03,500\r\n{\\an8}<i>قال وزير المالية\r\nإن الحكومة تعمل على خطة</i>\r\n\r\n"
    "2\r\n00:00:03,600 --> 00:00:05,000 X1:1 X2:2\r\nجديدة لدعم <b>المزارعين</b>.\r\n\r\n"
    "3\r\n00:00:06,000 --> 00:00:07,000\r\n{\\an8}<i>- هل عاد؟\r\n- نعم</i>\r\n\r\n"
    "4\r\n00:00:17,000 --> 00:00:18,000\r\n25 < 30\r\n"
)


def test_a_sentence_over_two_cues_is_one_block() -> None:
    document = SRT.read(FILM)
    assert [block.text for block in document.blocks] == [
        "قال وزير المالية\nإن الحكومة تعمل على خطة\nجديدة لدعم المزارعين.",
        "هل عاد؟",
        "نعم",
        "25 < 30",
    ]
    (bold,) = document.blocks[0].marks
    assert document.blocks[0].text[bold.start : bold.end] == "المزارعين"
    assert SRT.write(document, document.blocks) == FILM


def test_words_are_dealt_out_to_the_cues() -> None:
    document = SRT.read(FILM)
    english = "The minister of finance said that the government was making a new plan, to support farmers."
    start = english.index("farmers")
    mark = replace(document.blocks[0].marks[0], start=start, end=start + 7)
    blocks = [replace(document.blocks[0], text=english, marks=(mark,)), *document.blocks[1:]]
    assert SRT.write(document, blocks) == FILM.replace(
        "قال وزير المالية\r\nإن الحكومة تعمل على خطة",
        "The minister of finance said\r\nthat the government was making",
    ).replace("جديدة لدعم <b>المزارعين</b>.", "a new plan, to support <b>farmers</b>.")


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("WEBVTT - عنوان\n\nSTYLE\n::cue { color: red }\n\nNOTE ملاحظة\n\n00:01.000 --> 00:02.000\nنص &amp; نص\n",
         ["نص & نص"]),
        ("WEBVTT\n\nاسم\n00:01.000 --> 00:02.000 align:start\n<v علي>وصل <c.x>الوفد</c> <00:01.500>أمس\n\nاسم\n"
         "00:02.000 --> 00:03.000\n\nNOTE لا\n", ["وصل الوفد أمس"]),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nوصل الوفد\n\n00:02.000 --> 00:03.000\nأمس\n", ["وصل الوفد", "أمس"]),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nوصل الوفد،\n\n00:02.000 --> 00:03.000\nثم غادر\n",
         ["وصل الوفد،\nثم غادر"]),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nوصل الوفد،\n\n00:12.000 --> 00:13.000\nثم غادر\n",
         ["وصل الوفد،", "ثم غادر"]),
    ],
)  # fmt: skip
def test_webvtt_has_notes_styles_voices_and_escapes(source: str, texts: list[str]) -> None:
    document = VTT.read(source)
    assert [block.text for block in document.blocks] == texts
    assert VTT.write(document, document.blocks) == source


def test_what_a_translation_brings_in_is_escaped_in_webvtt_only() -> None:
    cue = "00:00:01.000 --> 00:00:02.000\nنص &amp; نص\n"
    for form, source, written in ((VTT, "WEBVTT\n\n", "a &lt; b &amp; c"), (SRT, "", "a < b & c")):
        document = form.read(source + cue)
        blocks = [replace(document.blocks[0], text="a < b & c")]
        assert form.write(document, blocks) == (source + cue).replace("نص &amp; نص", written)


def test_a_cue_of_subrip_goes_on_behind_an_empty_line() -> None:
    source = "1\n00:00:01,000 --> 00:00:03,500\nوصل\n\nالوفد.\n\n2\n00:00:03,600 --> 00:00:05,000\nنعم.\n"
    assert [block.text for block in SRT.read(source).blocks] == ["وصل\nالوفد.", "نعم."]


@pytest.mark.parametrize(("name", "source"), [("srt", "نص بلا أوقات"), ("vtt", "00:01.000 --> 00:02.000\nنص")])
def test_what_is_no_subtitle_is_refused(name: str, source: str) -> None:
    with pytest.raises(InputError, match=r"times|WEBVTT"):
        format_named(name).read(source)


BITS = ["نص", ".", " ", "\n", "\r\n", "\n\n", "<i>", "</i>", "<b>", "{\\an8}", "<v أ>", "- ", "&amp;", "&", "،", "7",
        "NOTE ", "\n00:00:01.000 --> 00:00:02.000\n", "\n00:00:02,000 --> 00:00:03,000\n", "\n1\n"]  # fmt: skip


@given(st.lists(st.sampled_from(BITS), max_size=30).map("".join), st.text("ab ,.", max_size=60))
def test_nothing_but_words_changes_whatever_they_become(bits: str, english: str) -> None:
    subrip, webvtt = "1\n00:00:00,000 --> 00:00:01,000\n", "WEBVTT\n\n00:00.000 --> 00:01.000\n"
    for form, source in ((SRT, subrip + bits), (VTT, webvtt + bits)):
        document = form.read(source)
        assert form.write(document, document.blocks) == source
        place = 0
        for words in (words for block in document.blocks for words in block.ref):
            assert place <= words.start < words.end
            place = words.end
        cut = min(len(english), 5)
        blocks = [
            replace(block, text=english, marks=tuple(replace(mark, start=cut, end=cut) for mark in block.marks))
            for block in document.blocks
        ]
        written = str(form.write(document, blocks))
        assert written.count("-->") == source.count("-->")
        for tag in ("<i>", "</i>", "<b>", "{\\an8}"):
            assert written.count(tag) == source.count(tag)


@given(st.text("ab ,.", min_size=1, max_size=120), st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_every_word_goes_to_one_cue_in_order(text: str, lengths: list[int]) -> None:
    spans = distribute(text, lengths)
    assert len(spans) == len(lengths)
    assert [word for start, end in spans for word in text[start:end].split()] == text.split()
    for start, end in spans:
        lines = in_two_lines(text[start:end])
        assert lines.count("\n") <= 1
        assert len(lines) == end - start


def test_subtitles_are_translated(bundled: Model) -> None:
    with Translator(bundled) as translator:
        (found,) = translator.translate_documents([SRT.read(FILM)])
    lines = str(SRT.write(found.document, found.blocks)).split("\r\n")
    assert lines[:2] == FILM.split("\r\n")[:2]
    assert lines[2].startswith("{\\an8}<i>")
    assert "<b>" in "".join(lines)
    assert [line[:4] for line in lines[11:13]] == ["{\\an", "- Ye"]
    assert max(map(len, lines)) <= 42 + len("{\\an8}<i>")
    assert not re.search("[\u0621-\u064a]", "".join(lines))
