"""Documents whose sentence boundaries are known, and how well cuts agree with them.

A boundary is a place between two visible characters: white space and invisible direction marks are not counted, so it
does not matter which side of them a splitter cuts on. The two ends of a text are not scored.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from string import whitespace

# Zero-width characters, direction marks and embeddings, word joiner and BOM.
INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff")
KINDS = {"T": "mark", "S": "soft mark", "N": "no mark"}  # what the sentence before a boundary ends in
_MARKS = tuple(".!?؟…")
_SOFT = tuple(":،؛;,–—-")
_BEHIND_A_MARK = "\"'»”’«“)]}›" + whitespace + "".join(INVISIBLE)


@dataclass(frozen=True)  # without slots: what is counted once is kept beside the fields
class Document:
    """A text, its gold boundaries (offsets) with their kinds, and the spans inside which a cut is not judged."""

    text: str
    boundaries: tuple[int, ...]
    kinds: tuple[str, ...]
    ignore: tuple[tuple[int, int], ...] = ()

    @cached_property
    def places(self) -> list[int]:
        """For each offset of the text, how many visible characters stand before it."""
        visible = (not char.isspace() and char not in INVISIBLE for char in self.text)
        return list(accumulate(visible, initial=0))

    @cached_property
    def gold(self) -> dict[int, str]:
        """The place of each gold boundary, and its kind."""
        return {self.places[offset]: kind for offset, kind in zip(self.boundaries, self.kinds, strict=True)}

    @cached_property
    def _ignored(self) -> list[tuple[int, int]]:
        return [(self.places[start], self.places[end]) for start, end in self.ignore]

    def judged(self, place: int) -> bool:
        """Whether a cut at `place` can be wrong."""
        return not any(start < place < end for start, end in self._ignored)

    def cuts(self, ends: Iterable[int]) -> set[int]:
        """The places of the sentence ends `ends` (offsets), without those at the ends of the text."""
        return {self.places[end] for end in ends} - {0, self.places[-1]}

    def kind(self, place: int) -> str:
        """What stands before `place`: a mark, a soft mark or neither."""
        before = self.text[: bisect_left(self.places, place)].rstrip(_BEHIND_A_MARK)
        return "T" if before.endswith(_MARKS) else "S" if before.endswith(_SOFT) else "N"


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of boundaries by kind, in the order of KINDS: gold ones, gold ones found, and cuts where none is."""

    gold: tuple[int, ...] = (0, 0, 0)
    hits: tuple[int, ...] = (0, 0, 0)
    false: tuple[int, ...] = (0, 0, 0)

    def __add__(self, other: "Score") -> "Score":
        return Score(_sums(self.gold, other.gold), _sums(self.hits, other.hits), _sums(self.false, other.false))

    @property
    def precision(self) -> float:
        return _share(sum(self.hits), sum(self.hits) + sum(self.false))

    @property
    def recall(self) -> float:
        return _share(sum(self.hits), sum(self.gold))

    @property
    def f1(self) -> float:
        return _share(2 * self.precision * self.recall, self.precision + self.recall)

    def recall_of(self, kind: str) -> float | None:
        """Recall on the boundaries of one kind; None where there are none."""
        number = "".join(KINDS).index(kind)
        return self.hits[number] / self.gold[number] if self.gold[number] else None

    def precision_of(self, kind: str) -> float | None:
        """The share of right cuts among those of one kind; None where there are none."""
        number = "".join(KINDS).index(kind)
        made = self.hits[number] + self.false[number]
        return self.hits[number] / made if made else None


def score(document: Document, ends: Iterable[int]) -> Score:
    """Judge the sentence ends `ends`, offsets into the text of `document`."""
    cuts = document.cuts(ends)
    gold = list(document.gold.values())
    hits = [kind for place, kind in document.gold.items() if place in cuts]
    false = [document.kind(place) for place in cuts - set(document.gold) if document.judged(place)]
    return Score(*(tuple(some.count(kind) for kind in KINDS) for some in (gold, hits, false)))


def read_documents(file: Path) -> list[Document]:
    """Read a file of one JSON object a line: `text`, `boundaries`, `kinds` and, where there is one, `ignore`."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]
    return [
        Document(
            row["text"],
            tuple(row["boundaries"]),
            tuple(row["kinds"]),
            tuple((start, end) for start, end in row.get("ignore", [])),
        )
        for row in rows
    ]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _sums(left: Sequence[int], right: Sequence[int]) -> tuple[int, ...]:
    return tuple(map(int.__add__, left, right))
