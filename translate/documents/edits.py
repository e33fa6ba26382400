"""Changes at places of a text."""

from bisect import bisect_left
from collections.abc import Sequence

Edit = tuple[int, int, str]  # `source[start:end]` becomes the text


def edited(source: str, edits: Sequence[Edit], start: int = 0, end: int | None = None) -> str:
    """`source[start:end]` with those of `edits`, which are in order and apart, that begin in it.

    >>> edited("a b c", [(0, 1, "x"), (4, 5, "z")])
    'x b z'
    """
    end = len(source) if end is None else end
    parts: list[str] = []
    for number in range(bisect_left(edits, (start, 0, "")), len(edits)):
        first, last, text = edits[number]
        if first >= end:
            break
        parts += [source[start:first], text]
        start = last
    return "".join([*parts, source[start:end]])
