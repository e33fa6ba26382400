"""Rows that are in a test set, whole or for the most part."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.decontaminate.index import SideIndex, Words, words_of
from corpus.decontaminate.settings import ContaminationSettings
from corpus.dedupe.keys import arabic_key, english_key
from corpus.pairs import Pair
from corpus.testsets.testset import TestSet

Kind = Literal["exact", "n-gram"]
KINDS: tuple[Kind, ...] = ("exact", "n-gram")
_PREFIX = "test set "


@dataclass(frozen=True, slots=True)
class Leak:
    """What a row was found in: the test set's name, how, and the number of the sentence in it, from 0."""

    name: str
    kind: Kind
    sentence: int

    @property
    def reason(self) -> str:
        """Why the row goes, as the ledger has it."""
        return _reason(self.name, self.kind)


def is_leak(reason: str) -> bool:
    """Whether this is the reason of a row that is in a test set."""
    return reason.startswith(_PREFIX)


class Contamination:
    """Test sets, prepared for finding what was taken from them; can be sent to other processes.

    25 MB, and 10 bytes for each word of the test sets.
    """

    def __init__(self, test_sets: Iterable[TestSet], *, settings: ContaminationSettings | None = None) -> None:
        self._settings = settings or ContaminationSettings()
        test_sets = list(test_sets)
        self.names = tuple(test_set.name for test_set in test_sets)
        self._places = [(test_set.name, row) for test_set in test_sets for row in range(len(test_set.rows))]
        ar = [arabic_key(row[0]) for test_set in test_sets for row in test_set.rows]
        en = [english_key(row[1]) for test_set in test_sets for row in test_set.rows]
        self._ar, self._en = SideIndex(ar, self._settings.ar_ngram), SideIndex(en, self._settings.en_ngram)
        # Of short sentences both sides count, as one text.
        self._pairs = SideIndex(
            [f"{first} {second}" if first and second else "" for first, second in zip(ar, en, strict=True)], 1 << 20
        )

    def find(self, pairs: Sequence[Pair]) -> list[Leak | None]:
        """For each row the test sentence it was taken from, or None.

        A row is found when a side of it equals a test sentence's in all its words, or when runs of words that it
        shares with one test sentence cover much of the sentence or nearly all of the row (`ContaminationSettings`).
        Case, vowel marks, kinds of letters and punctuation do not count.
        """
        ar, en = [arabic_key(pair.ar) for pair in pairs], [english_key(pair.en) for pair in pairs]
        first, second = words_of(ar), words_of(en)
        found: list[Leak | None] = [None] * len(pairs)
        for index, words in ((self._ar, first), (self._en, second)):
            for shared in index.shared(words):
                enough = shared.of_sentence >= self._settings.share or shared.of_text >= self._settings.fragment
                if enough and found[shared.text] is None:
                    found[shared.text] = self._leak(shared.sentence, "n-gram")
        both = words_of([f"{one} {other}" for one, other in zip(ar, en, strict=True)])
        for index, words, least in (
            (self._pairs, both, 1),
            (self._en, second, self._settings.exact_words),
            (self._ar, first, self._settings.exact_words),
        ):
            self._mark_equal(found, index, words, least)
        return found

    def _mark_equal(self, found: list[Leak | None], index: SideIndex, words: Words, least: int) -> None:
        counts = words.counts()
        for text, sentence in enumerate(index.equal(words).tolist()):
            if sentence >= 0 and counts[text] >= least:
                found[text] = self._leak(sentence, "exact")

    def _leak(self, sentence: int, kind: Kind) -> Leak:
        name, row = self._places[sentence]
        return Leak(name, kind, row)


def summary(names: Iterable[str], dropped: Mapping[str, int]) -> list[str]:
    """A line for people for each test set, from how many rows were dropped by reason.

    >>> summary(["flores200", "ntrex"], {"test set flores200 (exact)": 9, "test set flores200 (n-gram)": 3, "long": 2})
    ['flores200: 12 rows (9 exact, 3 n-gram)', 'ntrex: no rows']
    """
    lines = []
    for name in names:
        kinds = {kind: dropped[_reason(name, kind)] for kind in KINDS if dropped.get(_reason(name, kind))}
        total = sum(kinds.values())
        told = ", ".join(f"{number:,} {kind}" for kind, number in kinds.items())
        lines.append(f"{name}: {total:,} row{'s' * (total != 1)} ({told})" if total else f"{name}: no rows")
    return lines


def _reason(name: str, kind: str) -> str:
    return f"{_PREFIX}{name} ({kind})"
