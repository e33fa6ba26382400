"""Rows with their scores, and which of several is the best."""

import math

import pytest

from corpus.pairs import Origin, Pair
from corpus.score import best_score, with_scores
from corpus.score.logprob import ModelLogprob

AR = "وصل القطار في الساعة العاشرة."


def pair(en: str, **scores: float) -> Pair:
    return Pair(AR, en, Origin("test", "1", 0), scores)


def test_rows_get_the_scores_that_they_lack() -> None:
    known, new = pair("The train arrived at ten.", model_logprob=-9), pair("The train arrived at ten.", alignment=0.9)
    assert with_scores([], ModelLogprob("bundled")) == []
    first, second = with_scores([known, new], ModelLogprob("bundled"))
    assert first is known
    assert (second.ar, second.en, second.scores["alignment"]) == (new.ar, new.en, 0.9)
    assert -9 < second.scores["model_logprob"] < 0
    assert new.scores == {"alignment": 0.9}


def test_what_has_no_score_is_left_without() -> None:
    (long,) = with_scores([pair("The train arrived at ten. " * 200)], ModelLogprob("bundled"))
    assert long.scores == {}


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        ({"alignment": 0.9, "similarity": 0.4, "margin": 1.3}, 0.4),
        ({"alignment": 0.9, "model_logprob": -1.5}, 0.9),
        ({"similarity": 0.9, "bicleaner": 0.2}, 0.2),
        ({"bicleaner": 0.2, "comet": 0.8}, 0.8),
        ({"model_logprob": -1.5, "length_ratio": 1.0}, -1.5),
    ],
)
def test_one_score_decides_which_row_is_best(scores: dict[str, float], best: float) -> None:
    assert best_score(scores) == best


def test_a_row_without_scores_is_worse_than_any() -> None:
    assert math.isnan(best_score({"margin": 1.2}))
