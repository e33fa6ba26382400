"""Translation memories."""

import tracemalloc
from pathlib import Path

import pytest

from corpus.align.output import Selection
from corpus.export.tmx import write_tmx
from corpus.pairs import Origin, Pair
from corpus.sources import open_source
from tests.corpus.sources.reads import Write, pairs, texts, until_error

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
HEADER = '<header creationtool="pen" srclang="*all*" segtype="sentence"/>\n<body>\n'
TAIL = "</body>\n</tmx>\n"


def unit(*variants: tuple[str, str]) -> str:
    return "<tu>" + "".join(f'<tuv xml:lang="{code}"><seg>{text}</seg></tuv>' for code, text in variants) + "</tu>\n"


def memory(*units: str) -> str:
    return HEAD + HEADER + "".join(units) + TAIL


@pytest.mark.parametrize(
    ("ar", "en"),
    [("ar", "en"), ("ar-SA", "en-US"), ("AR_eg", "EN-gb"), ("ara", "eng"), ("arz", "en"), ("ary-MA", "en")],
)
def test_language_codes(write: Write, ar: str, en: str) -> None:
    spec = write("m.tmx", memory(unit((en, "The river rises."), ("fr", "Le fleuve monte."), (ar, "يرتفع النهر."))))
    assert texts(spec) == [("يرتفع النهر.", "The river rises.")]


def test_a_memory_of_version_1_1_names_the_language_without_a_namespace(write: Write) -> None:
    content = memory(unit(("ar", "نعم"), ("en", "yes"))).replace("xml:lang", "lang")
    assert texts(write("m.tmx", content)) == [("نعم", "yes")]


@pytest.mark.parametrize(
    ("seg", "text"),
    [
        ("Press <hi type='bold'>Save</hi> now", "Press Save now"),
        ("<bpt i='1'>&lt;b&gt;</bpt>Bold<ept i='1'>&lt;/b&gt;</ept> text", "Bold text"),
        ("See <ph>&lt;img alt='<sub>a hidden text</sub>'/&gt;</ph>below", "See below"),
        ("One<it pos='begin'>{\\i </it> two<ut>{\\x}</ut>", "One two"),
        ("First line<ph>&lt;br/&gt;</ph>second line", "First line second line"),
        ("First line<ph type='lb'/>second line", "First line second line"),
        ("R&amp;D costs &lt; 5 &#8364;<![CDATA[ & more]]>", "R&D costs < 5 € & more"),
    ],
)
def test_codes_are_left_out_and_their_surroundings_stay(write: Write, seg: str, text: str) -> None:
    assert texts(write("m.tmx", memory(unit(("ar", "نص"), ("en", seg))))) == [("نص", text)]


def test_what_is_not_read_is_counted(write: Write) -> None:
    source = open_source(
        write(
            "m.tmx",
            memory(
                unit(("ar", "صباح الخير"), ("en-GB", "Good morning"), ("en-US", "Morning")),
                unit(("en", "Only English"), ("fr", "Anglais")),
                unit(("ar", ""), ("en", "The Arabic is empty")),
                "<tu/>",
            ),
        )
    )
    assert [(pair.ar, pair.en, pair.origin.block) for pair in pairs(source)] == [
        ("صباح الخير", "Good morning", 0),
        ("", "The Arabic is empty", 2),
    ]
    assert source.left_out == {"further variant": 1, "not in both languages": 2}


def test_the_document_is_the_file_and_the_thousand(write: Write) -> None:
    units = [unit(("ar", f"جملة {number}"), ("en", f"Sentence {number}")) for number in range(2001)]
    rows = pairs(open_source(write("news.tmx", memory(*units))))
    assert [rows[number].origin.document for number in (0, 999, 1000, 2000)] == [
        "news.tmx#0",
        "news.tmx#0",
        "news.tmx#1",
        "news.tmx#2",
    ]
    assert len({row.id for row in rows}) == 2001


def test_our_own_memory_keeps_what_it_says(write: Write) -> None:
    origin = Origin("web", "dam.txt", 7, licence="CC-BY-4.0", method="machine", model="opus", domain="news")
    pair = Pair("سد & <نهر>", "A dam\r\nand a river", origin, {"similarity": 0.75}, ("copy", "number"))
    (row,) = pairs(open_source(write("ours.tmx", "".join(write_tmx([pair])))))
    assert (row.ar, row.en, row.scores, row.flags) == (pair.ar, pair.en, {"similarity": 0.75}, ("copy", "number"))
    told = row.origin
    assert (told.document, told.licence, told.method, told.model, told.domain) == (
        "dam.txt",
        "CC-BY-4.0",
        "machine",
        "opus",
        "news",
    )


def test_scores_that_are_no_numbers_are_left_out(write: Write) -> None:
    pair = Pair("سد", "A dam", Origin("web", "dam.txt", 7), {"a": float("nan"), "b": float("inf"), "c": 0.5})
    (row,) = pairs(open_source(write("ours.tmx", "".join(write_tmx([pair])).replace(">0.5<", ">0,5<"))))
    assert row.scores == {}
    (row,) = pairs(open_source(write("ours.tmx", "".join(write_tmx([pair])))))
    assert row.scores == {"c": 0.5}


