"""Where a sentence too long for the model is cut, and how its parts are put together again."""

import re
from collections.abc import Callable, Sequence

# Best first: semicolon, comma, و before a word (in PADT it joins main clauses more often than any other cue), a blank.
_JOINTS = tuple(re.compile(p) for p in (r"[؛;](?=\s)", r"[،,](?=\s)", r"\s(?=و\s?\w)", r"\s"))
_BLANK = _JOINTS[-1]
_CARRIED = re.compile(r"[\u064b-\u065f\u0670\u0640\u200d\ufe0f]")  # these belong to the character before them
_END = re.compile(r"[.!?؟…][\"'»”’)\]]*$")
_STOP = re.compile(r"(?<!\.)\.$")


def cut(text: str, count: Callable[[Sequence[str]], list[int]], limit: int) -> list[str]:
    """Cut `text` in halves until no part has more than `limit` subwords; nothing is left out but blanks at a cut.

    `count` gives the number of subwords of each text. A single character is never cut.

    >>> cut("ذهب الولد، ثم عاد", lambda texts: [len(t) for t in texts], 12)
    ['ذهب الولد،', 'ثم عاد']
    """
    parts = [text]
    while True:
        sizes = count(parts)
        if all(size <= limit or len(part) < 2 for size, part in zip(sizes, parts, strict=True)):
            return parts
        parts = [
            half
            for size, part in zip(sizes, parts, strict=True)
            for half in (_halves(part) if size > limit and len(part) > 1 else (part,))
        ]


def join(sources: Sequence[str], targets: Sequence[str]) -> str:
    """Put the translations of the parts of a sentence together.

    A full stop that the model has set behind a part that has none goes, as the sentence is not over there.
    """
    last = len(targets) - 1
    bare = [
        target if number == last or _END.search(source) else _STOP.sub("", target)
        for number, (source, target) in enumerate(zip(sources, targets, strict=True))
    ]
    return " ".join(target for target in bare if target)


def _halves(text: str) -> tuple[str, str]:
    place = _place(text)
    left, right = text[:place].rstrip(), text[place:].lstrip()
    return (left, right) if left and right else (text[: len(text) // 2], text[len(text) // 2 :])


def _place(text: str) -> int:
    """The best joint near the middle: in the middle half, or for a blank anywhere; else the middle itself."""
    middle = len(text) // 2
    for joint in _JOINTS:
        places = [found.end() for found in joint.finditer(text, len(text) // 4, len(text) - len(text) // 4)]
        if places:
            return min(places, key=lambda place: abs(place - middle))
    places = [found.end() for found in _BLANK.finditer(text, 1, len(text) - 1)]
    if places:
        return min(places, key=lambda place: abs(place - middle))
    # A run of marks longer than this is no word.
    for place in range(middle, min(middle + 16, len(text))):
        if not _CARRIED.match(text, place):
            return place
    return middle
