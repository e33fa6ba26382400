"""Where a headline ends that no mark parts from its article, or a first sentence that has lost its full stop.

A small network looks at every gap between the first words of a text, and at the choice that none of them is a
boundary: words with their five neighbours on either side, how far in the gap is, and how many words from before it are
told again behind it, as those of a headline are. Trained by scripts/train_headlines.py on newspapers in which headlines
stand on lines of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.arabic.letters import unvocalised

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MODEL = Path(__file__).parent / "data" / "headlines.npz"
# The least probability of a boundary anywhere, and of the likeliest place: scripts/train_headlines.py prints what
# other bounds give. With these 94 % of what is cut in newspapers held back is right, and 82 % of what ends is found,
# before what has no word told again is left out.
SURE, LEAST = 0.6, 0.5
SHORTEST = 6  # words of a sentence that is looked into
GAPS = 45  # how many gaps of it are looked at: no headline has more words
LEFT, RIGHT = 5, 6  # words on either side that a gap sees
SEEN = 90  # words that are looked at together; more decide nothing
STEP = 30  # words from one look at a text without marks to the next
ABOUT = 25  # words behind a gap among which the headline's are looked for
_SOFT = "،,:;؛-–—ـ/"  # nothing ends behind one of these
_LENGTHS = (1, 2, 3, 4, 6, 8, 11, 15, 20, 30)
_EDGES = "\"'«»“”‘’()[]{}‹›،,:;؛-–—ـ/.!؟?…\u200e\u200f\u061c\ufeff"
_STEMS = ("وال", "بال", "فال", "كال", "ال", "لل", "و", "ب", "ل")
_SHAPES = ("وال", "بال", "ال", "و", "ب", "ل", "س", "ي", "ت")
FEATURES = 64


@dataclass(frozen=True, slots=True)
class _Network:
    """The weights; `vectors` has a row a word, then one a shape, one for what is unknown and one for nothing."""

    words: dict[str, int]
    vectors: "NDArray[np.float32]"  # (rows, width)
    near: "NDArray[np.float32]"  # (LEFT + RIGHT, width, hidden)
    features: "NDArray[np.float32]"  # (FEATURES, hidden)
    bias: "NDArray[np.float32]"  # (hidden,)
    out: "NDArray[np.float32]"  # (hidden,)
    none: float  # the score of no boundary


def ends_of_headlines(words: Sequence[str]) -> list[int]:
    """The numbers of the words of a text's first sentence before which another one begins, in order.

    What is too long for a sentence lacks its marks, and is searched to its end.

    >>> ends_of_headlines("زلزال قوي يضرب إندونيسيا ضرب زلزال قوي بلغت شدته سبع درجات شرق إندونيسيا فجر اليوم".split())
    [4]
    """
    found: list[int] = []
    start = 0
    while len(words) - start >= SHORTEST:
        gap, probability, some = _best(words[start : start + SEEN])
        if some >= SURE and probability >= LEAST:
            start += gap
            found.append(start)
        elif len(words) - start > SEEN:
            start += STEP
        else:
            break
    return found


def _best(words: Sequence[str]) -> tuple[int, float, float]:
    """The likeliest boundary, its probability, and that of there being any."""
    import numpy as np

    gaps = candidates(words)
    if not gaps or not _told_again(words)[1].any():  # hardly a headline has no word that its article has, too
        return 0, 0.0, 0.0
    network = _network()
    at = np.asarray(gaps)
    rows = network.vectors[padded(word_rows(words[: GAPS + RIGHT], network.words), len(network.vectors) - 1)]
    hidden = network.features[features(words, gaps)].sum(1) + network.bias
    places = np.arange(LEFT + RIGHT)[:, None]
    hidden += (rows @ network.near)[places, at + places].sum(0)  # a stack of products too small to wake BLAS' threads
    scores = np.maximum(hidden, 0) @ network.out
    best = int(scores.argmax())
    odds = np.exp(scores - max(float(scores[best]), network.none))
    total = float(odds.sum())
    none = float(np.exp(network.none - max(float(scores[best]), network.none)))
    return gaps[best], float(odds[best]) / (total + none), total / (total + none)


def candidates(words: Sequence[str]) -> list[int]:
    """The gaps that can be a boundary: two words and no comma, colon or dash before them."""
    return [gap for gap in range(2, min(len(words) - 1, GAPS)) if words[gap - 1][-1] not in _SOFT]


def padded(rows: Sequence[int], nothing: int) -> list[int]:
    """The rows of a text's words, so that a gap sees those from its own number on; `nothing` where the text is over."""
    return [nothing] * LEFT + [*rows] + [nothing] * RIGHT


