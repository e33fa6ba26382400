"""The features of links and gaps, against their definitions worked out place by place."""

from functools import cache
from itertools import product

import numpy as np
import pytest

from corpus.align.search.arrays import Doubles, Floats
from corpus.align.search.beads import MOST, SHAPE_INDEX, SHAPES
from corpus.align.search.embedded import Embedded, measure
from corpus.align.search.evidence import FEATURES, GAP_FEATURES, Evidence, gather
from corpus.align.search.profile import PROFILE_FEATURES, Profile
from tests.corpus.align.gold import SMALL, Language, noise
from tests.corpus.align.search.test_embedded import window

Place = tuple[int, int, int, int]  # Arabic sentences, English sentences, first Arabic, first English


class Slow:
    """Every feature from the definitions, one place at a time."""

    def __init__(self, ar: Embedded, en: Embedded) -> None:
        self.ar, self.en = ar, en
        cosines = np.array([[self.cosine(1, 1, i, j) for j in range(len(en))] for i in range(len(ar))])
        self.spread = float(cosines.std())
        self.mutual = [
            (i, j)
            for i, j in product(range(len(ar)), range(len(en)))
            if cosines[i].argmax() == j and cosines[:, j].argmax() == i
        ]
        self.background, self.contrast = self.scale(cosines, 0.15, 0.14)
        shares = np.array([[self.share(1, 1, i, j) for j in range(len(en))] for i in range(len(ar))], dtype=np.float64)
        self.usual_share, self.share_contrast = self.scale(shares, 0.1, 0.01)
        self.ratio = float(np.log(en.lengths.sum() / ar.lengths.sum()))
        if len(self.mutual) > 4:
            self.ratio = float(np.median([np.log(en.lengths[j] / ar.lengths[i]) for i, j in self.mutual]))

    def scale(self, table: Doubles, least: float, usual: float) -> tuple[float, float]:
        """The background and how far the likeliest pairs are from it; the usual one where none is to be seen."""
        background, likeliest = float(np.median(table)), float(np.median([table[place] for place in self.mutual]))
        if likeliest - background < least:
            background = min(background, usual)
        return background, max(likeliest - background, least)

    def cosine(self, a: int, b: int, i: int, j: int) -> float:
        return float(window(self.ar, i, a) @ window(self.en, j, b))

    def there(self, a: int, b: int, i: int, j: int) -> bool:
        """Whether these windows are no larger than a link's side can be and reach over no end."""
        inside = 1 <= a <= MOST and 1 <= b <= MOST and i >= 0 and j >= 0
        return inside and i + a <= len(self.ar) and j + b <= len(self.en)

    @cache  # noqa: B019
    def similar(self, a: int, b: int, i: int, j: int) -> float | None:
        if not self.there(a, b, i, j):
            return None
        return float((self.cosine(a, b, i, j) - self.background) / self.contrast)

    def similarity(self, a: int, b: int, i: int, j: int) -> list[float]:
        z = self.similar(a, b, i, j)
        assert z is not None
        of_ar = sorted(self.similar(a, 1, i, k) or 0.0 for k in range(len(self.en)))[-4:]
        of_en = sorted(self.similar(1, b, k, j) or 0.0 for k in range(len(self.ar)))[-4:]
        return [z, z - float(np.mean(of_ar) + np.mean(of_en)) / 2, z * self.contrast / max(self.spread, 0.05) / 3]

    def completeness(self, a: int, b: int, i: int, j: int) -> list[float]:
        """The contrast to a sentence more: Arabic behind, before, English behind, before."""
        more = [(a + 1, b, i, j), (a + 1, b, i - 1, j), (a, b + 1, i, j), (a, b + 1, i, j - 1)]
        return [self.drop((a, b, i, j), other, 0.3) for other in more]

    def belonging(self, a: int, b: int, i: int, j: int) -> list[float]:
        """The contrast to a sentence less, which is taken from either end of a side that has several."""
        less = [(a - 1, b, i, j), (a - 1, b, i + 1, j)] if a > 1 else []
        less += [(a, b - 1, i, j), (a, b - 1, i, j + 1)] if b > 1 else []
        drops = [self.drop((a, b, i, j), other, 0.0) for other in less]
        return [min(drops), float(np.mean(drops))] if drops else [0.0, 0.0]

    def surroundings(self, a: int, b: int, i: int, j: int) -> list[float]:
        """The contrast to one side with the neighbours of the other, nothing being as like as the background."""
        beside = [(1, b, i - 1, j), (1, b, i + a, j), (a, 1, i, j - 1), (a, 1, i, j + b)]
        values = [self.similar(*place) or 0.0 for place in beside]
        z = self.similar(a, b, i, j) or 0.0
        return [z - float(np.mean(values)), z - max(values)]

    def lengths(self, a: int, b: int, i: int, j: int) -> list[float]:
        ar, en = self.ar.lengths[i : i + a].sum(), self.en.lengths[j : j + b].sum()
        delta = np.log(en / ar) - self.ratio
        surely = abs(delta) * np.sqrt((ar + en) / 200)
        return [delta, min(abs(delta), 2), min(delta**2, 4), min(surely, 3), min(np.log(min(ar, en)) / 5, 1.5)]

    def numbers(self, a: int, b: int, i: int, j: int) -> list[float]:
        ar, en = set().union(*self.ar.numbers[i : i + a]), set().union(*self.en.numbers[j : j + b])
        return [float(min(3, len(found))) for found in (ar & en, ar - en, en - ar)]

    @cache  # noqa: B019
    def share(self, a: int, b: int, i: int, j: int) -> float | None:
        """The mean of both sides' shares of words found."""
        if not self.there(a, b, i, j):
            return None
        windows = {"ar": self.ar.words[i : i + a], "en": self.en.words[j : j + b]}
        strength = SMALL.lexicon.table(np.arange(4), np.arange(5))
        shares = []
        for side, other, table in (("ar", "en", strength), ("en", "ar", strength.T)):
            there = sorted({int(word) for words in windows[other] for word in words})
            rare = [(SMALL.lexicon.rare[side][word], word) for words in windows[side] for word in words]
            found = sum(weight * max(table[word, there], default=0) for weight, word in rare)
            shares.append(found / sum(weight for weight, _ in rare) if rare else 0.0)
        return float(np.mean(shares))

    @cache  # noqa: B019
    def word(self, a: int, b: int, i: int, j: int) -> float | None:
        """The share of words on a scale of their own."""
        share = self.share(a, b, i, j)
        return None if share is None else (share - self.usual_share) / self.share_contrast

    def words(self, a: int, b: int, i: int, j: int) -> list[float]:
        """As it is, less the usual, the least contrast to an Arabic and to an English one more, and to one less."""
        word = self.word(a, b, i, j)
        assert word is not None
        of_ar = sorted(self.word(a, 1, i, k) or 0.0 for k in range(len(self.en)))[-4:]
        of_en = sorted(self.word(1, b, k, j) or 0.0 for k in range(len(self.ar)))[-4:]
        more = [[(a + 1, b, i, j), (a + 1, b, i - 1, j)], [(a, b + 1, i, j), (a, b + 1, i, j - 1)]]
        values = [[self.word(*place) for place in places] for places in more]
        drops = [min(0.3 if value is None else word - value for value in side) for side in values]
        less = [(a - 1, b, i, j), (a - 1, b, i + 1, j)] if a > 1 else []
        less += [(a, b - 1, i, j), (a, b - 1, i, j + 1)] if b > 1 else []
        needed = min((word - (self.word(*place) or 0.0) for place in less), default=0.0)
        return [word, word - float(np.mean(of_ar) + np.mean(of_en)) / 2, *drops, needed]

    def known(self, a: int, b: int, i: int, j: int) -> list[float]:
        """How much the words of the sentences tell, a letter, on the side on which it is less."""
        means = []
        for side, name, start, size in ((self.ar, "ar", i, a), (self.en, "en", j, b)):
            told = [SMALL.lexicon.rare[name][side.words[k]].sum() / side.lengths[k] for k in range(start, start + size)]
            means.append(float(np.mean(told)))
        return [min(means)]

    def questions(self, a: int, b: int, i: int, j: int) -> list[float]:
        ends = {self.ar.questions[i + a - 1], self.en.questions[j + b - 1]}
        return [float(ends == {1.0}), float(len(ends) == 2)]

    def drop(self, place: Place, other: Place, missing: float) -> float:
        here, there = self.similar(*place), self.similar(*other)
        assert here is not None
        return missing if there is None else here - there


