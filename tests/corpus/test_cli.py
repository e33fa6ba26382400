"""`jisr align`, run as a user runs it."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import Jisr
from tests.corpus.pairs import AR, EN, LINKS, RECIPE

SUMMARY = (
    "jisr: aligned 7 of 8 Arabic and 7 of 8 English sentences in 6 links (4 1:1, 1 1:2, 1 2:1); "
    "1 Arabic and 1 English sentences have no counterpart\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ar.txt").write_text(AR, encoding="utf-8")
    (tmp_path / "en.txt").write_text(EN, encoding="utf-8")
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_pairs_go_to_standard_output_and_counts_to_standard_error(jisr: Jisr, folder: Path) -> None:
    ran = jisr("align", "ar.txt", "en.txt")
    told = ran.stderr.decode()
    assert (ran.returncode, told[told.index("jisr: aligned") :]) == (0, SUMMARY)
    rows = [line.split("\t") for line in ran.stdout.decode().splitlines()]
    assert [len(row) for row in rows] == [3] * 6
    assert rows[0][:2] == ["افتتاح مكتبة عامة في المدينة", "Public library opens in the city"]
    assert rows[2][1].startswith("The library holds forty thousand books. It has a hall")
    assert all(0 <= float(row[2]) <= 1 for row in rows)
    assert names(folder) == ["ar.txt", "en.txt"]


def test_one_document_can_come_from_standard_input(jisr: Jisr, folder: Path) -> None:
    expected = jisr("align", "ar.txt", "en.txt").stdout
    assert jisr("align", "-", "en.txt", stdin=AR.encode()).stdout == expected
    assert jisr("align", "ar.txt", "-", stdin=EN.encode()).stdout == expected


def test_json_lines_hold_every_sentence_once_and_its_place(jisr: Jisr, folder: Path) -> None:
    ran = jisr("align", "ar.txt", "en.txt", "-o", "out/pairs.jsonl")
    assert (ran.returncode, ran.stdout) == (0, b"")
    rows = [json.loads(line) for line in (folder / "out" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    assert list(rows[0]) == ["ar", "en", "score", "ar_text", "en_text", "ar_spans", "en_spans", "kept"]
    assert [(tuple(row["ar"]), tuple(row["en"])) for row in rows] == LINKS
    for row in rows:
        assert " ".join(AR[start:end] for start, end in row["ar_spans"]) == row["ar_text"]
        assert " ".join(EN[start:end] for start, end in row["en_spans"]) == row["en_text"]
        assert row["kept"] == bool(row["ar"] and row["en"])
    assert names(folder / "out") == ["pairs.jsonl"]


def test_tmx_is_read_back(jisr: Jisr, folder: Path) -> None:
    (folder / "pairs.tmx").write_text("an older one")
    assert jisr("align", "ar.txt", "en.txt", "-o", "pairs.tmx").returncode == 0
    units = list(ElementTree.parse(folder / "pairs.tmx").getroot().iter("tu"))
    assert len(units) == 6
    assert [seg.text for seg in units[0].iter("seg")] == [
        "افتتاح مكتبة عامة في المدينة",
        "Public library opens in the city",
    ]


def test_what_has_no_counterpart_can_be_written_too(jisr: Jisr, folder: Path) -> None:
    ran = jisr("align", "ar.txt", "en.txt", "--all")
    rows = [line.split("\t") for line in ran.stdout.decode().splitlines()]
    assert len(rows) == len(LINKS)
    assert [row for row in rows if not row[1]] == [["وحضر حفل الافتتاح ثلاثة وزراء وعدد من السفراء الأجانب.", "", ""]]
    assert [row for row in rows if not row[0]] == [
        ["", "The weather in the north will be cold and windy tomorrow.", ""]
    ]


def test_a_least_score_leaves_pairs_out_and_says_so(jisr: Jisr, folder: Path) -> None:
    scores = sorted(
        float(line.split("\t")[2]) for line in jisr("align", "ar.txt", "en.txt").stdout.decode().splitlines()
    )
    ran = jisr("align", "ar.txt", "en.txt", "--min-score", str(scores[1] + 0.0001), "--format", "jsonl")
    rows = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    kept = sum(score > scores[1] + 0.0001 for score in scores)
    assert sum(row["kept"] for row in rows) == kept < 6
    assert len(rows) == len(LINKS)
    assert f"({6 - kept} links below " in ran.stderr.decode()


def test_sentences_can_be_given_a_line_each(jisr: Jisr, folder: Path) -> None:
    (folder / "ar.lines").write_text("نعم. لا.\nشكرا جزيلا.\n", encoding="windows-1256")
    (folder / "en.lines").write_text("Yes. No.\nThank you – very much.\n", encoding="utf-8")
    ran = jisr("align", "ar.lines", "en.lines", "--sentences", "--encoding", "windows-1256,utf-8")
    assert [line.split("\t")[:2] for line in ran.stdout.decode().splitlines()] == [
        ["نعم. لا.", "Yes. No."],
        ["شكرا جزيلا.", "Thank you – very much."],
    ]


def test_documents_that_do_not_correspond_give_no_alignment(jisr: Jisr, folder: Path) -> None:
    (folder / "recipe.txt").write_text(RECIPE, encoding="utf-8")
    (folder / "pairs.tsv").write_text("an older one")
    ran = jisr("align", "ar.txt", "recipe.txt", "-o", "pairs.tsv")
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert "ar.txt and recipe.txt do not correspond: a right counterpart is to be expected for " in ran.stderr.decode()
    assert names(folder) == ["ar.txt", "en.txt", "pairs.tsv", "recipe.txt"]
    assert (folder / "pairs.tsv").read_text() == "an older one"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing.txt", "en.txt"), "missing.txt: no such file or folder; check the name, or use - for standard input"),
        (("ar.txt", "."), ".: is a folder; name one document"),
        (("ar.txt", "http://127.0.0.1:9/c"), "http://127.0.0.1:9/c: cannot be fetched ("),
        (("empty.txt", "en.txt"), "empty.txt: is empty; there are no sentences in it to align"),
        (("ar.txt", "-"), "standard input: is empty"),
        (("binary.txt", "en.txt"), "binary.txt: is a binary file, not text"),
        (("cp1256.txt", "en.txt"), "it looks like Windows-1256: add --encoding windows-1256"),
        (("en.txt", "ar.txt"), "en.txt looks English and ar.txt Arabic; swap them: jisr align ar.txt en.txt"),
        (("ar.txt", "ar.txt"), "ar.txt and ar.txt are both in Arabic letters; the second must be English"),
        (("ar.txt", "en.txt", "-o", "en.txt/out"), "en.txt/out: cannot be written ("),
        (("ar.txt", "en.txt", "-o", "sub"), "sub: cannot be written (is a folder); choose another place with -o"),
    ],
)
def test_what_cannot_be_done_is_named_with_what_mends_it(
    jisr: Jisr, folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    (folder / "empty.txt").write_text("\n")
    (folder / "binary.txt").write_bytes(b"abc\0def")
    (folder / "cp1256.txt").write_text(AR, encoding="windows-1256")
    (folder / "sub").mkdir()
    before = names(folder)
    ran = jisr("align", *arguments)
    told = ran.stderr.decode()
    assert (ran.returncode, ran.stdout) == (1, b""), told
    assert message in told
    assert told.count("\n") == 1
    assert names(folder) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ar.txt",), "the following arguments are required: EN"),
        (("-", "-"), "only one of the two documents can come from standard input"),
        (("ar.txt", "en.txt", "-o", "en.txt"), "-o en.txt: en.txt would be overwritten by the pairs"),
        (("ar.txt", "en.txt", "--format", "csv"), "invalid choice: 'csv'"),
        (("ar.txt", "en.txt", "--min-score", "2"), "must be a number from 0 to 1, not '2'"),
        (("ar.txt", "en.txt", "--encoding", "utf-8,latin-arabic"), "--encoding latin-arabic: no such encoding"),
        (("ar.txt", "en.txt", "--all", "-o", "pairs.tmx"), "--all: a TMX unit has both languages"),
    ],
)
def test_wrong_use_is_2_and_changes_nothing(jisr: Jisr, folder: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = jisr("align", *arguments)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert message in ran.stderr.decode()
    assert names(folder) == ["ar.txt", "en.txt"]
    assert (folder / "en.txt").read_text(encoding="utf-8") == EN
