"""What is tried where a translation is suspicious: in smaller parts, without repetition, with another beam."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from models.engines.base import Decoding
from translate.clauses import Clause
from translate.guard.evidence import Evidence
from translate.guard.settings import UNFINISHED

RESPLIT = "re-split"
NO_REPEAT = "no-repeat"
OTHER_BEAM = "beam"  # in flags with its width: beam-8

_LEAST_WORDS = 12  # parts of fewer words than 6 say too little by themselves
_LEAST_LIMIT = 8  # translate.clauses allows no less
# 3 subwords: what fairseq and OpenNMT use for headlines and stories; 1.2: CTRL's (Keskar et al. 2019, section 4.1).
_NGRAM = 3
_PENALTY = 1.2
_REPETITION = frozenset({"repeats", "long", UNFINISHED})


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation of one source, what was seen of it, why it is suspicious, and how it was made if not as usual."""

    target: str
    score: float | None
    evidence: Evidence
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Rank = tuple[float, ...]
Drafts = dict[str, Draft]
Generate = Callable[[Sequence[str], Decoding], Drafts]
Join = Callable[[str, Sequence[Clause], Sequence[Draft]], Draft]
Split = Callable[[str, int], list[Clause]]


def climb(first: Mapping[str, Draft], decoding: Decoding, *, generate: Generate, split: Split, join: Join) -> Drafts:
    """Try each suspicious source of `first` again, one rung after the other, until nothing is suspicious about it.

    All sources on a rung are generated together. A retry is taken where it has fewer reasons, or as many and a higher
    score; the other beam's only where it has fewer, as a wider beam always finds higher scores. What is left stays,
    with its reasons. Each source's outcome depends on nothing but itself.
    """
    best = dict(first)

    def take(name: str, retries: Mapping[str, Draft], rank: Callable[[Draft], Rank]) -> None:
        for source, draft in retries.items():
            if rank(draft) < rank(best[source]):
                best[source] = replace(draft, notes=(name,))

    parts = {source: split(source, _limit(source)) for source in _left(best) if _words(source) >= _LEAST_WORDS}
    parts = {source: pieces for source, pieces in parts.items() if len(pieces) > 1}
    drafts = generate(_unique(piece.text.strip() for pieces in parts.values() for piece in pieces), decoding)
    take(
        RESPLIT,
        {s: join(s, pieces, [drafts[p.text.strip()] for p in pieces]) for s, pieces in parts.items()},
        _by_score,
    )
    looping = [source for source in _left(best) if not _REPETITION.isdisjoint(best[source].reasons)]
    take(
        NO_REPEAT, generate(looping, replace(decoding, no_repeat_ngram=_NGRAM, repetition_penalty=_PENALTY)), _by_score
    )
    width = other_beam(decoding.beam)
    take(f"{OTHER_BEAM}-{width}", generate(_left(best), replace(decoding, beam=width)), _by_reasons)
    return best


def other_beam(beam: int) -> int:
    """Twice as wide, 4 instead of greedy."""
    return 4 if beam == 1 else 2 * beam


def _left(drafts: Mapping[str, Draft]) -> list[str]:
    return [source for source, draft in drafts.items() if draft.reasons]


def _by_reasons(draft: Draft) -> Rank:
    """Less is better."""
    return (len(draft.reasons),)


def _by_score(draft: Draft) -> Rank:
    return len(draft.reasons), -(draft.score if draft.score is not None else 0.0)


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _words(text: str) -> int:
    return len(text.split())


def _limit(text: str) -> int:
    """Half the words of `text`."""
    return max(_LEAST_LIMIT, -(-_words(text) // 2))