def test_a_memory_of_the_aligner_has_its_method_and_scores(write: Write) -> None:
    from corpus.align.documents import AlignedDocuments
    from corpus.align.link import Link
    from corpus.align.output import write_tmx as write_aligned
    from corpus.align.sides import Segment

    aligned = AlignedDocuments((Segment("نعم.", 0, 4),), (Segment("Yes.", 0, 4),), (Link((0,), (0,), 0.5),))
    (row,) = pairs(open_source(write("aligned.tmx", "".join(write_aligned(aligned, Selection())))))
    assert (row.ar, row.en, row.origin.method, row.scores) == ("نعم.", "Yes.", "aligned", {"alignment": 0.5})


def test_broken_xml_names_the_line_and_leaves_the_rows_before(write: Write) -> None:
    content = (
        HEAD
        + HEADER
        + unit(("ar", "أولا"), ("en", "First"))
        + unit(("ar", "ثانيا"), ("en", "Second"))
        + "<tu>\n<tuv></tu>"
    )
    seen, error = until_error(write("m.tmx", content))
    assert seen == [("أولا", "First"), ("ثانيا", "Second")]
    assert (
        error == "m.tmx: line 9: is not well-formed XML: mismatched tag (column 8); mend it there "
        "(xmllint --noout shows more)"
    )


def test_a_file_that_ends_early(write: Write) -> None:
    seen, error = until_error(write("m.tmx", HEAD + HEADER + unit(("ar", "أولا"), ("en", "First"))))
    assert seen == [("أولا", "First")]
    assert error.startswith("m.tmx: line 7: is not well-formed XML: no element found")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("doctype", "seg", "error"),
    [
        (f'<!DOCTYPE tmx [<!ENTITY l0 "ha">{LAUGHS}]>', "&l9;", "declares the entity 'l0'"),
        ('<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "&x;", "declares the entity 'x'"),
        ('<!DOCTYPE tmx [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>', "text", "declares the entity 'p'"),
        ('<!DOCTYPE tmx SYSTEM "tmx14.dtd">', "a&nbsp;b", "uses the entity '&nbsp;'"),
    ],
)
def test_entities_are_refused(write: Write, doctype: str, seg: str, error: str) -> None:
    content = f"{doctype}<tmx>{HEADER}{unit(('ar', 'نص'), ('en', 'Sound'))}{unit(('ar', 'نص'), ('en', seg))}{TAIL}"
    seen, message = until_error(write("m.tmx", content))
    assert error in message
    assert "write out what it stands for" in message
    assert seen in ([], [("نص", "Sound")])


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("<tmx>" + "<a>" * 300, "line 1: more than 256 elements inside one another"),
        ("<tmx><tu><tuv><seg>" + "ha" * 100_000, "line 1: a text has more than 131,072 characters"),
        ("<tmx><tu note='" + "a" * 2_000_000, "line 1: a tag or comment of over a million bytes"),
        ("<tmx><!-- " + "a" * 2_000_000, "line 1: a tag or comment of over a million bytes"),
        ("<tmx><tu>" + "<tuv><seg/></tuv>" * 1001, "line 1: a unit has more than 1,000 variants"),
        ("<html><body/></html>", "line 1: is no TMX: the file begins with <html>"),
    ],
)
def test_what_no_memory_has_is_refused(write: Write, content: str, error: str) -> None:
    assert until_error(write("m.tmx", content)) == ([], until_error(write("m.tmx", content))[1])
    assert error in until_error(write("m.tmx", content))[1]


def test_a_wrong_encoding_names_the_mend(write: Write) -> None:
    content = memory(unit(("ar", "السلام عليكم ورحمة الله"), ("en", "Peace")))
    spec = write("m.tmx", content.encode("windows-1256"))
    error = until_error(spec)[1]
    assert error.startswith("m.tmx: line 6: is not in the encoding that the file declares")
    assert "add --encoding windows-1256" in error
    assert texts(f"{spec}?encoding=windows-1256") == [("السلام عليكم ورحمة الله", "Peace")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(write: Write, encoding: str) -> None:
    content = memory(unit(("ar", "نهر"), ("en", "River"))).replace(' encoding="UTF-8"', "")
    assert texts(write("m.tmx", content.encode(encoding))) == [("نهر", "River")]


def test_a_declared_windows_1256_is_read(write: Write) -> None:
    content = memory(unit(("ar", "نهر"), ("en", "River"))).replace("UTF-8", "windows-1256")
    assert texts(write("m.tmx", content.encode("windows-1256"))) == [("نهر", "River")]


def test_other_languages_are_an_error(write: Write) -> None:
    seen, error = until_error(write("m.tmx", memory(unit(("en", "Yes"), ("fr", "Oui")))))
    assert seen == []
    assert error == "m.tmx: no unit is in Arabic and English; the languages are en, fr"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Ten times the file takes the same memory, so that one of any size does."""

    def peak(count: int) -> int:
        path = tmp_path / f"{count}.tmx"
        with path.open("w", encoding="utf-8") as file:
            file.write(HEAD + HEADER)
            file.writelines(
                unit(("ar", f"الجملة رقم {n} من النص"), ("en", f"Sentence {n} of it")) for n in range(count)
            )
            file.write(TAIL)
        tracemalloc.start()
        try:
            assert sum(1 for _ in open_source(str(path)).items()) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    small, large = peak(2_000), peak(20_000)
    assert large < 1.2 * small
    assert large < 8 << 20
