"""TSV and CSV."""

import bz2
import gzip
import lzma
from collections.abc import Callable

import pyarrow
import pytest

from corpus.sources import open_source
from corpus.sources.table import REPAIRED
from models.errors import InputError, SettingsError
from tests.corpus.sources.reads import Write, pairs, texts, until_error

ROWS = "صباح الخير\tGood morning\nكيف حالك؟\tHow are you?\n"
READ = [("صباح الخير", "Good morning"), ("كيف حالك؟", "How are you?")]


@pytest.mark.parametrize(
    ("name", "content", "options", "left_out"),
    [
        ("t.tsv", ROWS, "", {}),
        ("t.tsv", ROWS.replace("\n", "\r\n"), "", {}),
        ("t.tsv", "\ufeff" + ROWS, "", {}),
        ("t.tsv", ROWS.replace("\n", "\n\n"), "", {"blank line": 2}),
        ("t.tsv", "ar\ten\n" + ROWS, "", {"header": 1}),
        ("t.tsv", "Arabic\tEnglish\n" + ROWS, "", {"header": 1}),
        ("t.tsv", "source\ttarget\n" + ROWS, "", {"header": 1}),
        ("t.tsv", "a\tb\n" + ROWS, "?header=yes", {"header": 1}),
        ("t.tsv", "one\ttwo\n" + ROWS, "?ar=one&en=two", {"header": 1}),
        ("t.tsv", '"ar"\t"en"\n"صباح الخير"\t"Good morning"\n"كيف حالك؟"\t"How are you?"\n', "", {"header": 1}),
        ("t.dat", ROWS, "", {}),
        ("t.txt", ROWS.replace("\t", ";"), "?kind=csv", {}),
        ("t.csv", ROWS.replace("\t", ","), "", {}),
        ("t.csv", 'id,en,ar\n1,"Good morning",صباح الخير\n2,How are you?,"كيف حالك؟"\n', "", {"header": 1}),
        ("t.csv", "Good morning;1;صباح الخير\nHow are you?;2;كيف حالك؟\n", "?ar=3&en=1", {}),
        ("t.csv", ROWS.replace("\t", "|").replace("|", "\t"), "?separator=tab", {}),
    ],
)
def test_shapes(write: Write, name: str, content: str, options: str, left_out: dict[str, int]) -> None:
    source = open_source(write(name, content) + options)
    assert [(row.ar, row.en) for row in pairs(source)] == READ
    assert source.left_out == left_out
    assert [row.origin.block for row in pairs(source)] == [0, 1]


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [
        ("gz", gzip.compress),
        ("gz", lambda data: gzip.compress(data[:20]) + gzip.compress(data[20:])),
        ("xz", lzma.compress),
        ("xz", lambda data: lzma.compress(data[:20]) + lzma.compress(data[20:])),
        ("bz2", bz2.compress),
        ("zst", lambda data: pyarrow.compress(data, "zstd", asbytes=True)),
        ("gz", lambda data: data),  # a browser that fetched it has unpacked it
    ],
)
def test_packed(write: Write, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    rows = pairs(open_source(write(f"t.tsv.{suffix}", pack(ROWS.encode()))))
    assert [(row.ar, row.en) for row in rows] == READ
    assert rows[0].origin.document == "t.tsv#0"


def test_quotes_are_part_of_a_tsv(write: Write) -> None:
    content = 'قال "نعم"\tHe said "yes\n"هنا\t"Here" it is\n'
    assert texts(write("t.tsv", content)) == [('قال "نعم"', 'He said "yes'), ('"هنا', '"Here" it is')]


def test_quoted_texts_hold_tabs_and_line_breaks(write: Write) -> None:
    content = 'ar,en\n"سطر\nوسطر","A line,\r\nand ""another"""\nنعم,Yes\n'
    assert texts(write("t.csv", content)) == [("سطر\nوسطر", 'A line,\r\nand "another"'), ("نعم", "Yes")]
    tabs = 'ar\ten\n"نعم\tلا"\t"Yes\nno"\n'
    assert texts(write("t.tsv", tabs) + "?quotes=yes") == [("نعم\tلا", "Yes\nno")]


def test_documents(write: Write) -> None:
    content = "document\tar\ten\nd1\tنعم\tYes\n\tلا\tNo\n"
    rows = pairs(open_source(write("t.tsv", content)))
    assert [row.origin.document for row in rows] == ["d1", "t.tsv#0"]
    named = pairs(open_source(write("u.tsv", content.replace("document", "page")) + "?document=page&ar=ar&en=en"))
    assert named[0].origin.document == "d1"
    long = pairs(open_source(write("l.tsv", "نعم\tYes\n" * 1001)))
    assert [long[999].origin.document, long[1000].origin.document] == ["l.tsv#0", "l.tsv#1"]


def test_what_is_known_goes_into_every_row(write: Write) -> None:
    spec = write("t.tsv", ROWS)
    options = "?licence=CC-BY-4.0+&domain=news%26talk&method=machine&name=greetings"
    origin = pairs(open_source(spec + options))[0].origin
    assert (origin.source, origin.licence, origin.domain, origin.method) == (
        "greetings",
        "CC-BY-4.0+",
        "news&talk",
        "machine",
    )
    plain = pairs(open_source(spec))[0].origin
    assert (plain.source, plain.licence, plain.domain, plain.method, plain.model) == (spec, "", "", "human", "")


def test_empty_sides_come_through(write: Write) -> None:
    assert texts(write("t.tsv", "نعم\tYes\n\tNo Arabic\nبلا إنجليزية\t\n\t\n")) == [
        ("نعم", "Yes"),
        ("", "No Arabic"),
        ("بلا إنجليزية", ""),
        ("", ""),
    ]


@pytest.mark.parametrize(
    ("row", "repaired"),
    [
        ("نعم\tيا سيدي\tYes, sir", ("نعم يا سيدي", "Yes, sir")),
        ("نعم\tYes,\tsir\tindeed", ("نعم", "Yes, sir indeed")),
        ("اقرأ\tREADME\tRead README", ("اقرأ", "README Read README")),  # wrong, but flagged
        ("اقرأ README\tالآن\tRead README\tnow", ("اقرأ README الآن", "Read README now")),
    ],
)
def test_an_extra_tab_becomes_a_blank_where_the_letters_tell(write: Write, row: str, repaired: tuple[str, str]) -> None:
    source = open_source(write("t.tsv", ROWS + row + "\n" + ROWS))
    rows = pairs(source)
    assert [(one.ar, one.en) for one in rows] == [*READ, repaired, *READ]
    assert [one.flags for one in rows] == [(), (), (REPAIRED,), (), ()]
    assert source.repaired == {REPAIRED: 1}


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("نعم\t12\tYes", "t.tsv: line 3 has 3 columns, not 2: a tab stands in a text; mend it there, or quote"),
        ("Yes\tنعم\tمرة", "t.tsv: line 3 has 3 columns, not 2: a tab stands in a text"),
        (
            "سطر انقطع",
            "t.tsv: line 3 has 1 column, not 2: a side is missing, or a line break stands in a text; mend it",
        ),
    ],
)
def test_rows_of_another_width(write: Write, row: str, error: str) -> None:
    spec = write("t.tsv", ROWS + row + "\n" + ROWS)
    seen, message = until_error(spec)
    assert seen == READ
    assert message.startswith(error)