# Where each kind of feature stands among those of a link.
COLUMNS = {
    "similarity": slice(0, 3),
    "completeness": slice(3, 7),
    "belonging": slice(7, 9),
    "surroundings": slice(9, 11),
    "lengths": slice(11, 16),
    "numbers": slice(16, 19),
    "words": slice(19, 24),
    "known": slice(24, 25),
    "questions": slice(25, 27),
}


@pytest.mark.parametrize(("n", "m"), [(7, 8), (8, 6), (3, 2), (1, 3), (1, 1)])
@pytest.mark.parametrize("kind", COLUMNS)
def test_the_features_of_links_are_what_they_are_said_to_be(kind: str, n: int, m: int) -> None:
    ar, en = noise(n, "ar", n), noise(m, "en", m + 50)
    slow = Slow(ar, en)
    found = dict(gather(ar, en).links())
    assert found.keys() == {SHAPE_INDEX[a, b] for a, b in SHAPES if a <= n and b <= m}
    for index, features in found.items():
        a, b = SHAPES[index]
        assert features.shape == (n - a + 1, m - b + 1, FEATURES)
        for i, j in np.ndindex(features.shape[:2]):
            expected = getattr(slow, kind)(a, b, i, j)
            np.testing.assert_allclose(features[i, j, COLUMNS[kind]], expected, atol=2e-5, err_msg=f"{a}:{b} {i} {j}")


