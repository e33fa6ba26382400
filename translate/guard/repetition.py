"""Text that repeats itself."""

import re
import zlib

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_LONGEST = 12  # words in a phrase that comes again at once; loops of small models have one to eight
_LEAST_SAME = 2  # a single word may stand twice (had had, very very)
# A syllable four times in a row (bibibibi, mmmm): no English word has it, and laughter has it in the source too.
_STUTTER = re.compile(r"([^\W\d_]{1,4}?)\1{3,}")


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
    for size in range(1, min(_LONGEST, len(words) // 2) + 1):
        least = size if size > 1 else _LEAST_SAME
        run = 0
        for place in range(size, len(words) + 1):
            if place < len(words) and words[place] == words[place - size]:
                run += 1
                continue
            if run >= least:
                covered[place - run - size : place] = b"\1" * (run + size)
            run = 0
    return sum(covered) / len(words) if words else 0.0
