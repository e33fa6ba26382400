"""All alignments of two documents in their order: the best one, and how likely each link is.

A semi-Markov chain over the grid of sentence boundaries, with three states: after a link, in a gap of Arabic sentences,
in a gap of English ones (Arabic first, so that every alignment is one path). Time and memory O(n · m · shapes).
"""

from dataclasses import dataclass

import numpy as np

from corpus.align.search.arrays import Doubles
from corpus.align.search.beads import CROSSINGS, SHAPES
from corpus.align.search.network import IMPOSSIBLE, Potentials

_SIZES = [
    *SHAPES,
    *((SHAPES[one][0] + SHAPES[two][0], SHAPES[one][1] + SHAPES[two][1]) for one, two in CROSSINGS),
]
_POSSIBLE = IMPOSSIBLE / 2

Place = tuple[int, int, int]  # a link: shape index, first Arabic sentence, first English sentence


@dataclass(frozen=True, slots=True)
class Posterior:
    """Probabilities: `links` (shapes, n, m) of a link there, `ar` (n,) and `en` (m,) of no counterpart.

    `steps` (6,): the expected number of each kind of Potentials.steps. `log_total`: of the sum over all alignments.
    """

    links: Doubles
    ar: Doubles
    en: Doubles
    steps: Doubles
    log_total: float


def best_links(potentials: Potentials) -> list[Place]:
    """The links of the most likely alignment (Viterbi), by Arabic sentence; what is in none has no counterpart."""
    steps = _steps(potentials)
    n, m = len(potentials.ar), len(potentials.en)
    link, ar_gap, en_gap, any_state = _tables(n, m)
    for i in range(n + 1):
        if i:
            link[i] = _arrivals(any_state, steps, i).max(0)
            ar_gap[i] = potentials.ar[i - 1] + np.maximum(
                link[i - 1] + potentials.steps[0], ar_gap[i - 1] + potentials.steps[1]
            )
        _scan(link[i], ar_gap[i], en_gap[i], potentials, np.maximum)
        any_state[i] = np.maximum(np.maximum(link[i], ar_gap[i]), en_gap[i])
    return _trace(potentials, steps, link, ar_gap, en_gap, any_state)


def posterior(potentials: Potentials) -> Posterior:
    """The probability of every link and gap, over all alignments (forward and backward sums)."""
    steps = _steps(potentials)
    n, m = len(potentials.ar), len(potentials.en)
    link, ar_gap, en_gap, any_state = _tables(n, m)
    for i in range(n + 1):
        if i:
            link[i] = _log_sum(_arrivals(any_state, steps, i))
            ar_gap[i] = potentials.ar[i - 1] + np.logaddexp(
                link[i - 1] + potentials.steps[0], ar_gap[i - 1] + potentials.steps[1]
            )
        _scan(link[i], ar_gap[i], en_gap[i], potentials, np.logaddexp)
        any_state[i] = np.logaddexp(np.logaddexp(link[i], ar_gap[i]), en_gap[i])
    total = any_state[n, m]
    after_link, after_ar, after_en = _backward(potentials, steps)
    links = np.zeros(potentials.links.shape)
    counts = np.zeros(6)
    for index, (a, b) in enumerate(_SIZES):
        if a > n or b > m:
            continue
        i, j = n - a + 1, m - b + 1
        p = _chance(any_state[:i, :j] + steps[index, :i, :j] + after_link[a:, b:] - total)
        if index < len(SHAPES):
            links[index, :i, :j] += p
        else:
            one, two = CROSSINGS[index - len(SHAPES)]
            a1, b2 = SHAPES[one][0], SHAPES[two][1]
            links[one, :i, b2 : b2 + j] += p
            links[two, a1 : a1 + i, :j] += p
            counts[5] += p.sum()
    into_ar = [
        _chance(state[:n] + step + potentials.ar[:, None] + after_ar[1:] - total)
        for state, step in ((link, potentials.steps[0]), (ar_gap, potentials.steps[1]))
    ]
    into_en = [
        _chance(state[:, :m] + step + potentials.en + after_en[:, 1:] - total)
        for state, step in ((link, potentials.steps[2]), (ar_gap, potentials.steps[3]), (en_gap, potentials.steps[4]))
    ]
    counts[:5] = [p.sum() for p in (*into_ar, *into_en)]
    ar, en = np.sum(into_ar, axis=(0, 2)), np.sum(into_en, axis=(0, 1))
    return Posterior(links, ar, en, counts, float(total))


def _chance(log: Doubles) -> Doubles:
    return np.asarray(np.exp(np.minimum(log, 0)))


def _tables(n: int, m: int) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    link, ar_gap, en_gap, any_state = (np.full((n + 1, m + 1), IMPOSSIBLE) for _ in range(4))
    link[0, 0] = 0.0
    return link, ar_gap, en_gap, any_state


