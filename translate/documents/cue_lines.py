"""How the words of a sentence are dealt out to its cues and lines.

Two lines of 42 characters a cue are what broadcasters and streaming services ask of English subtitles.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

_WORD = re.compile(r"\S+")
_MARK = re.compile(r"[.!?…,;:–—][\"'”’)\]]*\Z")
_WIDTH = 42
_LINES = 2
_AT_A_MARK = 0.5  # of the distance from where a border should be, where it stands behind a mark
_NEAR = 20  # words before and behind where a border should be
_EMPTY = 1e6  # dearer than anything but another empty cue


def distribute(text: str, lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Which `[start:end]` of `text` goes to each of as many cues, by the share of `lengths` and at word borders.

    >>> distribute("He said that he would come tomorrow.", [10, 20])
    [(0, 12), (13, 36)]
    """
    words = [found.span() for found in _WORD.finditer(text)]
    if len(lengths) == 1 or not words:
        return [(0, len(text)) if not number else (len(text), len(text)) for number in range(len(lengths))]
    total = sum(lengths) or 1
    wanted = [len(text) * so_far / total for so_far in accumulate(lengths)]
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]  # after each cue: words so far -> (cost, words before)
    for number, place in enumerate(wanted):
        last = number == len(wanted) - 1
        found: dict[int, tuple[float, int]] = {}
        near = bisect_left(words, (place, place))
        for count in [len(words)] if last else range(max(0, near - _NEAR), min(len(words), near + _NEAR) + 1):
            found[count] = min(
                (cost + _cost(text, words, before, count, None if last else place), before)
                for before, (cost, _) in best[-1].items()
                if before <= count
            )
        best.append(found)
    spans: list[tuple[int, int]] = []
    count = len(words)
    for found in reversed(best[1:]):
        before = found[count][1]
        end = words[count - 1][1] if count else 0
        spans.append((words[before][0], end) if before < count else (end, end))
        count = before
    return spans[::-1]


def _cost(text: str, words: Sequence[tuple[int, int]], before: int, count: int, place: float | None) -> float:
    """Of a cue with the words `[before:count]`, whose end should be at `place`."""
    if before == count:
        return _EMPTY
    start, end = words[before][0], words[count - 1][1]
    off = 0.0 if place is None else abs(end - place) * (_AT_A_MARK if _MARK.search(text, start, end) else 1)
    return off**2 + 4 * max(0, end - start - _WIDTH * _LINES) ** 2


def in_two_lines(text: str) -> str:
    """`text` with a line break in place of a blank where it is longer than a line; the lines are about as long.

    A text of more than two lines has two long ones: a third would cover the picture.

    >>> in_two_lines("The minister said that the ministry had made a new plan.")
    'The minister said that the\\nministry had made a new plan.'
    """
    if len(text) <= _WIDTH:
        return text
    middle = len(text) / 2
    places = [found.start() for found in re.finditer(r"\s", text.rstrip())]
    if not places:
        return text
    place = min(places, key=lambda at: abs(at - middle) * (_AT_A_MARK if _MARK.search(text, 0, at) else 1))
    if max(place, len(text) - place - 1) > _WIDTH:
        place = min(places, key=lambda at: abs(at - middle))
    return text[:place] + "\n" + text[place + 1 :]
