"""The shares of words found on the other side, by hand."""

import numpy as np
import pytest

from corpus.align.search.arrays import Floats
from corpus.align.search.coverage import coverage, known_share, sliding_sum
from corpus.align.search.embedded import Embedded, measure
from corpus.align.search.tables import SIZES
from tests.corpus.align.gold import SMALL, Language, noise


def side(language: Language, *texts: str) -> Embedded:
    nothing = np.zeros((len(texts), 2), dtype=np.float32)
    return measure(texts, nothing, nothing[0], SMALL, language=language)


def test_a_word_counts_by_how_rare_it_is_and_how_surely_it_is_translated() -> None:
    shares = coverage(side("ar", "مدرسة المدينة", "ماء"), side("en", "School!", "A city without water"), SIZES)
    school = (4 * 0.9 / 4.5 + 0.9) / 2  # of 4 and 0.5 the first is found, of 5 all
    city = (0.5 * 0.5 / 4.5 + 0.25 * 0.5 / 1.25) / 2
    water = (0.8 + 1 * 0.8 / 1.25) / 2
    np.testing.assert_allclose(shares[1, 1], [[school, city], [0, water]], rtol=1e-5)
    both = ((4 * 0.9 + 0.5 * 0.5) / 4.5 + (5 * 0.9 + 0.25 * 0.5) / 6.25) / 2
    np.testing.assert_allclose(shares[1, 2], [[both], [(0.8 + 1 * 0.8 / 6.25) / 2]], rtol=1e-5)
    whole = ((4 * 0.9 + 0.5 * 0.5 + 2 * 0.8) / 6.5 + (5 * 0.9 + 0.25 * 0.5 + 1 * 0.8) / 6.25) / 2
    np.testing.assert_allclose(shares[2, 2], [[whole]], rtol=1e-5)
    assert shares[3, 1].shape == (0, 2)


def test_the_strongest_counterpart_counts() -> None:
    """كتاب is a book by 0.7 and a library by 0.3."""
    shares = coverage(side("ar", "كتاب"), side("en", "library", "A book", "a book in the library"), SIZES)
    found = [(0.3 + 0.3) / 2, (0.7 + 0.7) / 2, (0.7 + (3 * 0.7 + 2.5 * 0.3) / 5.5) / 2]
    np.testing.assert_allclose(shares[1, 1], [found], rtol=1e-5)


def test_where_no_word_is_known_none_is_found() -> None:
    for ar, en in (("قلم", "pencil"), ("", ""), ("مدرسة", "pencil"), ("", "school")):
        assert coverage(side("ar", ar), side("en", en), SIZES)[1, 1].tolist() == [[0]]


def test_shares_are_shares() -> None:
    shares = coverage(noise(9, "ar", 1), noise(8, "en", 2), SIZES)
    assert shares.keys() == set(SIZES)
    for (a, b), table in shares.items():
        assert table.shape == (max(0, 9 - a + 1), max(0, 8 - b + 1))
        assert ((table >= 0) & (table <= 1 + 1e-6)).all()


def test_what_the_words_of_a_sentence_tell_a_letter() -> None:
    """A text without its blanks has one word where there were two."""
    found = known_share(side("ar", "مدرسة", "مدرسة المدينة", "مدرسةالمدينة"), "ar")
    np.testing.assert_allclose(found, [4 / 7, 4.5 / 15, 4 / 14], rtol=1e-5)


@pytest.mark.parametrize(
    ("rows", "size", "expected"),
    [([1, 2, 4, 8], 1, [1, 2, 4, 8]), ([1, 2, 4, 8], 2, [3, 6, 12]), ([1, 2, 4, 8], 4, [15]), ([1, 2], 3, [])],
)
def test_sums_of_rows_that_follow_each_other(rows: list[float], size: int, expected: list[float]) -> None:
    values: Floats = np.array(rows, dtype=np.float32)
    assert sliding_sum(values, size).tolist() == expected
    assert sliding_sum(np.stack([values, 2 * values], axis=1), size)[:, 1].tolist() == [2 * x for x in expected]
