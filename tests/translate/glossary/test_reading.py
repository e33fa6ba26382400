"""A glossary comes out of its file, or the error says what is wrong in which line."""

import re
from pathlib import Path

import pytest

from models.errors import InputError
from tests.conftest import ROOT
from translate.glossary import Glossary, Term, read_glossary

HEADER = "arabic\tenglish\tflags\tnote\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "terms.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_all_columns_are_read(tmp_path: Path) -> None:
    rows = "قسد\tSDF|Syrian Democratic  Forces\tthe, case\tKurdish-led\n\n داعش | الدولة \tISIS\nBBC\t\tkeep\n"
    assert read_glossary(written(tmp_path, f"\ufeff# ours\n{HEADER}{rows}")).terms == (
        Term(("قسد",), ("SDF", "Syrian Democratic Forces"), frozenset({"the", "case"}), "Kurdish-led"),
        Term(("داعش", "الدولة"), ("ISIS",)),
        Term(("BBC",), (), frozenset({"keep"})),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "an empty file: the first line must be arabic<tab>english<tab>flags<tab>note"),
        ("قسد\tSDF\n", "line 1: the first line must be arabic<tab>"),
        (HEADER, "holds no terms; write one a line under the header"),
        (f"{HEADER}قسد\n", "line 2: قسد has no English; write it, or keep"),
        (f"{HEADER}قسد\tSDF\tkeep\n", "line 2: قسد is not translated (keep); leave english empty"),
        (f"{HEADER}\tSDF\n", "line 2: no word in the column arabic"),
        (f"{HEADER}قسد\tقسد\n", "line 2: 'قسد' is no English"),
        (f"{HEADER}# x\nقسد\tSDF\tkep\n", "line 3: no flag 'kep'; did you mean 'keep'?"),
        (f"{HEADER}قسد\tSDF\t\t\tx\n", "line 2: has 5 cells, and 4 are wanted; take out a tab"),
        (f"{HEADER}إدلب\tIdlib\n\nادلب\tEdlib\n", "line 4: ادلب is found by line 2 already; keep one of them"),
        ("قسد".encode("cp1256"), "is not UTF-8 at byte 0; save it as tab-separated UTF-8 text"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str | bytes, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError, match=f"{re.escape(str(path))}.*{re.escape(message)}"):
        read_glossary(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.tsv: cannot be read \(No such file"):
        read_glossary(tmp_path / "none.tsv")


@pytest.mark.parametrize(
    "other",
    [
        Term(("قسد",), ("QSD",)),
        Term(("القسد",), ("SDF",)),
        Term(("قسد",), ("SDF",), frozenset({"the"})),
        Term(("قسد",), ("SDF", "Syrian Democratic Forces")),
    ],
)
def test_what_decides_is_in_the_signature(other: Term) -> None:
    mine = Glossary((Term(("قسد",), ("SDF",), note="a note"),))
    assert Glossary((Term(("قسد",), ("SDF",)),)).signature == mine.signature
    assert Glossary((other,)).signature != mine.signature


def test_the_example_is_a_glossary() -> None:
    glossary = read_glossary(ROOT / "examples" / "glossary.tsv")
    english = {arabic: term.english[0] for term in glossary.terms for arabic in term.arabic if term.english}
    assert len(glossary.terms) > 150
    assert [english[one] for one in ("قسد", "داعش", "هجين", "الباغوز", "ديرالزور", "الحشد الشعبي")] == [
        "SDF",
        "ISIS",
        "Hajin",
        "Al-Baghuz",
        "Deir ez-Zor",
        "Popular Mobilization Forces",
    ]
