"""The lexicon counted from pairs, against the counting written out."""

import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from alignment.training.lexicon import FEWEST, FEWEST_TIMES, ITERATIONS, LONGEST, WEAKEST, learn_lexicon, stemmed

from tests.scripts.alignment.training.sources import PAIRS, rows_of

Stems = tuple[list[str], list[str]]


def slow(pairs: list[Stems]) -> dict[tuple[str, str], float]:
    """IBM Model 1 with an empty Arabic word, over different stems; the strength of the entries that are kept."""
    counts = [Counter(stem for pair in pairs for stem in set(pair[side])) for side in (0, 1)]
    kept = [
        ({"", *(stem for stem in ar if counts[0][stem] >= FEWEST)}, {stem for stem in en if counts[1][stem] >= FEWEST})
        for ar, en in pairs
    ]
    chance: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    times: dict[tuple[str, str], float] = {}
    for _ in range(ITERATIONS):
        times = defaultdict(float)
        for left, right in kept:
            for e in right:
                total = sum(chance[a, e] for a in left)
                for a in left:
                    times[a, e] += chance[a, e] / total
        of_ar: dict[str, float] = defaultdict(float)
        for (a, _), count in times.items():
            of_ar[a] += count
        chance = defaultdict(float, {(a, e): count / of_ar[a] for (a, e), count in times.items()})
    of_en: dict[str, float] = defaultdict(float)
    for (_, e), count in times.items():
        of_en[e] += count
    strength = {(a, e): math.sqrt(chance[a, e] * count / of_en[e]) for (a, e), count in times.items()}
    return {(a, e): s for (a, e), s in strength.items() if a and s > WEAKEST and times[a, e] > FEWEST_TIMES}


def real_pairs() -> list[Stems]:
    rows = [(" ".join(ar), " ".join(en)) for ar, en in rows_of("strike", "library", "swimmer", "bridge", "nurses")]
    return stemmed([*((ar, en) for ar, en in PAIRS), *rows])


def test_the_lexicon_is_that_of_the_model_it_names() -> None:
    pairs = real_pairs()
    expected, learned = slow(pairs), learn_lexicon(pairs)
    found = {
        (learned.stems["ar"][a], learned.stems["en"][int(learned.english[k])]): float(learned.strength[k])
        for a in range(len(learned.stems["ar"]))
        for k in range(int(learned.starts[a]), int(learned.starts[a + 1]))
    }
    assert len(found) > 100
    assert found.keys() == expected.keys()
    assert found == {entry: pytest.approx(strength, rel=1e-4) for entry, strength in expected.items()}


def test_rare_words_say_more() -> None:
    pairs = real_pairs()
    learned = learn_lexicon(pairs)
    for number, side in enumerate(("ar", "en")):
        for stem, rare in zip(learned.stems[side], learned.rare[side], strict=True):
            assert rare == pytest.approx(np.log(len(pairs) / sum(stem in pair[number] for pair in pairs)), rel=1e-5)
    assert learned.stems["en"][int(learned.rare["en"].argmin())] == "the"


def test_the_words_of_pairs_that_come_again_are_told_apart() -> None:
    words = [("كلب", "dog"), ("قطه", "cat"), ("حصان", "horse"), ("طاير", "bird")]
    pairs = [([a, b], [x, y]) for a, x in words for b, y in words if a != b]
    learned = learn_lexicon(pairs)
    table = learned.table(np.arange(4), np.arange(4))
    for row, stem in enumerate(learned.stems["ar"]):
        assert learned.stems["en"][int(table[row].argmax())] == dict(words)[stem]
    assert table.max(1).min() > 0.8


def test_pairs_that_are_too_long_or_empty_are_left_out() -> None:
    long = " ".join(["كلمة"] * (LONGEST + 1))
    assert stemmed([("كلب", "dog"), (long, "word"), ("كلب", "2020"), ("", "dog")]) == [(["كلب"], ["dog"])]
