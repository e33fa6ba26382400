"""Data sets in the formats of other programs."""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from datasets import load_dataset

from corpus.export import FORMATS, Exported, export
from corpus.pairs import Origin, Pair
from models.errors import InputError, SettingsError

XML = "{http://www.w3.org/XML/1998/namespace}"
XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
NEWS = Origin("news & views.tsv", 'article "7"', 3, licence="CC-BY-4.0", domain="news")
MACHINE = Origin("other.tsv", "x", 0, (4, 9), (0, 7), method="machine", model="bundled@3")
PAIRS = [
    Pair("هل < عاد > & بقي؟", 'Did it <return> & "stay"?', NEWS, {"similarity": 0.875, "fluency": 2.0}, ("numbers",)),
    Pair("وصل\tالوفد\r\nأمس.", "The delegation\u2028arrived.\x01", NEWS),
    Pair("نعم 😀\ufffe", "Yes 😀", MACHINE),
]


def written(tmp_path: Path, to: str) -> tuple[Exported, Path]:
    out = tmp_path / f"out.{to}"
    return export(iter(PAIRS), to, out), out


def test_tmx_is_what_the_standard_asks_for(tmp_path: Path) -> None:
    done, out = written(tmp_path, "tmx")
    assert done == Exported((out,), rows=3, left_out=2)
    root = ElementTree.parse(out).getroot()
    assert (root.tag, root.attrib, [child.tag for child in root]) == ("tmx", {"version": "1.4"}, ["header", "body"])
    units = list(root.iter("tu"))
    assert [unit.attrib for unit in units] == [{"tuid": pair.id, "segtype": "block"} for pair in PAIRS]
    for unit in units:
        kinds = [child.tag for child in unit]
        assert kinds == ["prop"] * (len(kinds) - 2) + ["tuv", "tuv"]
        assert [child.get(f"{XML}lang") for child in unit[-2:]] == ["ar", "en"]
        assert [[seg.tag for seg in child] for child in unit[-2:]] == [["seg"], ["seg"]]
    assert [[seg.text for seg in unit.iter("seg")] for unit in units] == [
        [PAIRS[0].ar, PAIRS[0].en],
        [PAIRS[1].ar, "The delegation\u2028arrived."],
        ["نعم 😀", "Yes 😀"],
    ]
    assert [(prop.get("type"), prop.text) for prop in units[0].iter("prop")] == [
        ("source", "news & views.tsv"),
        ("document", 'article "7"'),
        ("block", "3"),
        ("licence", "CC-BY-4.0"),
        ("method", "human"),
        ("domain", "news"),
        ("score-fluency", "2"),
        ("score-similarity", "0.875"),
        ("flag", "numbers"),
    ]


def test_xliff_is_what_the_standard_asks_for(tmp_path: Path) -> None:
    done, out = written(tmp_path, "xliff")
    assert done == Exported((out,), rows=3, left_out=2)
    root = ElementTree.parse(out).getroot()
    assert (root.tag, root.attrib) == (f"{XLIFF}xliff", {"version": "1.2"})
    files = list(root)
    assert [file.get("original") for file in files] == ["news & views.tsv", "other.tsv"]
    for file in files:
        assert (file.tag, file.get("source-language"), file.get("target-language")) == (f"{XLIFF}file", "ar", "en")
        assert file.get("datatype") == "plaintext"
        assert [child.tag for child in file] == [f"{XLIFF}body"]
    units = list(root.iter(f"{XLIFF}trans-unit"))
    assert [(unit.get("id"), unit.get("resname")) for unit in units] == [
        (pair.id, pair.origin.document) for pair in PAIRS
    ]
    assert [child.tag for unit in units for child in unit] == [f"{XLIFF}source", f"{XLIFF}target"] * 3
    assert [units[0][0].text, units[0][1].text, units[1][0].text] == [PAIRS[0].ar, PAIRS[0].en, PAIRS[1].ar]
    assert [(unit[1].get("state"), unit[1].get("state-qualifier")) for unit in units] == [
        ("translated", None),
        ("translated", None),
        ("needs-review-translation", "mt-suggestion"),
    ]
    assert [unit.get("approved") for unit in units] == ["yes", "yes", None]


def test_moses_has_a_line_a_pair_in_both_files(tmp_path: Path) -> None:
    done, out = written(tmp_path, "moses")
    assert done == Exported((tmp_path / "out.moses.ar", tmp_path / "out.moses.en"), rows=3, spaced=2)
    assert not out.exists()
    assert done.files[0].read_bytes().decode() == "هل < عاد > & بقي؟\nوصل الوفد أمس.\nنعم 😀\ufffe\n"
    assert done.files[1].read_bytes().decode() == 'Did it <return> & "stay"?\nThe delegation arrived.\x01\nYes 😀\n'


def test_tsv_has_two_columns(tmp_path: Path) -> None:
    done, out = written(tmp_path, "tsv")
    assert done == Exported((out,), rows=3, spaced=2)
    assert [line.split("\t") for line in out.read_bytes().decode().splitlines()] == [
        ["هل < عاد > & بقي؟", 'Did it <return> & "stay"?'],
        ["وصل الوفد أمس.", "The delegation arrived.\x01"],
        ["نعم 😀\ufffe", "Yes 😀"],
    ]


def test_jsonl_has_everything_a_row_has(tmp_path: Path) -> None:
    done, out = written(tmp_path, "jsonl")
    assert done == Exported((out,), rows=3)
    lines = out.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert rows[0] == {
        "id": PAIRS[0].id,
        "translation": {"ar": PAIRS[0].ar, "en": PAIRS[0].en},
        "origin": {
            "source": "news & views.tsv",
            "document": 'article "7"',
            "block": 3,
            "ar_span": [-1, -1],
            "en_span": [-1, -1],
            "licence": "CC-BY-4.0",
            "method": "human",
            "model": "",
            "domain": "news",
        },
        "scores": {"similarity": 0.875, "fluency": 2.0},
        "flags": ["numbers"],
    }
    assert [row["translation"]["en"] for row in rows] == [pair.en for pair in PAIRS]
    loaded = load_dataset("json", data_files=str(out), split="train", cache_dir=str(tmp_path / "cache"))
    assert loaded["translation"][1] == {"ar": PAIRS[1].ar, "en": PAIRS[1].en}


@pytest.mark.parametrize("to", FORMATS)
def test_nothing_is_there_unless_it_is_whole(tmp_path: Path, to: str) -> None:
    def broken() -> Iterator[Pair]:
        yield from PAIRS
        raise InputError("the third shard is damaged")

    with pytest.raises(InputError, match="the third shard is damaged"):
        export(broken(), to, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("to", FORMATS)
def test_no_pairs_make_a_file_that_can_be_read(tmp_path: Path, to: str) -> None:
    done = export([], to, tmp_path / "out")
    assert done.rows == 0
    if to in ("tmx", "xliff"):
        assert len(ElementTree.parse(tmp_path / "out").getroot().findall(".//seg")) == 0
    else:
        assert [path.read_bytes() for path in done.files] == [b""] * len(done.files)


def test_what_cannot_be_exported(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no format 'tmex' to export to; there are tmx, moses, tsv, jsonl, xliff"):
        export(PAIRS, "tmex", tmp_path / "out")
    with pytest.raises(SettingsError, match="is a folder; name a file"):
        export(PAIRS, "tmx", tmp_path)
