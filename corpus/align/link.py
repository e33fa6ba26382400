"""What an alignment is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """Sentences that translate each other: ascending indices on both sides, one of which may be empty (a deletion).

    `score`: the probability that the link is right, from 0 to 1.
    """

    ar: tuple[int, ...]
    en: tuple[int, ...]
    score: float