def _steps(potentials: Potentials) -> Doubles:
    """(sizes, n, m): the potential of moving on by each of _SIZES from (i, j), by a link or by two crossed ones."""
    shapes, n, m = potentials.links.shape
    steps = np.full((len(_SIZES), n, m), IMPOSSIBLE)
    steps[:shapes] = potentials.links
    for index, (one, two) in enumerate(CROSSINGS, start=shapes):
        (a1, _), (_, b2) = SHAPES[one], SHAPES[two]
        if a1 < n and b2 < m:
            first, second = potentials.links[one, : n - a1, b2:], potentials.links[two, a1:, : m - b2]
            steps[index, : n - a1, : m - b2] = first + second + potentials.steps[5]
    return np.asarray(np.maximum(steps, IMPOSSIBLE))


def _arrivals(any_state: Doubles, steps: Doubles, i: int) -> Doubles:
    """(sizes, m + 1): for each way to arrive in row i, the value at each English boundary."""
    m = any_state.shape[1] - 1
    rows = np.full((len(_SIZES), m + 1), IMPOSSIBLE)
    for index, (a, b) in enumerate(_SIZES):
        if a <= i and b <= m:
            rows[index, b:] = any_state[i - a, : m + 1 - b] + steps[index, i - a, : m + 1 - b]
    return rows


def _scan(link: Doubles, ar_gap: Doubles, en_gap: Doubles, potentials: Potentials, add: np.ufunc) -> None:
    """Fill `en_gap` along a row: English sentences without counterpart, one after the other."""
    s = potentials.steps
    if len(potentials.en) == 0:
        return
    enter = add(link[:-1] + s[2], ar_gap[:-1] + s[3]) + potentials.en
    run = np.cumsum(potentials.en + s[4])
    en_gap[1:] = run + add.accumulate(enter - run)


def _backward(potentials: Potentials, steps: Doubles) -> tuple[Doubles, Doubles, Doubles]:
    """The log-sums of everything after (i, j), when the last step was a link, an Arabic or an English gap."""
    n, m = len(potentials.ar), len(potentials.en)
    s = potentials.steps
    after_link, after_ar, after_en = (np.full((n + 1, m + 1), IMPOSSIBLE) for _ in range(3))
    for i in range(n, -1, -1):
        onward = np.full((len(_SIZES) + 1, m + 1), IMPOSSIBLE)
        for index, (a, b) in enumerate(_SIZES):
            if i + a <= n and b <= m:
                onward[index, : m + 1 - b] = steps[index, i, : m + 1 - b] + after_link[i + a, b:]
        if i == n:
            onward[-1, m] = 0.0
        ahead = _log_sum(onward)
        # English gaps from the right: the same scan, over the row turned round.
        after_en[i] = ahead
        if m:
            run = np.cumsum((potentials.en + s[4])[::-1])
            tail = np.logaddexp.accumulate(np.append(ahead[m], ahead[:m][::-1] - run))
            after_en[i, :m] = (tail[1:] + run)[::-1]
        gap = np.full(m + 1, IMPOSSIBLE)
        gap[:m] = potentials.en + after_en[i, 1:]
        below = potentials.ar[i] + after_ar[i + 1] if i < n else np.full(m + 1, IMPOSSIBLE)
        after_link[i] = np.logaddexp(np.logaddexp(ahead, below + s[0]), gap + s[2])
        after_ar[i] = np.logaddexp(np.logaddexp(ahead, below + s[1]), gap + s[3])
    return after_link, after_ar, after_en


def _log_sum(rows: Doubles) -> Doubles:
    highest = rows.max(0)
    return np.asarray(np.maximum(highest + np.log(np.exp(rows - highest).sum(0)), IMPOSSIBLE))


def _trace(
    potentials: Potentials, steps: Doubles, link: Doubles, ar_gap: Doubles, en_gap: Doubles, any_state: Doubles
) -> list[Place]:
    """Walk back from the end. What a cell came from is worked out again, which is cheaper than to keep it for all."""
    s = potentials.steps
    i, j = len(potentials.ar), len(potentials.en)
    found: list[Place] = []
    state = int(np.argmax((link[i, j], ar_gap[i, j], en_gap[i, j])))
    while i or j:
        if state == 0:
            sizes = [k for k, (a, b) in enumerate(_SIZES) if a <= i and b <= j]
            k = max(
                sizes,
                key=lambda k: (
                    any_state[i - _SIZES[k][0], j - _SIZES[k][1]] + steps[k, i - _SIZES[k][0], j - _SIZES[k][1]]
                ),
            )
            i, j = i - _SIZES[k][0], j - _SIZES[k][1]
            if k < len(SHAPES):
                found.append((k, i, j))
            else:
                one, two = CROSSINGS[k - len(SHAPES)]
                found += [(two, i + SHAPES[one][0], j), (one, i, j + SHAPES[two][1])]
            state = int(np.argmax((link[i, j], ar_gap[i, j], en_gap[i, j])))
        elif state == 1:
            i -= 1
            state = int(np.argmax((link[i, j] + s[0], ar_gap[i, j] + s[1])))
        else:
            j -= 1
            state = int(np.argmax((link[i, j] + s[2], ar_gap[i, j] + s[3], en_gap[i, j] + s[4])))
    return found[::-1]