def test_a_row_too_wide_in_a_csv_is_not_guessed_at(write: Write) -> None:
    seen, error = until_error(write("t.csv", "ar,en\nنعم,Yes\nنعم, يا سيدي,Yes\n"))
    assert seen == [("نعم", "Yes")]
    assert error.startswith("t.csv: line 3 has 3 columns, not 2: a separator stands in a text; mend it there, or quote")


def test_rows_behind_the_first_look_are_read_the_same(write: Write) -> None:
    seen, error = until_error(write("t.tsv", ROWS * 200 + "وحيد\n"))
    assert len(seen) == 400
    assert error.startswith("t.tsv: line 401 has 1 column, not 2")


def test_quotes_that_are_not_closed(write: Write) -> None:
    content = 'ar,en\nنعم,Yes\nلا,"No\n' + "حسنا,Good\n" * 30_000
    seen, error = until_error(write("t.csv", content))
    assert seen == [("نعم", "Yes")]
    assert error.startswith("t.csv: line 3: the quotes of this row are broken (field larger than field limit (131072))")
    assert "add ?quotes=no" in error
    short = until_error(write("s.csv", 'ar,en\nنعم,"Yes" sir\n'))[1]
    assert short.startswith("s.csv: line 2: the quotes of this row are broken")


@pytest.mark.parametrize(
    ("content", "options", "error"),
    [
        (
            "Good morning\tصباح الخير\nYes\tنعم\n",
            "",
            "t.tsv: Arabic and English are swapped: column 1 has no Arabic in its first 2 rows, column 2 has; "
            "add ?ar=2&en=1 behind its name",
        ),
        (
            "ar\ten\nGood morning\tصباح الخير\n",
            "",
            "t.tsv: Arabic and English are swapped: column ar has no Arabic in its first 1 row, column en has; "
            "add ?ar=en&en=ar behind its name",
        ),
        (
            "11\tara\tصباح الخير\t12\teng\tGood morning\n",
            "",
            "t.tsv: column 1 has no Arabic in its first 1 row, column 3 has; add ?ar=3&en=6 behind its name",
        ),
        ("id\tx\ty\n1\tنعم\tYes\n", "?header=yes", "the columns 'id', 'x', 'y' do not say which is Arabic"),
        ("one\ttwo\nنعم\tYes\n", "?ar=one&en=tow", "en=tow: no such column among 'one', 'two'; did you mean 'two'?"),
        ("نعم\tYes\n", "?ar=1&en=3", "t.tsv: en=3: there are 2 columns, counted from 1"),
        ("نعم\tYes\n", "?header=no&ar=arabic", "t.tsv: ar=arabic: there is no header; give the number"),
        ("نعم,Yes\nلا,No\n", "", "t.tsv: has 1 column, not two parted as expected (or ?separator=comma"),
        ("x" * 131_073 + "\tنعم\n", "?ar=2&en=1", "t.tsv: line 1: a text has more than 131,072 characters"),
    ],
)
def test_columns_that_are_not_there(write: Write, content: str, options: str, error: str) -> None:
    seen, message = until_error(write("t.tsv", content) + options)
    assert seen == []
    assert error in message


def test_one_column_for_both(write: Write) -> None:
    with pytest.raises(SettingsError, match="must be in different columns"):
        open_source(write("t.tsv", ROWS) + "?ar=1&en=1")
    with pytest.raises(InputError, match="column 2 cannot be both Arabic and English"):
        texts(write("t.tsv", ROWS) + "?ar=2&header=no")
