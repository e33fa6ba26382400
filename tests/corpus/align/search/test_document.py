"""The search as a whole, on sentences that mean nothing: whatever comes in, every sentence is accounted for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.align.search.arrays import Floats
from corpus.align.search.beads import SHAPES
from corpus.align.search.document import Search, search, search_in_order
from corpus.align.search.embedded import Embedded, measure
from corpus.align.search.evidence import gather
from corpus.align.search.lattice import best_links, posterior
from corpus.align.search.network import load_network
from corpus.align.search.profile import UNKNOWN
from corpus.align.search.survey import survey
from tests.corpus.align.gold import GOLD, SMALL, Language, measured, noise

NETWORK = load_network()


def unbroken(side: Embedded) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.zeros(len(side), dtype=bool)


def check(found: Search, n: int, m: int) -> None:
    """The order is one, no sentence is used twice, and every probability is one."""
    assert sorted(found.order.tolist()) == list(range(m))
    ar, en = np.zeros(n, dtype=int), np.zeros(m, dtype=int)
    for shape, i, j in found.best:
        ar[i : i + SHAPES[shape][0]] += 1
        en[j : j + SHAPES[shape][1]] += 1
        assert i + SHAPES[shape][0] <= n
        assert j + SHAPES[shape][1] <= m
    assert max(ar.max(), en.max()) <= 1
    for chances in (found.chances.links, found.chances.ar, found.chances.en):
        assert np.isfinite(chances).all()
        assert chances.min() >= 0
        assert chances.max() <= 1 + 1e-6


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["", " ", "؟", "١٩٩٩", "12 March 1999?", "x", "x" * 5000, "المدرسة", "a school, water"]),
        st.text(max_size=20),
    ),
    min_size=1,
    max_size=12,
)


def side_of(texts: list[str], language: Language, data: st.DataObject, *, width: int = 4) -> Embedded:
    """The texts with vectors out of a few, so that many are alike, and some are zero."""
    values = st.sampled_from([0.0, 0.0, 1.0, -1.0, 0.5])
    rows = data.draw(
        st.lists(st.lists(values, min_size=width, max_size=width), min_size=len(texts), max_size=len(texts))
    )
    mean = data.draw(st.sampled_from([[0.0] * width, [0.5] * width, [1.0] + [0.0] * (width - 1)]))
    vectors: Floats = np.array(rows, dtype=np.float32)
    return measure(texts, vectors, np.array(mean, dtype=np.float32), SMALL, language=language)


@settings(max_examples=120)
@given(data=st.data(), ar=TEXTS, en=TEXTS)
def test_any_two_documents_are_aligned(data: st.DataObject, ar: list[str], en: list[str]) -> None:
    ar_side, en_side = side_of(ar, "ar", data), side_of(en, "en", data)
    breaks = np.array(data.draw(st.lists(st.booleans(), min_size=len(en), max_size=len(en))))
    found = search(ar_side, en_side, breaks, NETWORK)
    check(found, len(ar), len(en))
    broken = set(np.flatnonzero(breaks[found.order]).tolist())
    for shape, _, j in found.best:
        assert not broken & set(range(j + 1, j + SHAPES[shape][1]))


@settings(max_examples=40)
@given(n=st.integers(1, 12), m=st.integers(1, 12), seed=st.integers(0, 10_000))
def test_any_vectors_are_aligned(n: int, m: int, seed: int) -> None:
    ar, en = noise(n, "ar", seed), noise(m, "en", seed + 1)
    check(search(ar, en, unbroken(en), NETWORK), n, m)


@pytest.mark.parametrize("name", ["bridge", "turtles"])
def test_the_second_pass_knows_the_profile_that_the_first_has_found(name: str) -> None:
    ar, en = measured(GOLD[name].ar, "ar"), measured(GOLD[name].en, "en")
    found = search(ar, en, unbroken(en), NETWORK)
    first = search_in_order(ar, en, unbroken(en), found.order, UNKNOWN, NETWORK)
    profile = survey(first.evidence, first.chances)
    assert found.evidence.profile.ratio == pytest.approx(profile.ratio)
    np.testing.assert_allclose(found.evidence.profile.features, profile.features, rtol=1e-5)


def test_a_search_is_the_lattice_over_the_networks_potentials() -> None:
    ar, en = measured(GOLD["bridge"].ar, "ar"), measured(GOLD["bridge"].en, "en")
    order = np.array([*range(5, len(en)), *range(5)])
    breaks = unbroken(en)
    breaks[8] = True
    found = search_in_order(ar, en, breaks, order, UNKNOWN, NETWORK)
    place = order.tolist().index(8)
    potentials = NETWORK.score(gather(ar, en.take(order), seams=np.array([place, len(en) - 5])))
    assert found.evidence.seams.tolist() == [place, len(en) - 5]
    assert found.best == best_links(potentials)
    np.testing.assert_array_equal(found.chances.links, posterior(potentials).links)


def test_what_comes_in_is_left_as_it_is() -> None:
    ar, en = noise(9, "ar", 1), noise(8, "en", 2)
    before = [side.vectors.copy() for side in (ar, en)]
    first = search(ar, en, unbroken(en), NETWORK)
    second = search(ar, en, unbroken(en), NETWORK)
    assert first.best == second.best
    for side, vectors in zip((ar, en), before, strict=True):
        np.testing.assert_array_equal(side.vectors, vectors)