def on_axes(*axes: int, language: Language, texts: dict[int, str] | None = None) -> Embedded:
    """Sentences of 98 letters on the axes of a space, or those texts; no mean is taken off."""
    sentences = [(texts or {}).get(k, "x" * 98) for k in range(len(axes))]
    vectors, mean = np.eye(8, dtype=np.float32)[list(axes)], np.zeros(8, dtype=np.float32)
    return measure(sentences, vectors, mean, SMALL, language=language)


def feature(evidence: Evidence, shape: tuple[int, int], kind: str) -> Floats:
    return np.asarray(dict(evidence.links())[SHAPE_INDEX[shape]][..., COLUMNS[kind]])


def test_similarities_by_hand() -> None:
    """Six sentences that are translated one by one: cosine 1 on the diagonal, 0 elsewhere."""
    evidence = gather(on_axes(*range(6), language="ar"), on_axes(*range(6), language="en"))
    assert [evidence.background, evidence.contrast, evidence.ratio] == pytest.approx([0, 1, 0])
    assert evidence.spread == pytest.approx(np.sqrt(5) / 6)
    half = np.sqrt(0.5)  # of the pair of sentences that make a window, one is like the sentence opposite
    np.testing.assert_allclose(np.diag(evidence.similarity[1, 1]), 1)
    np.testing.assert_allclose(evidence.similarity[2, 1], half * (np.eye(5, 6) + np.eye(5, 6, 1)), atol=1e-6)
    np.testing.assert_allclose(np.diag(evidence.similarity[2, 2]), 1, atol=1e-6)
    ones, pairs = ((evidence, shape) for shape in ((1, 1), (2, 2)))
    # 1 less the mean of the four highest of a row: 1, 0, 0, 0
    np.testing.assert_allclose(feature(*ones, "similarity")[2, 2], [1, 0.75, 2 / np.sqrt(5)], atol=1e-6)
    np.testing.assert_allclose(feature(*ones, "completeness")[2, 2], [1 - half] * 4, atol=1e-6)
    np.testing.assert_allclose(feature(*ones, "completeness")[0, 0], [1 - half, 0.3, 1 - half, 0.3], atol=1e-6)
    np.testing.assert_allclose(feature(*ones, "surroundings")[2, 2], [1, 1], atol=1e-6)
    # Two of two without one of them are half as like the three others.
    np.testing.assert_allclose(feature(*pairs, "belonging")[2, 2], [1 - half] * 2, atol=1e-6)
    np.testing.assert_allclose(feature(*pairs, "surroundings")[1, 1], [1, 1], atol=1e-6)


