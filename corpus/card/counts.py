"""What there is in a data set, counted in one pass over its shards and its ledger."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus.store.folder import DROPPED, SPLITS, row_counts, shards
from corpus.store.shards import LEDGER, PAIRS, read_batches

BIN = 5  # words
BINS = 21  # the last one: a hundred words and more


@dataclass(frozen=True, slots=True)
class Kept:
    """What rows of a data set have in common where they are counted together."""

    split: str
    source: str
    licence: str
    method: str
    model: str
    domain: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows there are and how many words (between white space) they have."""

    rows: int = 0
    ar_words: int = 0
    en_words: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.rows + other.rows, self.ar_words + other.ar_words, self.en_words + other.en_words)


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of a data set.

    `kept`: rows and words by what they have in common; `dropped`: rows of the ledger by source and reason; `lengths`:
    for "ar" and "en", how many kept texts have 0 to 4 words, 5 to 9 …, and in the last place 100 and more; `sizes`:
    bytes of each split's rows in memory; `flags`: kept rows by flag; `files`: bytes on the disk by split.
    """

    kept: Mapping[Kept, Tally]
    dropped: Mapping[tuple[str, str], int]
    lengths: Mapping[str, tuple[int, ...]]
    sizes: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows were kept."""
        return self.total.rows

    @property
    def total(self) -> Tally:
        """Everything that was kept."""
        return sum(self.kept.values(), Tally())

    def by(self, *names: str) -> dict[tuple[str, ...], Tally]:
        """What was kept, by fields of Kept, the most rows first.

        >>> row = Kept("train", "news.tsv", "CC-BY-4.0", "human", "", "news")
        >>> Counts({row: Tally(2, 9, 11)}, {}, {}).by("licence")
        {('CC-BY-4.0',): Tally(rows=2, ar_words=9, en_words=11)}
        """
        sums: dict[tuple[str, ...], Tally] = {}
        for row, tally in self.kept.items():
            key = tuple(getattr(row, name) for name in names)
            sums[key] = sums.get(key, Tally()) + tally
        return dict(sorted(sums.items(), key=lambda item: (-item[1].rows, item[0])))

    def dropped_by(self, index: int) -> dict[str, int]:
        """Rows of the ledger by source (`index` 0) or reason (1), the most rows first."""
        sums: Counter[str] = Counter()
        for key, rows in self.dropped.items():
            sums[key[index]] += rows
        return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def count(folder: Path) -> Counts:
    """Count what there is in the data set in `folder`, a few thousand rows in memory.

    Raises InputError when there is no whole data set or a file is damaged.
    """
    row_counts(folder)
    kept: dict[Kept, Tally] = {}
    sizes: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    lengths = {"ar": [0] * BINS, "en": [0] * BINS}
    for split in SPLITS:
        for path in shards(folder, split):
            for batch in read_batches(path, PAIRS):
                words = {language: _words(batch, language) for language in lengths}
                _add_kept(kept, split, batch, words)
                for language, numbers in words.items():
                    _add_lengths(lengths[language], numbers)
                sizes[split] += batch.nbytes
                flags.update(_frequencies(pc.list_flatten(batch["flags"])))
    return Counts(
        kept=kept,
        dropped=_dropped(folder),
        lengths={language: tuple(numbers) for language, numbers in lengths.items()},
        sizes=dict(sizes),
        files={split: sum(path.stat().st_size for path in shards(folder, split)) for split in SPLITS},
        flags=dict(sorted(flags.items(), key=lambda item: (-item[1], item[0]))),
    )


def _add_kept(kept: dict[Kept, Tally], split: str, batch: Any, words: Mapping[str, Any]) -> None:
    names = ("source", "licence", "method", "model", "domain")
    columns = {name: pc.struct_field(batch["origin"], name) for name in names}
    table = pa.table({**columns, **words})
    for row in table.group_by(list(names)).aggregate([("ar", "sum"), ("en", "sum"), ([], "count_all")]).to_pylist():
        key = Kept(split, *(row[name] for name in names))
        kept[key] = kept.get(key, Tally()) + Tally(row["count_all"], row["ar_sum"], row["en_sum"])


def _words(batch: Any, language: str) -> Any:
    """How many words each text has."""
    trimmed = pc.utf8_trim_whitespace(pc.struct_field(batch["translation"], language))
    numbers = pc.list_value_length(pc.utf8_split_whitespace(trimmed))
    return pc.if_else(pc.equal(trimmed, ""), 0, numbers)


def _add_lengths(bins: list[int], words: Any) -> None:
    places = pc.min_element_wise(pc.divide(words, BIN), BINS - 1)
    for place, number in _frequencies(places).items():
        bins[place] += number


def _dropped(folder: Path) -> dict[tuple[str, str], int]:
    dropped: Counter[tuple[str, str]] = Counter()
    for path in shards(folder, DROPPED):
        for batch in read_batches(path, LEDGER):
            table = pa.table({"source": pc.struct_field(batch["origin"], "source"), "reason": batch["reason"]})
            for row in table.group_by(["source", "reason"]).aggregate([([], "count_all")]).to_pylist():
                dropped[row["source"], row["reason"]] += row["count_all"]
    return dict(sorted(dropped.items()))


def _frequencies(array: Any) -> dict[Any, int]:
    return {item["values"]: item["counts"] for item in pc.value_counts(array).to_pylist()}
