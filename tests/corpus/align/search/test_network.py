"""The shipped network: where links are possible, what a profile adds, its calibration."""

import numpy as np
import pytest

from corpus.align.search.beads import SHAPE_INDEX, SHAPES
from corpus.align.search.evidence import gather
from corpus.align.search.network import IMPOSSIBLE, Network, load_network
from corpus.align.search.profile import PROFILE_FEATURES, Profile
from tests.corpus.align.gold import GOLD, measured

CLINIC = GOLD["clinic"]


def test_links_are_possible_inside_the_documents_and_between_seams() -> None:
    n, m, seams = len(CLINIC.ar), len(CLINIC.en), {3, 7, 8}
    evidence = gather(measured(CLINIC.ar, "ar"), measured(CLINIC.en, "en"), seams=np.array(sorted(seams)))
    links = load_network().score(evidence).links
    for shape, (a, b) in enumerate(SHAPES):
        for i, j in np.ndindex(n, m):
            reaches_over = any(k in seams for k in range(j + 1, j + b))
            assert (links[shape, i, j] > IMPOSSIBLE / 2) == (i + a <= n and j + b <= m and not reaches_over)


@pytest.mark.parametrize("name", ["strike", "library", "swimmer"])
def test_right_links_are_better_than_their_sentences_alone_and_than_other_links(name: str) -> None:
    gold = GOLD[name]
    scored = load_network().score(gather(measured(gold.ar, "ar"), measured(gold.en, "en")))
    single = scored.links[SHAPE_INDEX[1, 1]]
    right = [(ar[0], en[0]) for ar, en in gold.links if (len(ar), len(en)) == (1, 1)]
    alone = np.mean([single[i, j] > scored.ar[i] + scored.en[j] for i, j in right])
    others = np.mean([single[i].argmax() == j for i, j in right])
    assert alone > 0.9
    assert others > 0.7


def test_what_the_profile_adds_to_crossings() -> None:
    ar, en, network = measured(CLINIC.ar, "ar"), measured(CLINIC.en, "en"), load_network()
    steps, crossing = network.weights["steps"], network.weights["crossing"]
    assert network.score(gather(ar, en)).steps.tolist() == steps.tolist()
    known = Profile(np.eye(PROFILE_FEATURES, dtype=np.float32)[3], None)
    expected = [*steps[:5], steps[5] + crossing[3]]
    assert network.score(gather(ar, en, profile=known)).steps.tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("row", "filled", "chance", "expected"),
    [
        ([1.0, 0.0], True, 0.8, 0.8),
        ([0.5, 0.0], True, 0.8, 2 / 3),  # the odds of 4 : 1 become 2 : 1
        ([2.0, 0.0], False, 0.25, 0.1),  # 1 : 3 become 1 : 9
        ([1.0, float(np.log(2))], False, 0.5, 2 / 3),
        ([1.0, 0.0], True, 0.0, 0.0),
        ([1.0, 0.0], True, 1.0, 1.0),
    ],
)
def test_chances_are_calibrated_by_their_log_odds(
    row: list[float], filled: bool, chance: float, expected: float
) -> None:
    other = [7.0, 7.0]
    rows = [row, other] if filled else [other, row]
    network = Network({"calibration": np.array(rows, dtype=np.float32)})
    assert network.calibrated(np.array([chance]), filled=filled)[0] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("filled", [True, False])
def test_the_shipped_calibration_keeps_chances_chances_and_in_their_order(filled: bool) -> None:
    chances = np.linspace(0, 1, 101)
    found = load_network().calibrated(chances, filled=filled)
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found) > 0).all()
