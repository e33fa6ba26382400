"""Text that repeats itself."""

import re
import zlib
from collections.abc import Iterator, Sequence

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_WORD_OR_MARK = re.compile(rf"{_WORD.pattern}|[^\w\s]")
_LONGEST = 12  # words in a phrase that comes again at once; loops of small models have one to eight
_LEAST_SAME = 2  # a single word may stand twice (had had, very very)
# A syllable four times in a row (bibibibi, mmmm): no English word has it, and laughter has it in the source too.
_STUTTER = re.compile(r"([^\W\d_]{1,4}?)\1{3,}")
# A small letter three times in a row (Raqqqa): in 15 of 188,000 sentences of English news, as a misprint or a sound.
_TRIPLE = re.compile(r"(?![A-Z])([^\W\d_])\1{2}")


def compression_ratio(text: str) -> float:
    """Bytes of `text` ÷ bytes of its zlib compression, as in faster-whisper; a text under 100 characters stays below 2.

    >>> compression_ratio("of the city " * 30) > 10
    True
    """
    data = text.encode("utf-8", errors="replace")
    return len(data) / len(zlib.compress(data))


def repeated_share(text: str) -> float:
    """The share of the words of `text` that belong to a phrase said again at once, or that stammer.

    >>> repeated_share("The city of the city of the city")
    1.0
    """
    words = _WORD.findall(text.lower())
    covered = bytearray(_STUTTER.search(word) is not None for word in words)
    for size, begin, end in _runs(words):
        if end - begin >= size + max(size, _LEAST_SAME):
            covered[begin:end] = b"\1" * (end - begin)
    return sum(covered) / len(words) if words else 0.0


def count_stammers(text: str) -> int:
    """How often a word is said three times in a row, a phrase twice with no mark between, or a letter three times.

    >>> count_stammers("The withdrawal of the group's group's group from the town from the town.")
    2
    >>> count_stammers("He had had enough. Enough was said, again and again, over and over, ...")
    0
    """
    words = [word.removesuffix("'s") for word in _WORD_OR_MARK.findall(text.lower().replace("’", "'"))]
    found: list[tuple[int, int]] = []
    for size, begin, end in _runs(words):
        apart = all(begin >= other_end or end <= other for other, other_end in found)  # «a a a a» is «a a» twice too
        if end - begin >= max(2 * size, 3) and apart and any(map(str.isalpha, words[begin : begin + size])):
            found.append((begin, end))
    return len(found) + len(_TRIPLE.findall(text))


def _runs(words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where a phrase of `size` words is followed by its own beginning: size, and from where to where that goes."""
    for size in range(1, min(_LONGEST, len(words) // 2) + 1):
        run = 0
        for place in range(size, len(words) + 1):
            if place < len(words) and words[place] == words[place - size]:
                run += 1
                continue
            if run:
                yield size, place - run - size, place
            run = 0
