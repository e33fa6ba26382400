"""Tables keep their dialect; cells in Arabic are translated."""

import csv
import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InputError
from models.model import Model
from translate.documents import Document, Reading, format_named
from translate.translator import Translator

CSV, TSV = format_named("csv"), format_named("tsv")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def latin(name: str, source: str, *fields: str) -> str:
    """`source` with an x for each letter of its blocks."""
    form = format_named(name, Reading(fields=fields))
    document = form.read(source)
    blocks = [replace(block, text=re.sub("[\u0621-\u064a]", "x", block.text)) for block in document.blocks]
    return str(form.write(document, blocks))


@pytest.mark.parametrize(
    ("name", "source", "fields", "expected"),
    [
        ("csv", "id,نص\r\n1,نعم\r\n2,yes\r\n", (), "id,xx\r\n1,xxx\r\n2,yes\r\n"),
        ("csv", "id,نص,ب\r\n1,نعم,لا\r\n", ("نص",), "id,نص,ب\r\n1,xxx,لا\r\n"),
        ("csv", "1,نعم,لا\n2,لا,نعم", ("3",), "1,نعم,xx\n2,لا,xxx"),
        ("csv", 'a;b\n1;"نعم; قال ""لا"""\n', (), 'a;b\n1;"xxx; xxx ""xx"""\n'),
        ("csv", "sep=|\na,b|c\nنعم,لا|d\n", (), "sep=|\na,b|c\nxxx,xx|d\n"),
        ("csv", '\ufeff"سطر أول\r\nسطر ثان",2\r\n', (), '\ufeff"xxx xxx\r\nxxx xxx",2\r\n'),
        ("csv", "قال <b>نعم</b>,1\n", (), "xxx <b>xxx</b>,1\n"),
        ("tsv", 'a\tb\nقال "نعم"\t5" لا\n', (), 'a\tb\nxxx "xxx"\t5" xx\n'),
        ("tsv", "نعم\n\n\tلا\n", (), "xxx\n\n\txx\n"),
        ("csv", "", (), ""),
    ],
)
def test_cells_are_replaced(name: str, source: str, fields: tuple[str, ...], expected: str) -> None:
    assert latin(name, source, *fields) == expected


@pytest.mark.parametrize(
    ("name", "source", "text", "expected"),
    [
        ("csv", "نعم,1\n", "a, b", '"a, b",1\n'),
        ("csv", "نعم,1\n", 'a "b"', '"a ""b""",1\n'),
        ("csv", '"نعم",1\n', "a", '"a",1\n'),
        ("csv", "نعم;1\n", "a, b", "a, b;1\n"),
        ("tsv", "نعم\t1\n", 'a "b"', 'a "b"\t1\n'),
        ("tsv", "نعم\t1\n", '"a" b\tc', '"""a"" b\tc"\t1\n'),
    ],
)
def test_quotes_come_where_they_are_needed(name: str, source: str, text: str, expected: str) -> None:
    form = format_named(name)
    document = form.read(source)
    assert form.write(document, [replace(document.blocks[0], text=text)]) == expected


def test_a_column_that_is_not_there_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"no column 'c'; .*\(a, b\)"):
        format_named("csv", Reading(fields=("a", "c"))).read("a,b\n1,نعم\n")


def test_too_many_columns_are_refused() -> None:
    assert len(TSV.read("ن\t" * 9_999).blocks) == 9_999
    with pytest.raises(InputError, match="more than 10,000 columns"):
        TSV.read("ن\t" * 10_001)


@given(st.lists(st.lists(st.text(st.sampled_from('نعم ,;"\t\r\nab')), min_size=2, max_size=4), min_size=1, max_size=5))
def test_pythons_csv_reads_the_same_before_and_after(rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    source = "sep=,\n" + stream.getvalue()
    document = CSV.read(source)
    assert CSV.write(document, document.blocks) == source
    assert texts(document) == [cell for row in rows for cell in row if re.search("[نعم]", cell)]
    changed = str(CSV.write(document, [replace(block, text='a,"b"\n' + block.text) for block in document.blocks]))
    read = list(csv.reader(io.StringIO(changed.removeprefix("sep=,\n"), newline="")))
    assert read == [['a,"b"\n' + cell if re.search("[نعم]", cell) else cell for cell in row] for row in rows]


@given(st.text(st.sampled_from('نعم ,;"\t\r\nab|'), max_size=40))
def test_identity_is_exact_for_any_text(source: str) -> None:
    for form in (CSV, TSV):
        document = form.read(source)
        assert form.write(document, document.blocks) == source


def test_a_table_is_translated(bundled: Model) -> None:
    with Translator(bundled) as translator:
        (found,) = translator.translate_documents([CSV.read("id,text\n1,وصل <b>الوفد</b> أمس.\n")])
    assert re.fullmatch(
        r'id,text\n1,"?[^\n]*<b>[^\n]*delegation</b>[^\n]*\n', str(CSV.write(found.document, found.blocks))
    )
