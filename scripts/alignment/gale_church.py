"""Gale and Church's length-based scheme (Computational Linguistics 19, 1993), as nltk implements it.

nltk takes the tail of the normal distribution as 1 minus the rest of it, which is 0 beyond 8.3 standard deviations: a
bead with such lengths gets no finite cost, and the path is lost there. Here the tail is computed to full precision;
without that the scheme loses 9 points of strict F1 over the development documents and finds nothing in the real one.
"""

import math
from collections.abc import Iterable, Sequence

from nltk.translate import gale_church

from alignment.score import Pair

_ASYMPTOTIC = 35.0  # standard deviations: behind them erfc is below what a float holds


def align(ar: Sequence[str], en: Sequence[str]) -> list[Pair]:
    """Link two documents by the lengths of their sentences in characters."""
    return beads(gale_church.align_blocks([len(text) for text in ar], [len(text) for text in en]), len(ar), len(en))


def beads(pairs: Iterable[tuple[int, int]], n: int, m: int) -> list[Pair]:
    """The links of `n` Arabic and `m` English sentences of which nltk gives pairs, one for each two in a bead.

    Sentences that share a partner are in one bead; those in no pair are deletions, at their place among the beads.
    """
    links: list[Pair] = []
    for i, j in sorted(pairs):
        ar, en = links[-1] if links else ((), ())
        if i in ar or j in en:
            links[-1] = (tuple(sorted({*ar, i})), tuple(sorted({*en, j})))
        else:
            links.append(((i,), (j,)))
    whole: list[Pair] = []
    next_ar = next_en = 0
    for ar, en in [*links, ((n,), (m,))]:
        whole += [((i,), ()) for i in range(next_ar, ar[0])]
        whole += [((), (j,)) for j in range(next_en, en[0])]
        whole.append((ar, en))
        next_ar, next_en = ar[-1] + 1, en[-1] + 1
    return whole[:-1]


def log_tail(deviations: float) -> float:
    """The logarithm of the probability that a normal variable is at least `deviations` above its mean."""
    if deviations < _ASYMPTOTIC:
        return math.log(math.erfc(deviations / math.sqrt(2)) / 2)
    return -(deviations**2) / 2 - math.log(deviations * math.sqrt(2 * math.pi))


gale_church.norm_logsf = log_tail
