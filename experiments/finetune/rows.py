"""The pairs that a model is fine-tuned on, and those that are held out from it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import xxhash

from corpus.dedupe.keys import arabic_key, english_key
from corpus.pairs import Pair
from corpus.sources import Source, SourceSettings, open_source
from corpus.sources.settings import parse_spec
from corpus.store import verify
from models.errors import InputError, SettingsError

Row = tuple[str, str]  # Arabic, English

# Rows that are held out of a corpus without splits, for validation and for the test each: a twentieth of it, or of a
# small one a tenth up to 200, so that a difference can show; more than 1,000 only take time.
_SHARE, _SMALL_SHARE, _SMALL, _MOST = 20, 10, 200, 1000
# Rows that a split must have: whole documents go to a split, so that one of a small data set may have a handful.
_FEWEST = 100


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus with its rows for training still in their files.

    `held_out`: how validation and test rows were come by, in words; `fingerprint`: another where the files are others.
    """

    spec: str
    training: Source
    validation: tuple[Row, ...]
    test: tuple[Row, ...]
    held_out: str
    fingerprint: str
    _apart: frozenset[int] = frozenset()
    licences: Counter[str] = field(default_factory=Counter)

    def rows(self) -> Iterator[Row]:
        """The rows for training, in the order of the files; the rows of each licence are counted on the way."""
        self.licences.clear()
        for pair in _pairs(self.training):
            if _number(pair.ar) not in self._apart:
                self.licences[pair.origin.licence] += 1
                yield pair.ar, pair.en


def read_corpus(spec: str) -> Corpus:
    """Open a corpus: a data set that jisr built, any other one with a `translation` column, or a file of pairs.

    Validation and test rows are the splits of that name, up to 1,000 rows of each, one for the other where only one is
    there. Where there are none, or of under 100 rows, rows for training are chosen by a hash of their Arabic: always
    the same ones.

    Raises InputError when there is no such corpus, or it is damaged or too small.
    """
    if (Path(spec) / ".jisr").is_dir():
        verify(Path(spec))
    training = open_source(spec)
    chosen = parse_spec(spec, SourceSettings())[1].split  # the user's own part of it, which has no splits
    found = {} if chosen else {name: _split(spec, name) for name in ("validation", "test")}
    splits = {name: _some(rows) for name, rows in found.items() if len(rows) >= _FEWEST}
    if not splits:
        return _cut(spec, training)
    validation, test = (splits.get(name) or next(iter(splits.values())) for name in ("validation", "test"))
    names = " and ".join(splits)
    said = f"its splits {names}" if len(splits) == 2 else f"its split {names}, which chose the checkpoint too"
    if max(map(len, found.values())) > _MOST:
        said += f", of each {_MOST:,} rows, chosen by a hash of their Arabic"
    return Corpus(spec, training, validation, test, said, training.fingerprint)


def read_pairs(spec: str) -> tuple[Source, Iterator[Row]]:
    """A source of pairs, and all of them.

    Raises InputError when there is no such source or it is damaged.
    """
    source = open_source(spec)
    return source, ((pair.ar, pair.en) for pair in _pairs(source))


class Seen:
    """Texts that must not be trained on, and the rows that were left out for their sake (`count`)."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._keys = {key for row in rows for key in _keys(row)}
        self.count = 0

    def without(self, rows: Iterable[Row]) -> Iterator[Row]:
        """`rows` but for those whose Arabic or English is, but for marks and case, that of one of them."""
        for row in rows:
            if self._keys.isdisjoint(_keys(row)):
                yield row
            else:
                self.count += 1


def _keys(row: Row) -> tuple[str, str]:
    return f"ar {arabic_key(row[0])}", f"en {english_key(row[1])}"


def _pairs(source: Source) -> Iterator[Pair]:
    for item in source.items():
        if not isinstance(item, Pair):
            raise InputError(
                f"{source.name}: holds documents, not pairs of sentences; make a data set of it first: "
                f"jisr corpus build OUT {source.name}"
            )
        yield item


def _split(spec: str, name: str) -> tuple[Row, ...]:
    try:
        source = open_source(spec, settings=SourceSettings(split=name))
        return tuple((pair.ar, pair.en) for pair in _pairs(source)) if source.kind in ("dataset", "hub") else ()
    except SettingsError:  # no such split
        return ()


def _some(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Those of `rows` with the lowest hashes, in their order."""
    highest = sorted(_number(ar) for ar, _ in rows)[:_MOST][-1]
    return tuple(row for row in rows if _number(row[0]) <= highest)


def _number(text: str) -> int:
    return xxhash.xxh3_64_intdigest(arabic_key(text).encode("utf-8", "surrogatepass"))


def _cut(spec: str, training: Source) -> Corpus:
    """Hold rows out: those with the lowest hashes."""
    numbers = sorted({_number(pair.ar) for pair in _pairs(training)})
    each = min(_MOST, max(len(numbers) // _SHARE, min(_SMALL, len(numbers) // _SMALL_SHARE)))
    if not each:
        raise InputError(f"{spec}: {len(numbers)} different rows are too few to train on and to test with")
    parts = frozenset(numbers[:each]), frozenset(numbers[each : 2 * each])
    validation, test = (
        tuple((pair.ar, pair.en) for pair in _pairs(training) if _number(pair.ar) in part) for part in parts
    )
    said = f"{each:,} different rows each for validation and test, chosen by a hash of their Arabic"
    return Corpus(spec, training, validation, test, said, training.fingerprint, parts[0] | parts[1])