def test_where_no_background_is_to_be_seen_the_usual_one_stands_in() -> None:
    """The same sentence over and over: as like as can be."""
    for count in (1, 3):
        same = gather(on_axes(*[3] * count, language="ar"), on_axes(*[3] * count, language="en"))
        assert [same.background, same.contrast, same.spread] == pytest.approx([0.14, 0.86, 0], abs=1e-6)
        np.testing.assert_allclose(feature(same, (1, 1), "similarity")[..., :2], [[[1, 0]] * count] * count, atol=1e-6)


def test_a_low_contrast_is_not_blown_up() -> None:
    """Nothing is like anything."""
    other = gather(on_axes(0, 1, 2, language="ar"), on_axes(3, 4, 5, language="en"))
    assert [other.background, other.contrast, other.spread] == pytest.approx([0, 0.15, 0])
    assert feature(other, (1, 1), "similarity").tolist() == [[[0, 0, 0]] * 3] * 3


@pytest.mark.parametrize(
    ("ar", "en", "expected"),
    [
        ("سنة ٢٠٢٠", "in 2020", [1, 0, 0]),
        ("سنة 2020", "in 2021", [0, 1, 1]),
        ("من ١٠ إلى ٢٠ فثلاثون", "10, 20 and 30", [2, 0, 1]),
        ("بلا رقم", "1, 2, 3, 4 and 5", [0, 0, 3]),
        ("بلا رقم", "without a number", [0, 0, 0]),
        ("٥ و٥ و٥", "5 apples", [1, 0, 0]),
    ],
)
def test_numbers_are_counted_on_both_sides_and_on_one(ar: str, en: str, expected: list[int]) -> None:
    evidence = gather(on_axes(0, language="ar", texts={0: ar}), on_axes(0, language="en", texts={0: en}))
    assert feature(evidence, (1, 1), "numbers").tolist() == [[expected]]


def test_the_numbers_and_questions_of_a_window() -> None:
    ar = on_axes(0, 1, language="ar", texts={0: "قبل 7 أيام؟", 1: "في ٨ آذار"})
    en = on_axes(0, 1, language="en", texts={0: "7 days", 1: "ago, on 8 March?"})
    evidence = gather(ar, en)
    assert feature(evidence, (1, 2), "numbers").tolist() == [[[1, 0, 1]], [[1, 0, 1]]]
    assert feature(evidence, (2, 2), "numbers").tolist() == [[[2, 0, 0]]]
    # What ends with a question: the first Arabic sentence, the second English one.
    assert feature(evidence, (1, 1), "questions").tolist() == [[[0, 1], [1, 0]], [[0, 0], [0, 1]]]
    assert feature(evidence, (2, 2), "questions").tolist() == [[[0, 1]]]


