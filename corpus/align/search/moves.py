"""Passages that the translation has in another place: found among the sentences a first alignment left over."""

from collections.abc import Iterator

import numpy as np

from corpus.align.search.arrays import Doubles, Flags, Floats, Integers
from corpus.align.search.beads import SHAPES
from corpus.align.search.evidence import Evidence
from corpus.align.search.lattice import Place, Posterior
from corpus.align.search.network import IMPOSSIBLE, Potentials

_GAP = 0.5  # what a sentence skipped inside a moved passage costs
_LEAST = 0.5  # a chain must beat "no counterpart" by this much to be looked at
SURE = 0.5  # a link less likely than this is as good as left over
_MOST_CHAINS = 100
MOVE_FEATURES = 8


def moved_links(
    evidence: Evidence, potentials: Potentials, best: list[Place], chances: Posterior, weights: Floats
) -> tuple[list[Place], list[Place]]:
    """The links of `best` that stand, and further ones between sentences that are free, wherever these are.

    `weights` (MOVE_FEATURES,): of the logistic regression that tells passages really moved from chance.
    """
    kept = [place for place in best if chances.links[place] >= SURE]
    moved: list[Place] = []
    for chain, features in candidates(evidence, potentials, best, kept):
        if features @ weights > 0:
            moved += chain
    return kept, moved


def candidates(
    evidence: Evidence, potentials: Potentials, best: list[Place], kept: list[Place]
) -> Iterator[tuple[list[Place], Doubles]]:
    """Chains of links in order between sentences that no link in `kept` uses, the best first.

    Beside each (MOVE_FEATURES,) that tell whether it is one.
    """
    ar_free, en_free = np.ones(len(evidence.ar), dtype=bool), np.ones(len(evidence.en), dtype=bool)
    _use(kept, ar_free, en_free)
    gains = _gains(potentials)
    expected = _expected(best, len(evidence.ar))
    for _ in range(_MOST_CHAINS):
        if not ar_free.any() or not en_free.any():
            return
        gain, chain = _best_chain(gains, ar_free, en_free)
        if gain <= _LEAST:
            return
        yield chain, _features(evidence, gains, chain, gain, expected, ar_free.sum() * en_free.sum())
        _use(chain, ar_free, en_free)


def order_of_english(links: list[Place], count: int) -> Integers:
    """(count,) the English sentences in the order of the Arabic ones they are linked to.

    A sentence without link stays behind the one before it.
    """
    keys = np.full(count, -1)
    for shape, i, j in links:
        keys[j : j + SHAPES[shape][1]] = i
    places = np.maximum.accumulate(np.where(keys >= 0, np.arange(count), -1))
    return np.argsort(np.where(places >= 0, keys[places], -1), kind="stable")


def seams_of(order: Integers) -> Integers:
    """The places in `order` before which the sentence does not follow its predecessor in the document."""
    return np.flatnonzero(np.diff(order) != 1) + 1


def _use(links: list[Place], ar_free: Flags, en_free: Flags) -> None:
    for shape, i, j in links:
        a, b = SHAPES[shape]
        ar_free[i : i + a] = False
        en_free[j : j + b] = False


def _gains(potentials: Potentials) -> Doubles:
    """(shapes, n, m): how much better each link is than its sentences without counterpart."""
    gains = potentials.links.copy()
    ar, en = (np.concatenate([[0.0], np.cumsum(gap)]) for gap in (potentials.ar, potentials.en))
    for index, (a, b) in enumerate(SHAPES):
        i, j = max(0, len(ar) - a), max(0, len(en) - b)
        gains[index, :i, :j] -= (ar[a:] - ar[:i])[:, None] + (en[b:] - en[:j])[None]
    return gains


def _expected(best: list[Place], count: int) -> Integers:
    """(count,) where the English of each Arabic sentence begins, -1 for none."""
    places = np.full(count, -1)
    for shape, i, j in best:
        places[i : i + SHAPES[shape][0]] = j
    return places


def _features(
    evidence: Evidence, gains: Doubles, chain: list[Place], gain: float, expected: Integers, space: int
) -> Doubles:
    """Long, well-matched chains out of few possible ones, near their expected place, are likely right."""
    _, i, j = chain[0]
    similarity = [evidence.similarity[SHAPES[shape]][i, j] for shape, i, j in chain]
    return np.array(
        [
            1.0,
            np.log(len(chain)),
            gain / 10 / np.sqrt(len(chain)),
            min(gain, 60.0) / 20,
            np.log1p(abs(j - expected[i])) / 3,
            np.log1p(space) / 6,
            min(gains[place] for place in chain) / 5,
            np.mean(similarity),
        ]
    )


def _best_chain(gains: Doubles, ar_free: Flags, en_free: Flags) -> tuple[float, list[Place]]:
    """The chain with the highest gain: local alignment after Smith and Waterman (1981), over free sentences only."""
    masked = np.full_like(gains, IMPOSSIBLE)
    for index, (a, b) in enumerate(SHAPES):
        rows, columns = _all_free(ar_free, a), _all_free(en_free, b)
        masked[index][np.ix_(rows, columns)] = gains[index][np.ix_(rows, columns)]
    _, n, m = gains.shape
    chains = np.full((n + 1, m + 1), IMPOSSIBLE)
    slope = _GAP * np.arange(m + 1)
    for i in range(1, n + 1):
        row = chains[i - 1] - _GAP
        for index, (a, b) in enumerate(SHAPES):
            if a <= i and b <= m and ar_free[i - a : i].all():
                arrivals = np.maximum(chains[i - a, : m + 1 - b], 0) + masked[index, i - a, : m + 1 - b]
                np.maximum(row[b:], arrivals, out=row[b:])
        chains[i] = np.maximum.accumulate(row + slope) - slope
    end = np.unravel_index(int(chains.argmax()), chains.shape)
    return float(chains[end]), _trace(chains, masked, int(end[0]), int(end[1]))


def _trace(chains: Doubles, masked: Doubles, i: int, j: int) -> list[Place]:
    found: list[Place] = []
    while chains[i, j] > IMPOSSIBLE / 2:
        value = chains[i, j]
        for index, (a, b) in enumerate(SHAPES):
            if a <= i and b <= j:
                before = max(chains[i - a, j - b], 0.0)
                if np.isclose(before + masked[index, i - a, j - b], value, rtol=0, atol=1e-9):
                    i, j = i - a, j - b
                    found.append((index, i, j))
                    break
        else:
            if i and np.isclose(chains[i - 1, j] - _GAP, value, rtol=0, atol=1e-9):
                i -= 1
            else:
                j -= 1
            continue
        if chains[i, j] <= 0:
            break
    return found[::-1]


def _all_free(free: Flags, size: int) -> Integers:
    """Where `size` free sentences in a row begin."""
    taken = np.concatenate([[0], np.cumsum(~free)])
    return np.flatnonzero(taken[size:] == taken[:-size]) if len(free) >= size else np.zeros(0, dtype=np.intp)
