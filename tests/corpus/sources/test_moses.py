"""Moses pairs."""

import gzip

import pytest

from corpus.sources import open_source
from models.errors import InputError
from tests.corpus.sources.reads import Write, pairs, texts, until_error


@pytest.mark.parametrize("form", ["train.ar,train.en", "train"])
def test_two_files(write: Write, form: str) -> None:
    spec = write("train.ar", "صباح الخير\n\nتبويب\tفي النص\u2028وفاصل\r\nالأخير")
    write("train.en", "Good morning\nNo Arabic\nA tab\tin the text\r\nThe last\n")
    folder = spec.removesuffix("train.ar")
    source = open_source(",".join(folder + name for name in form.split(",")))
    assert source.kind == "moses"
    assert [(row.ar, row.en, row.origin.document, row.origin.block) for row in pairs(source)] == [
        ("صباح الخير", "Good morning", "train#0", 0),
        ("", "No Arabic", "train#0", 1),
        ("تبويب\tفي النص\u2028وفاصل", "A tab\tin the text", "train#0", 2),
        ("الأخير", "The last", "train#0", 3),
    ]


def test_packed_files(write: Write) -> None:
    spec = write("t.ar-en.ar.gz", gzip.compress("نعم\n".encode()))
    write("t.ar-en.en.gz", gzip.compress(b"Yes\n"))
    assert texts(spec.removesuffix(".ar.gz")) == [("نعم", "Yes")]


def test_uneven_files_name_both_counts_and_give_no_row(write: Write) -> None:
    ar, en = write("t.ar", "واحد\nاثنان\nثلاثة\n"), write("t.en", "One\nTwo\nTwo and a half\nThree\n")
    seen, error = until_error(f"{ar},{en}")
    assert seen == []
    assert error.startswith("t.ar has 3 lines and t.en has 4: they are not each other's translation line by line")


def test_swapped_files(write: Write) -> None:
    ar, en = write("a.txt", "One\n"), write("b.txt", "واحد\n")
    assert (
        "Arabic and English are swapped: the Arabic side begins 'One'; name the Arabic file first"
        in until_error(f"{ar},{en}?kind=moses")[1]
    )
    with pytest.raises(InputError, match=r"name the Arabic file first: .*t\.ar,.*t\.en"):
        open_source(f"{write('t.en', 'One')},{write('t.ar', 'واحد')}")


def test_two_text_files_must_say_what_they_are(write: Write) -> None:
    ar, en = write("a.txt", "واحد\n"), write("b.txt", "One\n")
    with pytest.raises(InputError, match=r"line by line \(add \?kind=moses\), or documents .*kind=documents"):
        open_source(f"{ar},{en}")
    assert texts(f"{ar},{en}?kind=moses") == [("واحد", "One")]


def test_one_half_names_the_other(write: Write) -> None:
    with pytest.raises(InputError, match="one half of a Moses pair; name both"):
        open_source(write("t.ar", "واحد\n"))


def test_a_line_too_long(write: Write) -> None:
    ar, en = write("t.ar", "نعم\n" + "ه" * 131_073 + "\n"), write("t.en", "Yes\nHa\n")
    seen, error = until_error(f"{ar},{en}")
    assert seen == [("نعم", "Yes")]
    assert error == "t.ar: line 2 has more than 131,072 characters; no pair of sentences has that"
