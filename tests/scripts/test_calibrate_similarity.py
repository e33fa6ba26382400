"""The regression and the measure of calibrate_similarity.py, against what is known by hand."""

import numpy as np
import pytest
from calibrate_similarity import _area, _even, _fit
from similarity.examples import Example


def test_the_regression_finds_the_weights_that_made_the_data() -> None:
    rng = np.random.default_rng(3)
    columns = rng.normal(size=(40_000, 2)) * [1.0, 5.0] + [0.0, 2.0]
    chance = 1 / (1 + np.exp(-(0.5 + 2.0 * columns[:, 0] - 0.3 * columns[:, 1])))
    found = _fit(columns, (rng.random(len(chance)) < chance).astype(np.float64))
    assert found == pytest.approx([0.5, 2.0, -0.3], abs=0.1)


@pytest.mark.parametrize(
    ("scores", "right", "area"),
    [([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 1.0), ([0.9, 0.1], [0, 1], 0.0), ([0.1, 0.2, 0.3, 0.4], [0, 1, 0, 1], 0.75)],
)
def test_the_area_under_the_curve(scores: list[float], right: list[float], area: float) -> None:
    assert _area(np.array(scores), np.array(right, dtype=np.float64)) == area


def test_lengths_say_nothing_of_what_is_right() -> None:
    examples = [Example(0, "pair" if n % 3 else "random", "نص" * (n + 1), "text" * (n + 1)) for n in range(240)]
    kept = _even(examples, 1)
    assert sum(one.right for one in kept) * 2 == len(kept) > 100
    long = [one for one in kept if len(one.ar) > 240]
    assert abs(sum(one.right for one in long) * 2 - len(long)) <= 2