def features(words: Sequence[str], gaps: Sequence[int]) -> "NDArray[np.intp]":
    """(gaps, 11): what else is known of each gap, as numbers below FEATURES."""
    import numpy as np

    at, count = np.asarray(gaps), len(words)
    looks = b"".join([_look(word) for word in words[: GAPS + 1]])
    seen = np.frombuffer(looks, np.int8).reshape(-1, 12).astype(np.intp)
    comma, colon, quotes, brackets, guillemets = seen[:, :5].cumsum(0)[at - 1].T
    closing, bracket, digit_before = seen[at - 1, 5:8].T
    opening, digit_behind, joined, definite = seen[at, 8:].T
    told, again = _told_again(words)
    told, again = told[at], again[at]
    last = words[-1][-1]
    return np.stack(
        [
            _buckets()[at],
            11 + _buckets()[np.minimum(count - at, _LENGTHS[-1])],
            22 + np.minimum(again, 4),
            27 + np.minimum(10 * again // np.maximum(told, 1), 6),
            34 + (comma > 0) + 2 * (colon > 0),
            38 + quotes % 2 + 2 * ((brackets > 0) | (guillemets > 0)),
            42 + closing + 2 * opening,
            46 + bracket,
            np.full(len(at), 48 + (last in ".!…") + 2 * (last in "?؟")),
            52 + digit_behind + 2 * digit_before,
            56 + joined + 2 * definite,
        ],
        axis=1,
    )


@lru_cache(maxsize=8192)
def _look(word: str) -> bytes:
    """What is seen of a word, as int8: the marks in it, its last character as before a gap, its first as behind one."""
    first, last = word[0], word[-1]
    sums = (word.count('"') % 2, word.count("(") - word.count(")"), word.count("«") - word.count("»"))
    seen = (
        "،" in word or "," in word,
        ":" in word,
        *(max(-9, min(9, count)) for count in sums),
        last in "\"'»”’",
        last in ")]",
        last.isdigit(),
        first in "\"'«“",
        first.isdigit(),
        first == "و",
        word.startswith("ال"),
    )
    return bytes(value % 256 for value in seen)


@cache
def _buckets() -> "NDArray[np.intp]":
    """The number of bounds in _LENGTHS that each length reaches."""
    import numpy as np

    return np.searchsorted(_LENGTHS, np.arange(max(GAPS, _LENGTHS[-1]) + 1), "right")


def _told_again(words: Sequence[str]) -> "tuple[NDArray[np.intp], NDArray[np.intp]]":
    """For each gap, how many words of weight stand before it, and how many of these stand among the next ABOUT, too."""
    import numpy as np

    stems = [stem(word) for word in words[: GAPS + ABOUT]]
    told, again = np.zeros((2, len(stems) + 1), np.intp)
    last: dict[str, int] = {}
    for place, name in enumerate(stems):
        if not name:
            continue
        before = last.get(name)
        if before is None:
            told[place + 1] = 1
        else:
            again[max(before, place - ABOUT) + 1] += 1
            again[place + 1] -= 1
        last[name] = place
    return told.cumsum(), again.cumsum()


def word_rows(words: Sequence[str], known: dict[str, int]) -> list[int]:
    """The row of each word's vector."""
    return [known.get(word) or _unknown(bare(word), known) for word in words]


def _unknown(word: str, known: dict[str, int]) -> int:
    return known.get(word) or known.get(shape(word)) or known["?"]


def bare(word: str) -> str:
    """The word without vowel marks and the punctuation around it."""
    return unvocalised(word).strip(_EDGES)


def shape(word: str) -> str:
    """What is seen of a word that is not known: its first letters and its last."""
    if not word or not word[0].isalpha():
        return "#"
    if word[0].isascii():
        return "#a"
    prefix = next((prefix for prefix in _SHAPES if word.startswith(prefix)), "")
    return f"#{prefix}|{word[-1]}"


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word as it may be told again, without article, particles and ending; nothing for short words."""
    word = bare(word)
    prefix = next((prefix for prefix in _STEMS if word.startswith(prefix) and len(word) - len(prefix) > 2), "")
    word = word[len(prefix) :]
    return word[:5] if len(word) > 3 else ""


@cache
def _network() -> _Network:
    import numpy as np  # a tenth of a second, which `jisr --help` need not spend

    with np.load(_MODEL) as data:
        arrays: dict[str, Any] = {name: data[name] for name in data.files}
    words = str(arrays["words"]).split("\n")
    return _Network(
        words={word: row for row, word in enumerate(words)},
        vectors=arrays["vectors"].astype(np.float32),
        near=arrays["near"].astype(np.float32),
        features=arrays["features"].astype(np.float32),
        bias=arrays["bias"].astype(np.float32),
        out=arrays["out"].astype(np.float32),
        none=float(arrays["none"]),
    )
