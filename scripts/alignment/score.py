"""Document pairs whose links are known, and how well predicted links agree with them.

A link is a pair of ascending index tuples, Arabic and English; one side may be empty (a deletion). Strict and lax
precision, recall and F1 are those of vecalign's scorer (Thompson and Koehn 2019): precision counts every predicted
link, deletions included; recall counts the gold links with both sides filled; lax accepts a link that shares an index
on both sides with a link of the other set.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

Pair = tuple[tuple[int, ...], tuple[int, ...]]
Scored = tuple[Pair, float]  # a link, and how likely it is right


@dataclass(frozen=True, slots=True)
class Document:
    """Two documents in sentences, the links between them, and the condition they were made under."""

    name: str
    condition: str
    ar: tuple[str, ...]
    en: tuple[str, ...]
    links: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of links that were found right, strictly and laxly; scores are added up over documents."""

    predicted: int = 0
    strictly_right: int = 0
    laxly_right: int = 0
    gold: int = 0
    strictly_found: int = 0
    laxly_found: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*map(int.__add__, astuple(self), astuple(other)))

    @property
    def precision(self) -> float:
        return _share(self.strictly_right, self.predicted)

    @property
    def recall(self) -> float:
        return _share(self.strictly_found, self.gold)

    @property
    def f1(self) -> float:
        return _mean(self.precision, self.recall)

    @property
    def lax_f1(self) -> float:
        return _mean(_share(self.laxly_right, self.predicted), _share(self.laxly_found, self.gold))


def score(gold: Iterable[Pair], predicted: Iterable[Pair]) -> Score:
    """Judge the links `predicted`; one that comes twice counts once."""
    right, given = set(gold), set(predicted)
    wanted, filled = _filled(right), _filled(given)
    return Score(len(given), *_agreeing(given, right), len(wanted), *_agreeing(wanted, filled))


def read_documents(file: Path) -> list[Document]:
    """Read a file of one JSON object a line: `src` (Arabic), `tgt` (English), `links` and `difficulty`; `id` or not.

    Raises SystemExit when there is no such file.
    """
    try:
        lines = [line for line in file.read_text(encoding="utf-8").split("\n") if line]
    except FileNotFoundError as error:
        raise SystemExit(f"{file}: no such file; name one of gold documents with --data") from error
    rows = map(json.loads, lines)
    return [
        Document(
            str(row.get("id", number)),
            row["difficulty"],
            tuple(row["src"]),
            tuple(row["tgt"]),
            tuple((tuple(ar), tuple(en)) for ar, en in row["links"]),
        )
        for number, row in enumerate(rows, 1)
    ]


def _agreeing(judged: Iterable[Pair], reference: Collection[Pair]) -> tuple[int, int]:
    """How many links are in the reference, and how many share an index on both sides with a link of it."""
    linked: dict[int, set[int]] = defaultdict(set)  # the English sentences of each Arabic one
    for ar, en in reference:
        for sentence in ar:
            linked[sentence].update(en)
    strict = lax = 0
    for pair in judged:
        exact = pair in reference
        strict += exact
        lax += exact or any(not linked[sentence].isdisjoint(pair[1]) for sentence in pair[0])
    return strict, lax


def _filled(pairs: Iterable[Pair]) -> set[Pair]:
    return {(ar, en) for ar, en in pairs if ar and en}


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _mean(precision: float, recall: float) -> float:
    return _share(2 * precision * recall, precision + recall)
