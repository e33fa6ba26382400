"""Sentences as the search sees them, against the definitions."""

from decimal import Decimal

import numpy as np
import pytest

from corpus.align.search.arrays import Floats
from corpus.align.search.embedded import Embedded, measure, unit
from tests.corpus.align.gold import SMALL, noise


def window(side: Embedded, start: int, size: int) -> Floats:
    """The vector of `size` sentences from `start` on, worked out by itself."""
    pooled = np.zeros(side.vectors.shape[1])
    for k in range(start, start + size):
        pooled += side.lengths[k] * side.vectors[k]
    centred = pooled / np.linalg.norm(pooled) - side.mean
    return np.asarray(centred / np.linalg.norm(centred), dtype=np.float32)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_a_window_is_the_mean_by_length_centred_and_of_length_one(size: int) -> None:
    side = noise(5, "ar", 1)
    expected = [window(side, start, size) for start in range(5 - size + 1)]
    np.testing.assert_allclose(side.windows(size), np.array(expected), atol=1e-6)


def test_a_window_by_hand() -> None:
    """Lengths 30 and 40 on axes at right angles: (3, 4) / 5."""
    axes = np.eye(2, dtype=np.float32)
    side = measure(["x" * 28, "x" * 38], axes, np.zeros(2, dtype=np.float32), SMALL, language="en")
    np.testing.assert_allclose(side.windows(2), [[0.6, 0.8]], atol=1e-6)
    centred = measure(["x" * 28, "x" * 38], axes, np.array([0.6, 0], dtype=np.float32), SMALL, language="en")
    np.testing.assert_allclose(centred.windows(2), [[0, 1]], atol=1e-6)


def test_there_is_no_window_larger_than_the_document() -> None:
    assert noise(3, "en", 1).windows(4).shape == (0, 6)
    assert noise(3, "en", 1).windows(3).shape == (1, 6)


@pytest.mark.parametrize(
    ("language", "sentence", "numbers", "question"),
    [
        ("ar", "وقع ذلك سنة ٢٠٢٠ وعام 1999.", {"2020", "1999"}, 0.0),
        ("en", "That was in 2020, and in 1999.", {"2020", "1999"}, 0.0),
        ("ar", "دفعوا ١٬٥٠٠ دينار و٣٫٥ في المئة", {"1500", "3.5"}, 0.0),
        ("en", "They paid 1,500 dinars and 3.5 per cent", {"1500", "3.5"}, 0.0),
        ("ar", "لماذا؟", set(), 1.0),
        ("en", "Why did he ask 'Why?'?", set(), 1.0),
        ("ar", "", set(), 0.0),
    ],
)
def test_numbers_and_questions_are_the_same_in_both_languages(
    language: str, sentence: str, numbers: set[str], question: float
) -> None:
    vector = np.ones((1, 2), dtype=np.float32)
    side = measure([sentence], vector, np.zeros(2, dtype=np.float32), SMALL, language=language)
    assert set(side.numbers[0]) == {Decimal(number) for number in numbers}
    assert (side.questions.tolist(), side.lengths.tolist()) == ([question], [len(sentence) + 2.0])


def test_the_words_of_a_sentence_are_those_of_the_lexicon() -> None:
    """مدرسة, كتاب, ماء, مدينة are 0 to 3, each counted once."""
    vectors, mean = np.ones((3, 2), dtype=np.float32), np.zeros(2, dtype=np.float32)
    side = measure(["في المدينة مدرسة ومدرسة", "كَلِمات", "بالماء"], vectors, mean, SMALL, language="ar")
    assert [words.tolist() for words in side.words] == [[0, 3], [], [2]]


def test_sentences_are_taken_in_the_order_asked_for() -> None:
    side = noise(9, "ar", 4)
    order = [7, 0, 3]
    taken = side.take(order)
    assert len(taken) == 3
    np.testing.assert_array_equal(taken.vectors, side.vectors[order])
    np.testing.assert_array_equal(taken.lengths, side.lengths[order])
    np.testing.assert_array_equal(taken.questions, side.questions[order])
    assert taken.numbers == tuple(side.numbers[k] for k in order)
    assert [words.tolist() for words in taken.words] == [side.words[k].tolist() for k in order]
    np.testing.assert_allclose(taken.windows(2), np.array([window(taken, 0, 2), window(taken, 1, 2)]), atol=1e-6)


def test_unit_vectors() -> None:
    rows = np.array([[3, 4], [0, 0], [-2, 0]], dtype=np.float32)
    np.testing.assert_allclose(unit(rows), np.array([[0.6, 0.8], [0.0, 0.0], [-1.0, 0.0]]), rtol=1e-6)
    assert unit(rows).dtype == np.float32
