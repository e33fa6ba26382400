"""Alignments as TSV, JSON Lines and TMX."""

import json
from xml.etree import ElementTree

import pytest

from corpus.align.documents import AlignedDocuments
from corpus.align.link import Link
from corpus.align.output import WRITERS, Selection, count_forbidden, summarise
from corpus.align.sides import Segment

AR = ["نعم.", "وصل\tالوفد أمس.", "هل < عاد > & بقي؟", "لا\u0001.", "انتهى."]
EN = ["Yes.", "The delegation\u2028arrived.", "Yesterday.", 'Did it <return> & "stay"?', "Unrelated.", "No\x0b.\ufffe"]
LINKS = (
    Link((0,), (0,), 0.98765),
    Link((1,), (1, 2), 0.75),
    Link((2,), (3,), 0.5),
    Link((), (4,), 0.9),
    Link((3,), (5,), 0.25),
    Link((4,), (), 0.6),
)


def segments(texts: list[str]) -> tuple[Segment, ...]:
    return tuple(Segment(text, 100 * number, 100 * number + len(text)) for number, text in enumerate(texts))


ALIGNED = AlignedDocuments(segments(AR), segments(EN), LINKS)


def written(name: str, **selection: object) -> str:
    return "".join(WRITERS[name](ALIGNED, Selection(**selection)))  # type: ignore[arg-type]


def test_tsv_is_arabic_english_score() -> None:
    assert written("tsv") == (
        "نعم.\tYes.\t0.9877\n"
        "وصل الوفد أمس.\tThe delegation arrived. Yesterday.\t0.7500\n"
        'هل < عاد > & بقي؟\tDid it <return> & "stay"?\t0.5000\n'
        "لا\u0001.\tNo .\ufffe\t0.2500\n"
    )


def test_tsv_can_hold_what_has_no_counterpart() -> None:
    assert written("tsv", least=0.5, unaligned=True).split("\n")[2:] == [
        'هل < عاد > & بقي؟\tDid it <return> & "stay"?\t0.5000',
        "\tUnrelated.\t",
        "لا\u0001.\t\t",
        "\tNo .\ufffe\t",
        "انتهى.\t\t",
        "",
    ]


def test_json_lines_hold_every_link_and_every_sentence_once() -> None:
    rows = [json.loads(line) for line in written("jsonl", least=0.5).splitlines()]
    assert list(rows[1].items()) == [
        ("ar", [1]),
        ("en", [1, 2]),
        ("score", 0.75),
        ("ar_text", "وصل\tالوفد أمس."),
        ("en_text", "The delegation\u2028arrived. Yesterday."),
        ("ar_spans", [[100, 114]]),
        ("en_spans", [[100, 123], [200, 210]]),
        ("kept", True),
    ]
    assert sorted(index for row in rows for index in row["ar"]) == list(range(5))
    assert sorted(index for row in rows for index in row["en"]) == list(range(6))
    assert [row["kept"] for row in rows] == [True, True, True, False, False, False]
    assert (rows[3]["ar"], rows[3]["ar_text"], rows[3]["ar_spans"]) == ([], "", [])
    assert rows[4]["score"] == 0.25


XML = "{http://www.w3.org/XML/1998/namespace}"
REQUIRED = {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"}


def test_tmx_is_what_the_standard_asks_for() -> None:
    text = written("tmx")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n')
    root = ElementTree.fromstring(text.encode())
    assert (root.tag, root.attrib) == ("tmx", {"version": "1.4"})
    header, body = root
    assert (header.tag, set(header.attrib)) == ("header", REQUIRED)
    assert (header.get("creationtool"), header.get("srclang"), header.get("segtype")) == ("jisr", "ar", "sentence")
    assert [unit.tag for unit in body] == ["tu"] * 4
    for unit in body:
        assert [child.tag for child in unit] == ["prop", "tuv", "tuv"]
        assert [child.get(f"{XML}lang") for child in unit[1:]] == ["ar", "en"]
        assert [[seg.tag for seg in child] for child in unit[1:]] == [["seg"], ["seg"]]
    assert [unit.get("segtype") for unit in body] == [None, "block", None, None]


def test_tmx_gives_the_texts_back_but_for_what_xml_cannot_hold() -> None:
    root = ElementTree.fromstring(written("tmx").encode())
    rows = [(unit[0].text, *(seg.text for seg in unit.iter("seg"))) for unit in root.iter("tu")]
    assert rows == [
        ("0.9877", "نعم.", "Yes."),
        ("0.7500", "وصل\tالوفد أمس.", "The delegation\u2028arrived. Yesterday."),
        ("0.5000", "هل < عاد > & بقي؟", 'Did it <return> & "stay"?'),
        ("0.2500", "لا.", "No."),
    ]
    assert count_forbidden(ALIGNED, Selection()) == 3
    assert count_forbidden(ALIGNED, Selection(least=0.5)) == 0


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_a_higher_least_score_keeps_fewer(name: str) -> None:
    kept = [written(name, least=least).count("Did it") for least in (0.0, 0.5, 0.51)]
    assert kept == ([1, 1, 1] if name == "jsonl" else [1, 1, 0])


@pytest.mark.parametrize(
    ("least", "line"),
    [
        (
            0.0,
            "aligned 4 of 5 Arabic and 5 of 6 English sentences in 4 links (3 1:1, 1 1:2); "
            "1 Arabic and 1 English sentences have no counterpart",
        ),
        (
            0.8,
            "aligned 1 of 5 Arabic and 1 of 6 English sentences in 1 link (1 1:1); "
            "4 Arabic and 5 English sentences have no counterpart (3 links below 0.8 left out)",
        ),
    ],
)
def test_the_summary_counts_everything(least: float, line: str) -> None:
    assert summarise(ALIGNED, Selection(least=least)) == line
    whole = AlignedDocuments(ALIGNED.ar[:1], ALIGNED.en[:1], LINKS[:1])
    assert summarise(whole, Selection()) == "aligned 1 of 1 Arabic and 1 of 1 English sentences in 1 link (1 1:1)"