def test_shares_of_words_are_scaled_by_the_likeliest_pairs() -> None:
    """Of two pairs, which the vectors tell, one has its words translated and one only half of them."""
    ar = on_axes(0, 1, language="ar", texts={0: "مدرسة", 1: "ماء المدينة"})
    en = on_axes(0, 1, language="en", texts={0: "School!", 1: "Without water"})
    school, water = 0.9, (2 * 0.8 / 2.5 + 0.8) / 2
    usual, pairs = water / 2, (school + water) / 2  # the medians of (school, 0, 0, water) and of (school, water)
    expected = (np.array([[school, 0], [0, water]]) - usual) / (pairs - usual)
    evidence = gather(ar, en)
    np.testing.assert_allclose(evidence.words[1, 1], expected, rtol=1e-5)
    np.testing.assert_allclose(feature(evidence, (1, 1), "words")[0, 0, 0], expected[0, 0], rtol=1e-5)
    unknown = gather(on_axes(0, 1, language="ar"), on_axes(0, 1, language="en"))
    assert unknown.words[1, 1].tolist() == [[0, 0], [0, 0]]
    only = gather(on_axes(0, language="ar", texts={0: "مدرسة"}), on_axes(0, language="en", texts={0: "A book"}))
    assert only.words[1, 1].tolist() == [[0]]
    only = gather(on_axes(0, language="ar", texts={0: "مدرسة"}), on_axes(0, language="en", texts={0: "School"}))
    assert only.words[1, 1].tolist() == [[1]]


def test_the_ratio_of_lengths_is_that_of_the_profile_once_it_is_known() -> None:
    ar, en = on_axes(0, language="ar"), on_axes(0, 0, language="en")
    assert gather(ar, en).ratio == pytest.approx(np.log(2))
    known = Profile(np.ones(PROFILE_FEATURES, dtype=np.float32), 0.25)
    assert gather(ar, en, profile=known).ratio == 0.25
    assert feature(gather(ar, en, profile=known), (1, 1), "lengths")[0, 0, 0] == pytest.approx(-0.25)


@pytest.mark.parametrize(("count", "ratio"), [(4, np.log(4 * 48 / (3 * 24 + 96))), (5, np.log(2))])
def test_the_ratio_is_the_usual_one_where_enough_pairs_tell_it(count: int, ratio: float) -> None:
    """All Arabic sentences but one are half as long as the English ones."""
    texts = dict.fromkeys(range(1, count), "x" * 22) | {0: "x" * 94}
    ar = on_axes(*range(count), language="ar", texts=texts)
    en = on_axes(*range(count), language="en", texts=dict.fromkeys(range(count), "x" * 46))
    assert gather(ar, en).ratio == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("seams", "size", "expected"),
    [
        ([], 2, [1, 1, 1, 1, 1]),
        ([3], 1, [1, 1, 1, 1, 1, 1]),
        ([3], 2, [1, 1, 0, 1, 1]),
        ([3], 3, [1, 0, 0, 1]),
        ([1, 5], 2, [0, 1, 1, 1, 0]),
        ([1, 5], 5, [0, 0]),
        ([0], 5, [1, 1]),  # nothing lies before the first sentence
    ],
)
def test_no_link_reaches_over_a_seam(seams: list[int], size: int, expected: list[int]) -> None:
    ar, en = on_axes(0, language="ar"), on_axes(*range(6), language="en")
    evidence = gather(ar, en, seams=np.array(seams, dtype=np.intp))
    assert evidence.allowed((1, size)).astype(int).tolist() == expected


def test_the_features_of_gaps_are_what_they_are_said_to_be() -> None:
    ar, en = noise(5, "ar", 3), noise(7, "en", 4)
    evidence, slow = gather(ar, en), Slow(ar, en)
    table = np.array([[slow.similar(1, 1, i, j) for j in range(7)] for i in range(5)], dtype=np.float64)
    shares = np.array([[slow.word(1, 1, i, j) for j in range(7)] for i in range(5)], dtype=np.float64)
    whole = [(slow.background + slow.contrast) * 2, slow.spread * 5]
    for side, own, rows, words in (("ar", ar, table, shares), ("en", en, table.T, shares.T)):
        expected = [
            [max(row), np.mean(sorted(row)[-4:]), max(found), np.log(length) / 5, *whole]
            for row, found, length in zip(rows, words, own.lengths, strict=True)
        ]
        assert evidence.gaps(side).shape == (len(own), GAP_FEATURES)
        np.testing.assert_allclose(evidence.gaps(side), expected, atol=2e-5)
