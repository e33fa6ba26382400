"""Where a headline ends that no mark parts from its article, or a first sentence that has lost its full stop.

A small network looks at every gap between the first words of a text, and at the choice that none of them is a
boundary: words with their five neighbours on either side, how far in the gap is, and how many words from before it are
told again behind it, as those of a headline are. Trained by scripts/train_headlines.py on newspapers in which headlines
stand on lines of their own.
"""

from bisect import bisect_right
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
SURE = 0.6  # the least probability of a boundary anywhere (scripts/train_headlines.py shows what others give)
LEAST = 0.4  # and of the likeliest place: several sentences without marks share the probability
SHORTEST = 6  # words of a sentence that is looked into
GAPS = 45  # how many gaps of it are looked at: no headline has more words
LEFT, RIGHT = 5, 6  # words on either side that a gap sees
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

    >>> ends_of_headlines("زلزال قوي يضرب إندونيسيا ضرب زلزال قوي بلغت شدته سبع درجات شرق إندونيسيا فجر اليوم".split())
    [4]
    """
    found: list[int] = []
    start = 0
    while len(words) - start >= SHORTEST:
        gap, probability, some = _best(words[start:])
        if some < SURE or probability < LEAST:
            break
        start += gap
        found.append(start)
    return found


def _best(words: Sequence[str]) -> tuple[int, float, float]:
    """The likeliest boundary, its probability, and that of there being any."""
    import numpy as np

    network = _network()
    gaps = candidates(words)
    if not gaps:
        return 0, 0.0, 0.0
    rows = network.vectors[around(word_rows(words[: GAPS + RIGHT], network.words), gaps, len(network.vectors) - 1)]
    hidden = network.features[np.asarray(features(words, gaps))].sum(1) + network.bias
    for place in range(LEFT + RIGHT):  # eleven small products: one large one would wake up BLAS' threads
        hidden += rows[:, place] @ network.near[place]
    scores = np.maximum(hidden, 0) @ network.out
    best = int(scores.argmax())
    odds = np.exp(scores - max(float(scores[best]), network.none))
    total = float(odds.sum())
    none = float(np.exp(network.none - max(float(scores[best]), network.none)))
    return gaps[best], float(odds[best]) / (total + none), total / (total + none)


def candidates(words: Sequence[str]) -> list[int]:
    """The gaps that can be a boundary: two words and no comma, colon or dash before them."""
    return [gap for gap in range(2, min(len(words) - 1, GAPS)) if words[gap - 1][-1] not in _SOFT]


def around(rows: Sequence[int], gaps: Sequence[int], nothing: int) -> "NDArray[np.intp]":
    """(gaps, LEFT + RIGHT): the rows of the words on either side of each gap; `nothing` where the text is over."""
    import numpy as np

    padded = np.asarray([nothing] * LEFT + [*rows] + [nothing] * RIGHT)
    return padded[np.asarray(gaps)[:, None] + np.arange(LEFT + RIGHT)]


def features(words: Sequence[str], gaps: Sequence[int]) -> list[tuple[int, ...]]:
    """What else is known of each of the rising `gaps`, as eleven numbers below FEATURES."""
    count = len(words)
    stems = [stem(word) for word in words[: GAPS + ABOUT]]
    last = words[-1][-1]
    ending = 48 + (last in ".!…") + 2 * (last in "?؟")
    seen: set[str] = set()
    quotes = brackets = guillemets = 0
    comma = colon = False
    rows: list[tuple[int, ...]] = []
    place = 0
    for gap in gaps:
        for word in words[place:gap]:
            comma = comma or "،" in word or "," in word
            colon = colon or ":" in word
            quotes += word.count('"')
            brackets += word.count("(") - word.count(")")
            guillemets += word.count("«") - word.count("»")
        seen.update(stems[place:gap])
        seen.discard("")
        place = gap
        before, behind = words[gap - 1][-1], words[gap]
        again = len(seen.intersection(stems[gap : gap + ABOUT]))
        rows.append(
            (
                bisect_right(_LENGTHS, gap),
                11 + bisect_right(_LENGTHS, count - gap),
                22 + min(again, 4),
                27 + min(10 * again // max(len(seen), 1), 6),
                34 + comma + 2 * colon,
                38 + quotes % 2 + 2 * (brackets > 0 or guillemets > 0),
                42 + (before in "\"'»”’") + 2 * (behind[0] in "\"'«“"),
                46 + (before in ")]"),
                ending,
                52 + behind[0].isdigit() + 2 * before.isdigit(),
                56 + behind.startswith("و") + 2 * behind.startswith("ال"),
            )
        )
    return rows


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
