"""What a scorer is, and rows with their scores."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Protocol

from corpus.pairs import Pair

Scores = Mapping[str, Sequence[float | None]]  # by name, one a row; None where there is none

_DIGITS = 5  # kept of a score: more is noise, and takes room on the disk


class Scorer(Protocol):
    """Something that scores pairs; small, so that it can be sent to other processes, where it loads what it needs."""

    scores: ClassVar[tuple[str, ...]]  # the names of its scores

    @property
    def signature(self) -> str:
        """What decides its scores.

        Raises ModelError when its model is not here.
        """
        ...

    def check(self) -> None:
        """Raise MissingExtraError or ModelError when what it needs is not here: before hours of work, not after."""
        ...

    def score(self, ar: Sequence[str], en: Sequence[str]) -> Scores:
        """The scores of each pair, which depend on nothing but its two texts.

        Raises MissingExtraError or ModelError when what it needs is not here, or fails.
        """
        ...


def unscored(pair: Pair, scorers: Sequence[Scorer]) -> Pair:
    """`pair` without the scores that `scorers` give: a source's own, by another model, would mix with theirs."""
    names = {name for scorer in scorers for name in scorer.scores}
    if names.isdisjoint(pair.scores):
        return pair
    return replace(pair, scores={name: value for name, value in pair.scores.items() if name not in names})


def with_scores(pairs: Sequence[Pair], scorer: Scorer) -> list[Pair]:
    """`pairs` with the scores of `scorer`; those that have them already are left as they are.

    Raises MissingExtraError or ModelError as the scorer does.
    """
    scored = list(pairs)
    missing = [k for k, pair in enumerate(pairs) if not all(name in pair.scores for name in scorer.scores)]
    if not missing:
        return scored
    found = scorer.score([pairs[k].ar for k in missing], [pairs[k].en for k in missing])
    for place, k in enumerate(missing):
        values = ((name, found[name][place]) for name in scorer.scores)
        new = {name: round(value, _DIGITS) for name, value in values if value is not None}
        scored[k] = replace(pairs[k], scores={**pairs[k].scores, **new})
    return scored
