"""Test sets with both sides: files, data sets, and those that everybody knows by name."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.pairs import Pair
from corpus.score.program import one_line
from corpus.sources import SourceSettings, open_source
from corpus.sources.arrow import find_splits, is_data_set
from corpus.sources.hub import is_hub_name
from corpus.sources.opening import find_pair
from corpus.sources.streams import bare_name
from corpus.testsets import evaluated_part, known_test_sets, read_known
from models.errors import InputError, SettingsError

_SPLITS = ("test", "validation", "train")  # the first that a data set has, unless one is named
_SPEC = re.compile(
    r"""
    (?: (?P<name>[^=?,/]+) = )?
    (?P<place>.+?)
    (?: : (?P<part>[A-Za-z]\w*) )?
    (?P<settings>\?(?=[A-Za-z_]+=).*)?
    """,
    re.VERBOSE | re.DOTALL,
)
_MOST_DOMAINS = 20  # a table of more says nothing
_NUMBERED = re.compile(r"#\d+$")  # a document of a file that names none (corpus.sources.reading.part_name)


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Rows of Arabic and English that translate each other; `domains`: a word for each row, "" where none is known.

    `numbers`: which row of its source each is, from 0, and `size`: how many that has, where rows that lack a side were
    left out; otherwise nothing.
    """

    name: str
    arabic: tuple[str, ...]
    english: tuple[str, ...]
    domains: tuple[str, ...]
    numbers: tuple[int, ...] = ()
    size: int = 0

    def __len__(self) -> int:
        return len(self.arabic)

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits, others where the Arabic or the English is another."""
        texts = repr((self.arabic, self.english)).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(texts, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class _Spec:
    """A spec in its parts; `given`: all of it."""

    given: str
    name: str
    place: str
    part: str
    settings: str


def read_set(spec: str) -> EvaluationSet:
    """Read the test set that `spec` names; rows that lack a side are left out.

    `spec`: [NAME=]PLACE[:PART]. PLACE is two files ARABIC,ENGLISH, or what both are called (`dev` for `dev.ar` and
    `dev.en`); one file with both sides (TSV, JSON Lines, TMX …, see corpus.sources); a data set, built by jisr or with
    a `translation` column, in a folder or on the hub, of which PART is the split (`test` where it has one, else
    `validation`, else `train`); or a name that is known (flores200, ntrex, iwslt17, tico19, tatoeba, wmt24pp), alone
    from sacrebleu's cache or the hub, or NAME=FOLDER as its publisher lays it out, of which PART is another part than
    the one that models are evaluated on (flores200: devtest). Settings may follow, as in file.tsv?ar=arabic&en=english.

    A row's domain is what its data set says, or its source, or its document: the first that tells rows apart.

    Raises InputError when there is nothing of the kind, a file cannot be read, or no row has both sides, SettingsError
    for a part that is not there or a wrong setting.
    """
    parts = _parse(spec)
    known = _known_name(parts)
    found = _read_known(known, parts) if known else _read_source(parts)
    if not found.arabic:
        raise InputError(f"{spec}: no row has both sides; give the file of the other side too: ARABIC,ENGLISH")
    return found


def _parse(spec: str) -> _Spec:
    if Path(spec).exists():
        return _Spec(spec, "", spec, "", "")
    found = _SPEC.fullmatch(spec)
    if found is None:
        raise SettingsError("a test set without a name; give a file, a folder, or a name such as flores200=FOLDER")
    return _Spec(spec, *(found[group] or "" for group in ("name", "place", "part", "settings")))


def _known_name(spec: _Spec) -> str:
    """The known test set that `spec` means: of its own name, or by the name of its folder; "" for another source."""
    path = Path(spec.place)
    if spec.name in known_test_sets() and path.is_dir() and not is_data_set(path):
        return spec.name
    is_source = path.is_file() or (path.is_dir() and is_data_set(path)) or find_pair(spec.place) is not None
    return spec.place if spec.place in known_test_sets() and not is_source else ""


def _read_known(known: str, spec: _Spec) -> EvaluationSet:
    folder = Path(spec.place) if Path(spec.place).is_dir() else None
    found = [row for row in read_known(known, folder) if row.is_standard and row.ar and row.en]
    part = spec.part or evaluated_part(known)
    rows = [row for row in found if row.part == part]
    if not rows:
        there = ", ".join(dict.fromkeys(row.part for row in found)) or "none"
        raise SettingsError(f"{spec.given}: has no part {part} with both languages; there are: {there}")
    name = spec.name if spec.name and spec.name != known else known + f":{spec.part}" * bool(spec.part)
    return _rows(name, [(row.ar, row.en) for row in rows], [row.domain for row in rows])


def _read_source(spec: _Spec) -> EvaluationSet:
    path = Path(spec.place)
    if not path.exists() and find_pair(spec.place) is None and not is_hub_name(spec.place):
        raise InputError(
            f"{spec.given}: no such file or folder; give a file, two (ARABIC,ENGLISH), a data set's folder, or one of "
            f"{', '.join(known_test_sets())}, with the folder it lies in: flores200=FOLDER"
        )
    if spec.part and path.is_file():
        raise SettingsError(f"{spec.given}: a file has no parts; leave out :{spec.part}")
    split = spec.part
    if not split and path.is_dir() and is_data_set(path):
        split = next((name for name in _SPLITS if name in find_splits(path)), "")
    items = list(open_source(spec.place + spec.settings, settings=SourceSettings(split=split)).items())
    pairs = [item for item in items if isinstance(item, Pair)]
    if len(pairs) < len(items):
        raise InputError(
            f"{spec.given}: documents that have to be aligned or translated first; make a data set of them: "
            f"jisr corpus build FOLDER {spec.place}"
        )
    short = path.name if path.is_dir() else bare_name(Path(spec.place.partition(",")[0])).split(".")[0]
    name = spec.name or f"{short}:{split}".removesuffix(":")
    return _rows(name, [(pair.ar, pair.en) for pair in pairs], _domains(pairs))


def _domains(pairs: Sequence[Pair]) -> Sequence[str]:
    fields = (
        [pair.origin.domain for pair in pairs],
        [pair.origin.source for pair in pairs],
        ["" if _NUMBERED.search(pair.origin.document) else pair.origin.document for pair in pairs],
    )
    return next((names for names in fields if 1 < len(set(names)) <= _MOST_DOMAINS), [""] * len(pairs))


def _rows(name: str, rows: Sequence[tuple[str, str]], domains: Iterable[str]) -> EvaluationSet:
    whole = [(ar, one_line(en), domain, n) for n, ((ar, en), domain) in enumerate(zip(rows, domains, strict=True))]
    whole = [row for row in whole if row[0].strip() and row[1]]
    arabic, english, kept, numbers = zip(*whole, strict=True) if whole else ((), (), (), ())
    left_out = len(whole) < len(rows)
    return EvaluationSet(name, arabic, english, kept, numbers if left_out else (), len(rows) if left_out else 0)
