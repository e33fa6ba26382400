"""A pair of documents searched: twice in their order, and once more for every passage found moved."""

from dataclasses import dataclass

import numpy as np

from corpus.align.search.arrays import Flags, Integers
from corpus.align.search.embedded import Embedded
from corpus.align.search.evidence import Evidence, gather
from corpus.align.search.lattice import Place, Posterior, best_links, posterior
from corpus.align.search.moves import moved_links, order_of_english, seams_of
from corpus.align.search.network import Network, Potentials
from corpus.align.search.profile import UNKNOWN, Profile
from corpus.align.search.survey import survey

_ROUNDS = 3  # of looking for moved passages: each brings order, in which the next sees more


@dataclass(frozen=True, slots=True)
class Search:
    """What was found when the English was taken in this `order`: everything else counts in it."""

    order: Integers
    evidence: Evidence
    potentials: Potentials
    best: list[Place]
    chances: Posterior


def search(ar: Embedded, en: Embedded, breaks: Flags, network: Network) -> Search:
    """The alignment of two documents that have a sentence each at least.

    `breaks` (m,): English sentences that do not follow their predecessor, over which no link reaches. Time and memory
    are O(n · m).
    """
    found = search_in_order(ar, en, breaks, np.arange(len(en)), UNKNOWN, network)
    for _ in range(_ROUNDS):
        order = _with_moved(found, network)
        if order is None:
            break
        found = search_in_order(ar, en, breaks, order, UNKNOWN, network)
    profile = survey(found.evidence, found.chances)
    found = search_in_order(ar, en, breaks, found.order, profile, network)
    order = _with_moved(found, network)
    return found if order is None else search_in_order(ar, en, breaks, order, profile, network)


def search_in_order(
    ar: Embedded, en: Embedded, breaks: Flags, order: Integers, profile: Profile, network: Network
) -> Search:
    """The alignment in which the English, in this `order`, follows the Arabic."""
    seams = np.union1d(seams_of(order), np.flatnonzero(breaks[order]))
    evidence = gather(ar, en.take(order), profile=profile, seams=seams)
    potentials = network.score(evidence)
    return Search(order, evidence, potentials, best_links(potentials), posterior(potentials))


def _with_moved(found: Search, network: Network) -> Integers | None:
    """An order in which the passages found moved stand where their Arabic does; None where none is."""
    kept, moved = moved_links(found.evidence, found.potentials, found.best, found.chances, network.weights["moves"])
    if not moved:
        return None
    change = order_of_english(kept + moved, len(found.order))
    return None if (np.diff(change) == 1).all() else found.order[change]
