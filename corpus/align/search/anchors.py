"""Long documents, cut where the alignment is beyond doubt."""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from corpus.align.search.arrays import Floats, Integers
from corpus.align.search.embedded import Embedded

WHOLE = 400_000  # cells (Arabic times English sentences) that are searched whole, in about 0.3 GB
_WANTED = 40_000  # cells of a part, when there are anchors to choose from
_LOOKED_AT = 400_000_000  # pairs compared for anchors; in longer documents a sample of the Arabic sentences is compared
_BLOCK = 1024  # rows compared at a time
_MARGIN = 0.08  # by which a pair must beat the second best of both sentences: 99.7 % right in 6,000 joined sentences
_SHORTEST = 20  # characters: shorter sentences come again
_NEAR, _DRIFT = 12, 6  # a supporting anchor: at most so many sentences on, and so far off the diagonal
_NONE = -2  # no anchor's key
_SUPPORT = 3  # anchors nearby that a moved passage must have


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences to be aligned with each other: `ar` and `en` are their indices, in the order they are searched."""

    ar: Integers
    en: Integers


def parts(ar: Embedded, en: Embedded) -> list[Part]:
    """The documents as parts of at most WHOLE cells, which cover every sentence exactly once.

    Anchors are pairs of sentences much more like each other than like any other. Those in order (the longest such
    chain) give the places to cut; groups of four and more that stand elsewhere are passages moved as a whole, and are
    brought into the order of the Arabic first. A stretch without anchors is cut along its diagonal.
    """
    if len(ar) * len(en) <= WHOLE:
        return [Part(np.arange(len(ar)), np.arange(len(en)))]
    step = max(1, len(ar) * len(en) // _LOOKED_AT)
    pairs = _supported(_anchors(ar, en, step), step)
    chain = _longest_chain(pairs)
    order = _order(pairs, chain, len(en), step)
    place = np.argsort(order)
    pairs = [(i, int(place[j])) for i, j in pairs]
    cuts = _cuts(_longest_chain(pairs), len(ar), len(en))
    return [Part(np.arange(i, i_end), order[j:j_end]) for (i, j), (i_end, j_end) in pairwise(cuts)]


def _anchors(ar: Embedded, en: Embedded, step: int) -> list[tuple[int, int]]:
    rows = np.flatnonzero(ar.lengths >= _SHORTEST)
    rows = rows[::step]
    ar_vectors, en_vectors = ar.windows(1)[rows], en.windows(1)
    first_of_en = np.full(len(en), -2.0, dtype=np.float32)
    second_of_en, row_of_en = first_of_en.copy(), np.zeros(len(en), dtype=np.intp)
    best, margin = np.zeros(len(rows), dtype=np.intp), np.zeros(len(rows), dtype=np.float32)
    for start in range(0, len(rows), _BLOCK):
        block = ar_vectors[start : start + _BLOCK] @ en_vectors.T
        best[start : start + len(block)] = block.argmax(1)
        first, second = _two_highest(block, 1)
        margin[start : start + len(block)] = first - second
        first, second = _two_highest(block, 0)
        second_of_en = np.maximum(np.maximum(second_of_en, second), np.minimum(first, first_of_en))
        row_of_en = np.where(first > first_of_en, block.argmax(0) + start, row_of_en)
        first_of_en = np.maximum(first, first_of_en)
    sure = (margin > _MARGIN) & (row_of_en[best] == np.arange(len(rows)))
    sure &= (first_of_en - second_of_en)[best] > _MARGIN
    sure &= en.lengths[best] >= _SHORTEST
    return [(int(rows[k]), int(best[k])) for k in np.flatnonzero(sure)]


def _two_highest(table: Floats, axis: int) -> tuple[Floats, Floats]:
    table = np.concatenate([table, np.full_like(table.take([0], axis), -2.0)], axis)
    first, second = (np.partition(table, -2, axis=axis).take([k], axis).reshape(-1) for k in (-1, -2))
    return first, second


def _supported(pairs: list[tuple[int, int]], step: int) -> list[tuple[int, int]]:
    """The pairs that another one nearby speaks for: a lone one is likelier chance than a lone moved sentence."""
    kept = []
    for k, (i, j) in enumerate(pairs):
        for x, y in (*pairs[max(0, k - 2) : k], *pairs[k + 1 : k + 3]):
            if abs(x - i) <= _NEAR * step and abs((y - j) - (x - i)) <= _DRIFT * step:
                kept.append((i, j))
                break
    return kept


def _longest_chain(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of `pairs` in which the English indices rise too (patience sorting, O(n log n))."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for k, (_, j) in enumerate(pairs):
        place = bisect_left(ends, j)
        before.append(last[place - 1] if place else -1)
        if place == len(ends):
            ends.append(j)
            last.append(k)
        else:
            ends[place], last[place] = j, k
    chain = []
    k = last[-1] if last else -1
    while k >= 0:
        chain.append(pairs[k])
        k = before[k]
    return chain[::-1]


def _order(pairs: list[tuple[int, int]], chain: list[tuple[int, int]], count: int, step: int) -> Integers:
    """(count,) the English sentences, with passages moved as a whole put where their Arabic stands."""
    inside = set(chain)
    keys = np.full(count, _NONE)
    for i, j in chain:
        keys[j] = i
    in_chain = keys.copy()
    group: list[tuple[int, int]] = []
    for i, j in [pair for pair in pairs if pair not in inside] + [(-1, -1)]:
        if group and not (
            0 < i - group[-1][0] <= _NEAR * step and abs((j - group[-1][1]) - (i - group[-1][0])) <= _DRIFT * step
        ):
            if len(group) > _SUPPORT:
                low, high = min(j for _, j in group), max(j for _, j in group)
                if (keys[low : high + 1] == _NONE).all():
                    keys[low : high + 1] = group[0][0]
                    if high + 1 < count and keys[high + 1] == _NONE:
                        keys[high + 1] = max(-1, in_chain[:low].max(initial=-1))
            group = []
        group.append((i, j))
    places = np.maximum.accumulate(np.where(keys != _NONE, np.arange(count), -1))
    return np.argsort(np.where(places >= 0, keys[places], -1), kind="stable")


def _cuts(chain: list[tuple[int, int]], n: int, m: int) -> list[tuple[int, int]]:
    """Boundaries (i, j) from (0, 0) to (n, m), between which there are at most WHOLE cells."""
    adjacent = [b for a, b in pairwise(chain) if b == (a[0] + 1, a[1] + 1)]
    cuts = [(0, 0)]
    for choice, size in ((adjacent, _WANTED), (chain, WHOLE // 4)):
        cuts = _cut_at(choice, [*cuts, (n, m)] if cuts[-1] != (n, m) else cuts, size)
    whole = [cuts[0]]
    for end in cuts[1:]:
        whole += _halved(whole[-1], end)
    return whole


def _halved(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
    """`end`, and before it what cuts the stretch from `start` along its diagonal into halves that are small enough."""
    (i, j), (i_end, j_end) = start, end
    if (i_end - i) * (j_end - j) <= WHOLE:
        return [end]
    middle = (i + i_end) // 2, (j + j_end) // 2
    return [*_halved(start, middle), *_halved(middle, end)]


def _cut_at(choice: list[tuple[int, int]], cuts: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """`cuts` and those of `choice` needed to keep stretches near `size` cells."""
    made = [cuts[0]]
    for end in cuts[1:]:
        start = made[-1]
        inside = [pair for pair in choice if start < pair < end and pair[1] < end[1]]
        for pair in inside:
            if (pair[0] - made[-1][0]) * (pair[1] - made[-1][1]) >= size and (end[0] - made[-1][0]) * (
                end[1] - made[-1][1]
            ) > size:
                made.append(pair)
        made.append(end)
    return made
