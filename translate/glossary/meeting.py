"""Which terms of a source have their English in a translation, and where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from translate.alignment import Alignment
from translate.glossary.english import Mention, find_mentions
from translate.glossary.matching import Match, Matcher
from translate.glossary.term import KEEP
from translate.guard.evidence import Evidence, gather
from translate.units import between_units


@dataclass(frozen=True, slots=True)
class Meeting:
    """The English in a translation of each of the terms found in its source, in their order; None of one that is unmet.

    A term that comes twice wants to be met twice.
    """

    matches: Sequence[Match]
    mentions: tuple[Mention | None, ...]

    @property
    def unmet(self) -> list[int]:
        """The numbers of the matches without English."""
        return [number for number, mention in enumerate(self.mentions) if mention is None]

    @property
    def known(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Where the terms that are met stand, in the source and in the translation."""
        pairs = zip(self.matches, self.mentions, strict=True)
        return {(match.start, match.end): (one.start, one.end) for match, one in pairs if one}


def gathered(source: str, target: str, score: float | None, matcher: Matcher | None) -> Evidence:
    """The evidence for `target` (see translate.guard.evidence), with the terms that are unmet in it."""
    matches = matcher.find(source) if matcher else []
    if not matches:
        return gather(source, target, score)
    kept = [source[match.start : match.end] for match in matches if KEEP in match.term.flags]
    unmet = [matches[number] for number in meet(source, matches, target).unmet]
    terms = tuple(dict.fromkeys(source[match.start : match.end] for match in unmet))
    return replace(gather(source, target, score, kept=kept), terms=terms)


def forms(match: Match, source: str) -> tuple[str, ...]:
    """The accepted English of a term in `source`; what is not translated is its own."""
    return (source[match.start : match.end],) if KEEP in match.term.flags else match.term.english


def meet(source: str, matches: Sequence[Match], target: str, alignment: Alignment | None = None) -> Meeting:
    """See which of `matches` are met in `target`; `alignment` tells which of two is, where the English comes once."""
    accepted = [forms(match, source) for match in matches]
    found = find_mentions(target, (form for some in accepted for form in some))
    mentions: list[Mention | None] = [None] * len(matches)
    if not found:
        return Meeting(matches, tuple(mentions))
    weights = between_units(
        [(match.start, match.end) for match in matches],
        [(one.start, one.end) for one in found],
        alignment,
        len(source),
        len(target),
    )
    pairs = [(a, b) for a, one in enumerate(found) for b, some in enumerate(accepted) if one.form in some]
    taken: set[int] = set()
    for a, b in sorted(pairs, key=lambda pair: (-float(weights[pair]), pair)):
        if mentions[b] is None and a not in taken:
            mentions[b] = found[a]
            taken.add(a)
    return Meeting(matches, tuple(mentions))
