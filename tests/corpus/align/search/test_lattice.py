"""The lattice against all alignments of small documents, written out one by one."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from corpus.align.search.arrays import Doubles
from corpus.align.search.beads import CROSSINGS, SHAPE_INDEX, SHAPES
from corpus.align.search.lattice import Place, best_links, posterior
from corpus.align.search.network import IMPOSSIBLE, Potentials

LINK, AR_GAP, EN_GAP = range(3)
GRIDS = [
    (1, 1),
    (1, 2),
    (2, 1),
    (1, 4),
    (4, 1),
    (1, 5),
    (5, 1),
    (2, 2),
    (2, 3),
    (3, 2),
    (3, 3),
    (2, 4),
    (4, 3),
    (4, 4),
    (5, 6),
]
each_grid = pytest.mark.parametrize(("n", "m"), GRIDS)


def alignments(n: int, m: int) -> Iterator[list[tuple[str, tuple[int, ...]]]]:
    """Every alignment, as the potentials that it adds up: ("links", place), ("ar", (i,)), ("steps", (kind,))…"""

    def onward(i: int, j: int, state: int) -> Iterator[list[tuple[str, tuple[int, ...]]]]:
        if (i, j) == (n, m):
            yield []
        moves: list[tuple[list[tuple[str, tuple[int, ...]]], int, int, int]] = []
        for shape, (a, b) in enumerate(SHAPES):
            moves.append(([("links", (shape, i, j))], i + a, j + b, LINK))
        for one, two in CROSSINGS:
            (a1, b1), (a2, b2) = SHAPES[one], SHAPES[two]
            crossed = [("links", (one, i, j + b2)), ("links", (two, i + a1, j)), ("steps", (5,))]
            moves.append((crossed, i + a1 + a2, j + b1 + b2, LINK))
        if state != EN_GAP:
            moves.append(([("ar", (i,)), ("steps", (0 if state == LINK else 1,))], i + 1, j, AR_GAP))
        moves.append(([("en", (j,)), ("steps", (2 + state,))], i, j + 1, EN_GAP))
        for used, i_next, j_next, state_next in moves:
            if i_next <= n and j_next <= m:
                yield from (used + rest for rest in onward(i_next, j_next, state_next))

    return onward(0, 0, LINK)


@cache
def usage(n: int, m: int) -> Doubles:
    """(alignments, potentials): how often each uses each potential, these in one row as `flat` puts them."""
    shape = len(SHAPES)
    starts = {"links": 0, "ar": shape * n * m, "en": shape * n * m + n, "steps": shape * n * m + n + m}
    found = [
        [starts[kind] + ((at[0] * n + at[1]) * m + at[2] if kind == "links" else at[0]) for kind, at in used]
        for used in alignments(n, m)
    ]
    table = np.zeros((len(found), starts["steps"] + 6))
    for row, used in enumerate(found):
        np.add.at(table[row], used, 1)
    return table


def flat(potentials: Potentials) -> Doubles:
    return np.concatenate([potentials.links.ravel(), potentials.ar, potentials.en, potentials.steps])


def without_those_over_the_edge(links: Doubles) -> Doubles:
    """No potential for a link that would end behind the last sentence."""
    _, n, m = links.shape
    for shape, (a, b) in enumerate(SHAPES):
        links[shape, max(0, n - a + 1) :] = IMPOSSIBLE
        links[shape, :, max(0, m - b + 1) :] = IMPOSSIBLE
    return links


def chosen(n: int, m: int, seed: int, *, impossible: float = 0.0, scale: float = 2.0) -> Potentials:
    """Random potentials; a share of the links is impossible."""
    rng = np.random.default_rng(seed)
    links = rng.normal(size=(len(SHAPES), n, m)) * scale
    links[rng.random(links.shape) < impossible] = IMPOSSIBLE
    return Potentials(
        without_those_over_the_edge(links),
        rng.normal(size=n) * scale,
        rng.normal(size=m) * scale,
        rng.normal(size=6) * scale,
    )


def links_used(found: list[Place], n: int, m: int) -> Doubles:
    table = np.zeros((len(SHAPES), n, m))
    for place in found:
        table[place] += 1
    return table.ravel()


@each_grid
@pytest.mark.parametrize("impossible", [0.0, 0.6, 1.0])
def test_the_best_links_are_the_best_of_all(n: int, m: int, impossible: float) -> None:
    for seed in range(20):
        potentials = chosen(n, m, seed, impossible=impossible)
        best = usage(n, m)[np.argmax(usage(n, m) @ flat(potentials))]
        found = best_links(potentials)
        assert (links_used(found, n, m) == best[: potentials.links.size]).all()
        assert found == sorted(found, key=lambda place: place[1])


@each_grid
def test_where_many_are_equally_good_one_of_them_is_found(n: int, m: int) -> None:
    rng = np.random.default_rng(n * 10 + m)
    for _ in range(20):
        links, ar, en, steps = (rng.integers(-1, 2, size).astype(float) for size in ((len(SHAPES), n, m), n, m, 6))
        potentials = Potentials(without_those_over_the_edge(links), ar, en, steps)
        scores = usage(n, m) @ flat(potentials)
        same = (usage(n, m)[:, : links.size] == links_used(best_links(potentials), n, m)).all(1)
        assert same.sum() == 1  # every alignment is one path
        assert scores[same] == scores.max()


@each_grid
@pytest.mark.parametrize("impossible", [0.0, 0.6, 1.0])
def test_probabilities_are_those_of_the_sum_over_all(n: int, m: int, impossible: float) -> None:
    for seed in range(20):
        potentials = chosen(n, m, seed, impossible=impossible)
        scores = usage(n, m) @ flat(potentials)
        weights = np.exp(scores - scores.max())
        total = scores.max() + np.log(weights.sum())
        marginals = weights @ usage(n, m) / weights.sum()
        found = posterior(potentials)
        assert found.log_total == pytest.approx(total, abs=1e-6)
        cells = potentials.links.size
        parts = np.split(marginals, [cells, cells + n, cells + n + m])
        given = found.links.ravel(), found.ar, found.en, found.steps
        for expected, got in zip(parts, given, strict=True):
            np.testing.assert_allclose(got, expected, atol=1e-6)


@pytest.mark.parametrize(("n", "m", "count"), [(1, 1, 2), (2, 1, 4), (1, 2, 4), (2, 2, 12)])
def test_every_alignment_counts_once(n: int, m: int, count: int) -> None:
    """Of 2 and 2 sentences: no link; four times one 1:1; two, straight or crossed; two 2:1; two 1:2; one 2:2."""
    links = without_those_over_the_edge(np.zeros((len(SHAPES), n, m)))
    found = posterior(Potentials(links, np.zeros(n), np.zeros(m), np.zeros(6)))
    assert np.exp(found.log_total) == pytest.approx(count)


@pytest.mark.parametrize(("n", "m"), [(2, 3), (3, 2), (1, 5)])
def test_probabilities_are_the_gradient_of_the_log_sum(n: int, m: int) -> None:
    potentials = chosen(n, m, 3)
    found = posterior(potentials)
    gradient = np.concatenate([found.links.ravel(), found.ar, found.en, found.steps])
    values, step = flat(potentials), 1e-4

    def log_total(values: Doubles) -> float:
        cells = potentials.links.size
        links, ar, en, steps = np.split(values, [cells, cells + n, cells + n + m])
        return posterior(Potentials(links.reshape(potentials.links.shape), ar, en, steps)).log_total

    for k in np.flatnonzero(values > IMPOSSIBLE / 2):
        change = np.zeros(len(values))
        change[k] = step
        slope = (log_total(values + change) - log_total(values - change)) / (2 * step)
        assert gradient[k] == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize(("n", "m"), [(40, 50), (1, 60), (60, 1), (30, 3)])
@pytest.mark.parametrize("scale", [1.0, 40.0])
def test_the_chances_of_a_sentence_add_up_to_one(n: int, m: int, scale: float) -> None:
    found = posterior(chosen(n, m, 5, impossible=0.3, scale=scale))
    ar, en = found.ar.copy(), found.en.copy()
    for shape, (a, b) in enumerate(SHAPES):
        for i, j in np.argwhere(found.links[shape] > 0):
            ar[i : i + a] += found.links[shape, i, j]
            en[j : j + b] += found.links[shape, i, j]
    np.testing.assert_allclose(ar, 1, atol=1e-6)
    np.testing.assert_allclose(en, 1, atol=1e-6)
    assert found.steps[:2].sum() == pytest.approx(found.ar.sum(), abs=1e-6)
    assert found.steps[2:5].sum() == pytest.approx(found.en.sum(), abs=1e-6)


# Shape, first Arabic, first English sentence: a 1:1, a 2:3, a 1:1 and a 2:1 crossed, a 1:5, a 5:1.
PLANTED = [((1, 1), 0, 0), ((2, 3), 1, 1), ((1, 1), 3, 6), ((2, 1), 4, 5), ((1, 5), 9, 7), ((5, 1), 10, 13)]


@pytest.mark.parametrize("certainty", [20.0, 2000.0])
def test_links_beyond_doubt_are_found_and_have_all_the_probability(certainty: float) -> None:
    planted = [(SHAPE_INDEX[shape], i, j) for shape, i, j in PLANTED]
    links = without_those_over_the_edge(np.full((len(SHAPES), 15, 14), -certainty))
    for place in planted:
        links[place] = certainty
    potentials = Potentials(links, np.full(15, -1.0), np.full(14, -1.0), np.zeros(6))
    assert best_links(potentials) == planted
    found = posterior(potentials)
    assert [round(found.links[place], 6) for place in planted] == [1.0] * 6
    assert np.flatnonzero(found.ar > 0.999).tolist() == [6, 7, 8]
    assert np.flatnonzero(found.en > 0.999).tolist() == [4, 12]
    np.testing.assert_allclose(found.steps, [1, 2, 2, 0, 0, 1], atol=1e-6)


def test_nothing_is_linked_where_no_link_is_possible() -> None:
    links = np.full((len(SHAPES), 3, 2), IMPOSSIBLE)
    impossible = Potentials(links, np.full(3, 0.5), np.full(2, 0.25), np.arange(1.0, 7.0))
    assert best_links(impossible) == []
    found = posterior(impossible)
    assert found.log_total == pytest.approx(3 * 0.5 + 2 * 0.25 + 1 + 2 + 2 + 4 + 5)
    assert (found.links.sum(), found.ar.tolist(), found.en.tolist()) == (0, [1, 1, 1], [1, 1])
    assert found.steps.tolist() == [1, 2, 0, 1, 1, 0]
