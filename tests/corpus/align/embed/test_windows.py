"""Windows and batches: nothing lost, nothing twice, nothing that depends on the company."""

import random
import time

import numpy as np
import pytest

from corpus.align.embed.windows import Floats, Ids, Window, batches, cut, distinct, embed_windows, means, padded


def test_windows_join_to_the_texts() -> None:
    texts = [list(range(length)) for length in (0, 1, 9, 10, 11, 95)]
    windows = cut(texts, 10)
    for number, text in enumerate(texts):
        parts = [list(window.ids) for window in windows if window.text == number]
        assert [token for part in parts for token in part] == text
        assert all(len(part) == 10 for part in parts[:-1])
    assert [sum(window.text == number for window in windows) for number in range(6)] == [1, 1, 1, 1, 2, 10]


def test_batches_hold_every_window_once_and_one_length_each() -> None:
    draw = random.Random(0)
    lengths = [draw.randint(2, 600) for _ in range(500)] + [7] * 500
    found = list(batches(lengths))
    assert sorted(number for batch in found for number in batch) == list(range(1000))
    widths = [{padded(lengths[number]) for number in batch} for batch in found]
    assert all(len(width) == 1 for width in widths)
    assert [max(width) for width in widths] == sorted((max(width) for width in widths), reverse=True)
    assert all(len(batch) == 1 or len(batch) * max(width) <= 512 for batch, width in zip(found, widths, strict=True))
    short = sum(length <= 8 for length in lengths)
    assert sum(width == {8} for width in widths) == -(-short // 64)  # 64 of 8 tokens each


def test_a_texts_vector_is_its_windows_weighted_by_tokens() -> None:
    windows = [Window(1, [1, 2, 3]), Window(0, []), Window(1, [4])]
    vectors = np.array([[1, 0], [5, 7], [0, 4]], dtype=np.float32)
    assert means(windows, vectors, 2).tolist() == [[5, 7], [0.75, 1]]


def test_every_windows_vector_is_at_its_place() -> None:
    windows = cut([[number] * (number % 23 + 1) for number in range(300)], 50)

    def compute(batch: list[Ids]) -> Floats:
        return np.array([[ids[0], len(ids)] for ids in batch], dtype=np.float32)

    vectors = embed_windows(windows, compute, width=2, extra=2, workers=3)
    np.testing.assert_array_equal(vectors, [[number, number % 23 + 1] for number in range(300)])


def test_an_error_ends_the_work() -> None:
    windows = cut([[1] * 500] * 200, 500)
    calls = []

    def compute(batch: list[Ids]) -> Floats:
        calls.append(batch)
        time.sleep(0.005)
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        embed_windows(windows, compute, width=2, extra=2, workers=1)
    assert len(calls) < 100


def test_texts_are_kept_once_without_outer_white_space() -> None:
    once, places = distinct(["نعم", "لا\n", " نعم", "", "  ", "لا"])
    assert once == ["نعم", "لا", ""]
    assert places.tolist() == [0, 1, 0, 2, 2, 1]
    assert distinct([])[1].tolist() == []
