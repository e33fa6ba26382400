"""Test sets: sentences that must not be trained on, from files, folders or the hub."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.decontaminate.files import Column, read_columns, read_file
from corpus.decontaminate.hub import HUB_TABLE, read_hub
from corpus.decontaminate.table import read_table
from corpus.pairs import Pair
from corpus.sources import SourceSettings, open_source
from corpus.sources.languages import is_arabic
from corpus.sources.opening import find_pair
from models.errors import InputError

_LAYOUTS = Path(__file__).parent / "layouts.tsv"

Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TestSet:
    """A name, and rows of Arabic and English; a side that is not known is ""."""

    __test__ = False  # no test case of pytest's

    name: str
    rows: tuple[tuple[str, str], ...]

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits, others where the rows are others."""
        return hashlib.blake2b(repr(self.rows).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@cache
def known_test_sets() -> tuple[str, ...]:
    """The names of the test sets whose files are known, in the order of their table."""
    return tuple(dict.fromkeys(row["name"] for row in read_table(_LAYOUTS)))


def read_test_set(spec: str) -> TestSet:
    """Read the test set that `spec` names.

    `spec`: a known name, which is fetched from the hub (flores200, wmt24pp); NAME=FOLDER, a folder in which such a set
    lies as its publisher lays it out (`layouts.tsv`); [NAME=]FILE: one sentence a line, Arabic or English or both
    with a tab between (.txt, .tsv), or JSON Lines with a field for each side; or [NAME=]ARABIC,ENGLISH: two files, line
    by line each other's translation, of which `dev` will do for `dev.ar` and `dev.en`.

    Raises InputError when nothing of the kind is there, or a file cannot be read.
    """
    name, given, place = spec.partition("=")
    place = place if given else spec
    path = Path(place)
    if path.is_file():
        rows = read_file(path)
        name = name if given else path.name.split(".")[0]
    elif path.is_dir():
        name = name if given else path.name
        rows = _read_folder(name, path)
    elif pair := find_pair(place):
        name = name if given else pair[0].name.split(".")[0]
        rows = _read_pair(place)
    else:
        rows = _fetch(spec)
    rows = [row for row in rows if any(row)]
    if not rows:
        raise InputError(f"test set {spec}: no sentences in it; check the file")
    return TestSet(name, tuple(rows))


def _fetch(spec: str) -> Rows:
    """The rows of a test set that is no file here."""
    if spec not in known_test_sets():
        raise InputError(
            f"test set {spec}: no such file or folder; give a file, one of {', '.join(known_test_sets())} with the "
            "folder it lies in (flores200=FOLDER), or a name that the hub has (flores200, wmt24pp)"
        )
    if spec not in {row["name"] for row in read_table(HUB_TABLE)}:
        where = dict.fromkeys(row["published"] for row in read_table(_LAYOUTS) if row["name"] == spec)
        raise InputError(
            f"test set {spec}: cannot be fetched; get it from its publisher ({'; '.join(where)}) and give its folder: "
            f"{spec}=FOLDER"
        )
    return read_hub(spec)


def _read_pair(place: str) -> Rows:
    items = open_source(place, settings=SourceSettings(kind="moses")).items()
    return [(item.ar.strip(), item.en.strip()) for item in items if isinstance(item, Pair)]


def _read_folder(name: str, folder: Path) -> Rows:
    layouts = [row for row in read_table(_LAYOUTS) if row["name"] == name]
    if not layouts:
        raise InputError(
            f"test set {name}={folder}: the folders of {', '.join(known_test_sets())} are known; give a file"
        )
    rows: Rows = []
    for layout in layouts:
        rows += _read_layout(layout, folder)
    if not rows:
        wanted = ", ".join(dict.fromkeys(layout["ar_file"] for layout in layouts))
        raise InputError(f"test set {name}={folder}: none of its files is there or below ({wanted}); check the folder")
    return rows


def _read_layout(layout: dict[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    ar_column, en_column = _column(layout["ar_column"]), _column(layout["en_column"])
    english: dict[Path, list[str]] = {}
    paired: set[Path] = set()
    for path in sorted(folder.rglob(layout["ar_file"])):
        if not layout["en_file"]:
            yield from zip(*read_columns(path, (ar_column, en_column)), strict=True)
            continue
        code = next((part for part in path.name.split(".") if part.endswith("_Arab")), "ar")
        if not is_arabic(code):
            continue
        (ar,) = read_columns(path, (ar_column,))
        base = path.parent
        for _ in range(layout["en_file"].count("/")):
            base = base.parent
        for other in sorted(base.glob(layout["en_file"])):
            if other not in english:
                (english[other],) = read_columns(other, (en_column,))
            if len(english[other]) == len(ar):
                yield from zip(ar, english[other], strict=True)
                paired |= {other, path}
        if path not in paired:
            yield from ((text, "") for text in ar)
    if layout["en_file"]:
        for other in sorted(folder.rglob(layout["en_file"])):
            if other not in paired:
                (texts,) = read_columns(other, (en_column,))
                yield from (("", text) for text in texts)


def _column(cell: str) -> Column:
    return int(cell) if cell.isdigit() else cell or None
