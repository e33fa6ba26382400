"""Scorers by the names they are asked for with."""

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from corpus.rules import RuleSettings
from corpus.score.bicleaner import Bicleaner
from corpus.score.comet import Comet
from corpus.score.logprob import ModelLogprob
from corpus.score.scorer import Scorer
from corpus.score.similarity import Similarity
from models.errors import SettingsError

_WITHOUT_MODEL: Mapping[str, Callable[[], Scorer]] = {
    "similarity": Similarity,
    "bicleaner": Bicleaner,
    "comet": Comet,
}
_WITH_MODEL: Mapping[str, Callable[[str], Scorer]] = {"model": ModelLogprob, "bicleaner": Bicleaner, "comet": Comet}
_ALIGNMENT = "alignment"  # the aligner's, which needs no scorer
_ASKED = {"margin": "similarity", "model_logprob": "model=NAME"}  # scores that go by another name than their scorer
_NAMES = ("similarity", "model", "bicleaner", "comet")


def read_scorer(spec: str) -> Scorer:
    """The scorer that `spec` asks for: similarity, model=NAME, bicleaner, bicleaner=MODEL, comet or comet=MODEL.

    Raises SettingsError for another name, with the nearest one, and for a model that is missing or too many.
    """
    name, named, model = spec.partition("=")
    if name not in _NAMES:
        near = difflib.get_close_matches(name, _NAMES, n=1, cutoff=0.0)
        raise SettingsError(f"there is no score '{name}'; did you mean '{near[0]}'?")
    if not named:
        if name in _WITHOUT_MODEL:
            return _WITHOUT_MODEL[name]()
        raise SettingsError(f"score {spec}: by which model? Write {name}=NAME, such as {name}=bundled")
    if name not in _WITH_MODEL:
        raise SettingsError(f"score {spec}: takes no model; write {name}")
    if not model:
        raise SettingsError(f"score {spec}: the model's name is missing")
    return _WITH_MODEL[name](model)


def read_scorers(specs: Iterable[str]) -> tuple[Scorer, ...]:
    """The scorers that `specs` ask for.

    Raises SettingsError as `read_scorer` does, and where two would give the same score.
    """
    scorers = tuple(map(read_scorer, specs))
    counts = Counter(name for scorer in scorers for name in scorer.scores)
    if twice := [name for name, number in counts.items() if number > 1]:
        raise SettingsError(f"score {twice[0]}: is asked for twice; a row has one: leave one out")
    return scorers


def check_bounds(rules: RuleSettings, scorers: Sequence[Scorer]) -> None:
    """Raise SettingsError where a rule bounds a score that none of `scorers` gives."""
    given = {_ALIGNMENT, *(name for scorer in scorers for name in scorer.scores)}
    for bound in rules.scored:
        if bound.value not in given:
            raise SettingsError(f"{bound.name} needs --score {_ASKED.get(bound.value, bound.value)}")
