"""Finds the terms of a glossary in Arabic text, however they are spelled and whatever is written together with them."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from translate.arabic.key import comparison_key
from translate.arabic.letters import unvocalised
from translate.glossary.term import EXACT, Glossary, Term
from translate.tables import read_table

_WORD = re.compile("[\\w\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d]+")
_GAP = re.compile(r"\s+|[-–—./'’]")  # what may stand between two words of a term


@dataclass(frozen=True, slots=True)
class Match:
    """`text[start:end]` is a term, without what is written together with its first word."""

    start: int
    end: int
    term: Term


@dataclass(slots=True)
class _Node:
    """The words that go on from here, and the terms that end here: one in any spelling, others in one only."""

    next: "dict[str, _Node]" = field(default_factory=dict)
    term: Term | None = None
    exact: dict[tuple[str, ...], Term] = field(default_factory=dict)


class Matcher:
    """Looks for all terms of a glossary at once: a text is passed over once, however many there are.

    The longest term that begins at a word is the one that is found. Terms are found as whole words, behind the clitics
    of data/clitics.tsv; with a pronoun behind it (وزارتها), in the dual or in another plural a word is another word.
    """

    def __init__(self, glossary: Glossary) -> None:
        self._root = _Node()
        for term in glossary.terms:
            for arabic in term.arabic:
                node = self._root
                for word in spelling(arabic):
                    node = node.next.setdefault(word, _Node())
                if EXACT in term.flags:
                    node.exact.setdefault(spelling(arabic, exact=True), term)
                else:
                    node.term = node.term or term

    def find(self, text: str) -> list[Match]:
        """The terms in `text`, in order; none overlaps another."""
        words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
        keys = [_folded(text[start:end]) for start, end in words]
        joined = [
            _GAP.fullmatch(text, words[number][1], words[number + 1][0]) is not None for number in range(len(words) - 1)
        ]
        found: list[Match] = []
        number = 0
        while number < len(words):
            best, length = self._longest(text, words, keys, joined, number)
            if best is not None:
                found.append(best)
            number += max(length, 1)
        return found

    def _longest(
        self, text: str, words: Sequence[tuple[int, int]], keys: Sequence[str], joined: Sequence[bool], first: int
    ) -> tuple[Match | None, int]:
        """The longest term whose first word is `first`, the one with least before it, and how many words it has."""
        best, most = None, 0
        for key, off, kind in _readings(keys[first]):
            node = self._root.next.get(key)
            length = 1
            while node is not None:
                term = self._ending(node, text, words[first : first + length], kind)
                if term is not None and length > most:
                    start = words[first][0] + _width(text[slice(*words[first])], off)
                    best, most = Match(start, words[first + length - 1][1], term), length
                last = first + length
                node = node.next.get(keys[last]) if last < len(words) and joined[last - 1] else None
                length += 1
        return best, most

    def _ending(self, node: _Node, text: str, words: Sequence[tuple[int, int]], kind: str) -> Term | None:
        if node.exact and not kind:
            term = node.exact.get(tuple(unvocalised(text[start:end]) for start, end in words))
            if term is not None:
                return term
        if node.term is None or (kind in ("article", "verb") and node.term.is_name):
            return None
        return node.term


def spelling(text: str, *, exact: bool = False) -> tuple[str, ...]:
    """The words of a term; those of two spellings of the same are equal, where not just the `exact` one is meant.

    >>> spelling("إِدْلِب المدينة") == spelling("ادلب المدينه")
    True
    """
    write = unvocalised if exact else _folded
    return tuple(write(word) for word in _WORD.findall(text))


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    return comparison_key(word)


@lru_cache(maxsize=1 << 16)
def _readings(key: str) -> tuple[tuple[str, int, str], ...]:
    """The word with and without what may be clitics: what is left, how many letters are off, what kind they are."""
    found = [(key, 0, "")]
    clitics = _clitics()
    for size in range(1, min(_longest_clitic(), len(key) - 1) + 1):
        for kind, begins in clitics.get(key[:size], ()):
            found.append((begins + key[size:], size - bool(begins), kind))
    return tuple(found)


@cache
def _clitics() -> dict[str, list[tuple[str, str]]]:
    """Of each clitic its kind, and what the word begins with when it is off."""
    found = defaultdict(list)
    for row in read_table("clitics.tsv"):
        found[row["clitic"]].append((row["kind"], "" if row["word"] == "-" else row["word"]))
    return dict(found)


@cache
def _longest_clitic() -> int:
    return max(map(len, _clitics()))


def _width(word: str, letters: int) -> int:
    """How many characters of `word` its first `letters` letters take, marks and tatweel counted."""
    seen = 0
    for place, character in enumerate(word):
        if unvocalised(character):
            if seen == letters:
                return place
            seen += 1
    return 0
