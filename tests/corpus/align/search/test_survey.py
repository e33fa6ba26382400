"""What a first pass tells of a document, counted by hand."""

import numpy as np
import pytest

from corpus.align.search.beads import SHAPE_INDEX, SHAPES
from corpus.align.search.evidence import Evidence, gather
from corpus.align.search.lattice import Posterior
from corpus.align.search.profile import PROFILE_FEATURES, UNKNOWN
from corpus.align.search.survey import survey
from tests.corpus.align.gold import noise

Chances = dict[tuple[tuple[int, int], int, int], float]


def documents() -> Evidence:
    return gather(noise(5, "ar", 2), noise(6, "en", 3))


def chances_of(links: Chances, ar: list[float], en: list[float], crossed: float = 0.0) -> Posterior:
    table = np.zeros((len(SHAPES), len(ar), len(en)))
    for (shape, i, j), chance in links.items():
        table[SHAPE_INDEX[shape], i, j] = chance
    return Posterior(table, np.array(ar), np.array(en), np.array([0, 0, 0, 0, 0, crossed]), 0.0)


def test_nothing_is_known_before_the_first_pass() -> None:
    assert (UNKNOWN.features.tolist(), UNKNOWN.ratio) == ([0.0] * PROFILE_FEATURES, None)


def test_the_shares_of_links_and_gaps() -> None:
    """Of five Arabic sentences half a one is left over, of six English ones one and a half; four links."""
    links: Chances = {
        ((1, 1), 0, 0): 1.0,
        ((1, 2), 1, 1): 1.0,
        ((2, 1), 2, 4): 1.0,
        ((1, 1), 4, 5): 0.5,
        ((1, 3), 4, 3): 0.5,
    }
    found = survey(documents(), chances_of(links, [0, 0, 0, 0, 0.5], [0, 0, 0, 1, 0, 0.5], crossed=0.8)).features
    assert found[[0, 1]].tolist() == pytest.approx([3 * 0.5 / 5, 3 * 1.5 / 6])
    assert found[[4, 5]].tolist() == pytest.approx([1.5 / 4, 1.5 / 4], rel=1e-5)
    assert found[[10, 11]].tolist() == pytest.approx([10 * 0.8 / 4, 1.0], rel=1e-5)
    many = chances_of(links, [0] * 5, [0] * 6, crossed=2.0)
    assert survey(documents(), many).features[10] == 3  # and no more


def test_lengths_and_similarities_are_weighted_by_the_chances_of_the_links() -> None:
    evidence = documents()
    links: Chances = {((1, 1), 0, 0): 0.9, ((2, 2), 1, 1): 0.6, ((1, 3), 3, 3): 0.8, ((1, 1), 4, 5): 0.02}
    found = survey(evidence, chances_of(links, [0] * 5, [0] * 6))
    ar, en = evidence.ar.lengths, evidence.en.lengths
    # What is less likely than one in twenty does not count.
    rows = [
        (0.9, ar[0], en[0], evidence.similarity[1, 1][0, 0]),
        (0.6, ar[1] + ar[2], en[1] + en[2], evidence.similarity[2, 2][1, 1]),
        (0.8, ar[3], en[3] + en[4] + en[5], evidence.similarity[1, 3][3, 3]),
    ]
    ratio = np.log(sum(p * e for p, _, e, _ in rows) / sum(p * a for p, a, _, _ in rows))
    assert found.ratio == pytest.approx(ratio, rel=1e-5)
    spread = sum(p * min((np.log(e / a) - ratio) ** 2, 1) for p, a, e, _ in rows) / 2.3
    similarity = sum(p * z for p, _, _, z in rows) / 2.3
    whole = np.log(en.sum() / ar.sum()) - ratio
    expected = [similarity, 2 * np.sqrt(spread), 2 * (evidence.background + evidence.contrast), 5 * evidence.spread]
    assert found.features[[2, 3, 6, 7]].tolist() == pytest.approx(expected, rel=1e-4)
    assert found.features[[8, 9]].tolist() == pytest.approx([whole, ratio], rel=1e-4)


@pytest.mark.parametrize("links", [{}, {((1, 1), 0, 0): 1.0, ((1, 2), 1, 1): 0.9}])
def test_too_few_links_make_no_ratio_of_their_own(links: Chances) -> None:
    evidence = documents()
    found = survey(evidence, chances_of(links, [0.5] * 5, [0.5] * 6))
    assert found.ratio == evidence.ratio
    assert np.isfinite(found.features).all()
    assert found.features[11] == 1
