"""Phrases that are said again at once, as models that loop and pages that are cut badly do."""

import re
from collections.abc import Sequence
from itertools import islice
from operator import eq

from corpus.rules.view import Side, View

_LONGEST = 12  # words of a phrase, as in translate.guard.repetition
# Words that are added to the text's when its share is taken: جنيه;جنيه is a right translation of pound;pounds, and
# السابقون السابقون stands in the Quran.
_SLACK = 5
_STUTTER_AT = 12  # letters; shorter words that stutter are laughter and shouts
_STUTTER = 3  # times that each letter of such a word stands in it


def repeated(view: View) -> float:
    """The words in phrases said again at once, of one side less the other, by those of the side and a few more."""
    return abs(_share(view.ar) - _share(view.en))


def _share(side: Side) -> float:
    words = side.words
    covered = repeated_words(words) if len(set(words)) < len(words) else 0
    if side.longest_word >= _STUTTER_AT:
        covered += sum(_STUTTER * len(set(word)) <= len(word) for word in words if len(word) >= _STUTTER_AT)
    return covered / (len(words) + _SLACK) if covered else 0.0


def repeated_words(words: Sequence[bytes]) -> int:
    """How many of `words` belong to a phrase of up to twelve words that follows itself.

    >>> repeated_words(b"the city of the city of the city".split())
    8
    """
    covered = bytearray(len(words))
    for size in _periods(words):
        again = bytes(map(eq, words, islice(words, size, None)))  # 1: the word stands here once more, `size` later
        for run in re.finditer(b"\1{%d,}" % size, again):
            covered[run.start() : run.end() + size] = b"\1" * (len(run[0]) + size)
    return sum(covered)


def _periods(words: Sequence[bytes]) -> set[int]:
    """The lengths a repeated phrase can have: 1, and how far two words in a row stand from where they stood last."""
    found = {1} if True in map(eq, words, islice(words, 1, None)) else set()
    couples = list(zip(words, islice(words, 1, None), strict=False))
    if len(set(couples)) == len(couples):
        return found
    last: dict[tuple[bytes, bytes], int] = {}
    for place, couple in enumerate(couples):
        if couple in last and place - last[couple] <= _LONGEST:
            found.add(place - last[couple])
        last[couple] = place
    return found
