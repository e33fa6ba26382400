"""Test sets: sentences that must not be trained on, from files, folders or the hub."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from corpus.pairs import Pair
from corpus.sources import SourceSettings, open_source
from corpus.sources.opening import find_pair
from corpus.testsets.files import read_file
from corpus.testsets.known import read_known
from models.errors import InputError

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


def read_test_set(spec: str) -> TestSet:
    """Read the test set that `spec` names.

    `spec`: a known name, which is fetched (flores200, wmt24pp, iwslt17); NAME=FOLDER, a folder in which such a set
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
        rows = _known(name, path)
    elif pair := find_pair(place):
        name = name if given else pair[0].name.split(".")[0]
        rows = _read_pair(place)
    else:
        rows = _known(spec)
    rows = [row for row in rows if any(row)]
    if not rows:
        raise InputError(f"test set {spec}: no sentences in it; check the file")
    return TestSet(name, tuple(rows))


def _known(name: str, folder: Path | None = None) -> Rows:
    return [(row.ar, row.en) for row in read_known(name, folder)]


def _read_pair(place: str) -> Rows:
    items = open_source(place, settings=SourceSettings(kind="moses")).items()
    return [(item.ar.strip(), item.en.strip()) for item in items if isinstance(item, Pair)]
