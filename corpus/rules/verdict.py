"""Keep or drop."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import compress

from corpus.pairs import Pair
from corpus.rules.endings import question_on_one_side, unbalanced
from corpus.rules.measures import MEASURES
from corpus.rules.order import has_presentation_forms
from corpus.rules.settings import Bound, RuleSettings
from corpus.rules.view import View

_FLAGS = ("presentation_forms", "unfinished", "unbalanced", "question")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`values`: what was measured, by name; `reason`: why the pair is dropped, None where it is kept; `flags`: what was
    noticed beside: presentation_forms, unfinished, unbalanced, question."""

    values: dict[str, float]
    reason: str | None
    flags: tuple[str, ...]


def judge(pair: Pair, settings: RuleSettings) -> Verdict:
    """Measure a pair and decide.

    >>> from corpus.pairs import Origin
    >>> judge(Pair("كيف حالك؟", "How are you?", Origin("mine", "1", 0)), RuleSettings.read()).reason is None
    True
    """
    return next(_judged([pair], settings))


def judge_many(pairs: Iterable[Pair], settings: RuleSettings) -> list[Verdict]:
    """The verdict on each of `pairs`, in order."""
    return list(_judged(pairs, settings))


def decide_scored(scores: Mapping[str, float], settings: RuleSettings) -> str | None:
    """The reason of the first bound that `scores` break; None where none is. A score that is not there breaks none."""
    for bound in settings.scored:
        if bound.value in scores and not bound.least <= scores[bound.value] <= bound.most:
            return bound.reason
    return None


def _judged(pairs: Iterable[Pair], settings: RuleSettings) -> Iterator[Verdict]:
    measures = [(name, MEASURES[name]) for name in settings.measured]
    for pair in pairs:
        view = View.of(pair.ar, pair.en)
        values = {name: measure(view) for name, measure in measures}
        yield Verdict(values, _first_broken(values, settings.bounds), _flags(view, values))


def _first_broken(values: Mapping[str, float], bounds: Iterable[Bound]) -> str | None:
    for _, value, least, most, reason in bounds:
        if not least <= values[value] <= most:
            return reason
    return None


def _flags(view: View, values: Mapping[str, float]) -> tuple[str, ...]:
    found = (
        not view.ar.ordinary and has_presentation_forms(view.ar.text),
        values["unfinished"] > 0,
        unbalanced(view),
        question_on_one_side(view),
    )
    return tuple(compress(_FLAGS, found)) if True in found else ()
