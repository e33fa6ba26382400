"""Systems through sets."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.score.comet import COMET_PACKAGE, COMET_PROGRAM, comet
from corpus.score.program import find_program
from experiments.evaluate.outputs import Outputs
from experiments.evaluate.report import Evaluation, Result
from experiments.evaluate.scores import score
from experiments.evaluate.sets import EvaluationSet, read_set
from experiments.evaluate.systems import System, obtain
from experiments.significance import measures
from models.errors import JisrError, SettingsError

COMET = "Unbabel/wmt22-comet-da"  # with references; Apache-2.0 (Rei et al. 2022)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateSettings:
    """`bare`: the engine alone, without clauses, guard and retries; `keep`: a folder for the translations; `comet`: a
    COMET model that scores as well, "" for none."""

    bare: bool = False
    keep: Path | None = None
    comet: str = ""


def evaluate(
    systems: Sequence[System],
    specs: Sequence[str],
    settings: EvaluateSettings,
    *,
    failed: Callable[[JisrError], None],
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[Evaluation]:
    """Evaluate each of `systems` on each of the sets `specs`, one set after the other.

    A set or a system that fails is reported to `failed`, and the others go on. For what a system can be see
    experiments.evaluate.systems, for a set experiments.evaluate.sets.

    Raises MissingExtraError without sacrebleu, or without COMET where that is asked for.
    """
    measures()  # tells now, not after an hour, that sacrebleu is missing
    program = find_program(COMET_PROGRAM, package=COMET_PACKAGE, purpose="--comet") if settings.comet else ""
    for one in read_each(specs, failed):
        results = []
        for system in systems:
            say(f"{one.name}: {len(one):,} rows by {system.name}")
            try:
                outputs = obtain(system, one, bare=settings.bare, folder=settings.keep)
                results.append(Result(outputs, score(one, outputs, _comet(one, outputs, program, settings.comet))))
            except JisrError as error:
                failed(error)
        if results:
            yield Evaluation(one, tuple(results))


def read_each(specs: Sequence[str], failed: Callable[[JisrError], None]) -> Iterator[EvaluationSet]:
    """The sets that can be read, each with a name of its own; the others are reported to `failed`."""
    names: set[str] = set()
    for spec in specs:
        try:
            one = read_set(spec)
            if one.name in names:
                raise SettingsError(f"{spec}: two sets are called {one.name}; name this one: NAME={spec}")
        except JisrError as error:
            failed(error)
            continue
        names.add(one.name)
        yield one


def _comet(one: EvaluationSet, outputs: Outputs, program: str, model: str) -> dict[str, Sequence[float]]:
    return {"comet": comet(program, model, one.arabic, outputs.texts, one.english)} if program else {}
