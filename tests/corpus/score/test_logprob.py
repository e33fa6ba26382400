"""The forced log-probability by the bundled model."""

import numpy as np
from numpy.typing import NDArray

from corpus.score.logprob import ModelLogprob
from tests.conftest import ROOT

PAIRS = [
    tuple(line.split("\t")[:2])
    for line in (ROOT / "experiments" / "data" / "general.tsv").read_text(encoding="utf-8").splitlines()
]
AR, EN = [ar for ar, _ in PAIRS], [en for _, en in PAIRS]


def logprob(ar: list[str], en: list[str]) -> NDArray[np.float64]:
    return np.array(ModelLogprob("bundled").score(ar, en)["model_logprob"], dtype=float)


def test_translations_are_likelier_than_what_stands_beside_them() -> None:
    right, wrong = logprob(AR, EN), logprob(AR, EN[1:] + EN[:1])
    assert (right > wrong).mean() > 0.9
    assert right.mean() - wrong.mean() > 1


def test_a_score_is_the_same_in_any_company() -> None:
    together = logprob(AR, EN)
    alone = [logprob([ar], [en])[0] for ar, en in PAIRS]
    assert np.allclose(alone, together, rtol=0, atol=5e-2)  # see Engine.score
    assert np.median(np.abs(np.subtract(alone, together))) < 1e-2


def test_the_signature_pins_the_weights() -> None:
    name, _, revision = ModelLogprob("bundled").signature.partition("@")
    assert (name, len(revision)) == ("bundled", 12)
