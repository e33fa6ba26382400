"""Is the result better on its own texts, and has it forgotten how to translate others?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from experiments.evaluate.outputs import translate_set
from experiments.evaluate.sets import EvaluationSet
from experiments.significance import FEWEST, TITLES, Metric, PairedTest, paired_test
from models.errors import InputError, ModelError

LEVEL = 0.05  # a difference that chance alone makes less often than this is significant
_METRICS: tuple[Metric, ...] = ("chrf", "bleu")
FEW = 200  # sentences, under which only a great difference can be significant


@dataclass(frozen=True, slots=True)
class TestedSet:
    """Rows that base and result are compared on: `held-out` ones of the corpus, or `general` ones.

    Raises InputError when they are too few for a test.
    """

    __test__ = False  # no test case of pytest's

    role: str
    rows: EvaluationSet

    def __post_init__(self) -> None:
        if len(self.rows) < FEWEST:
            raise InputError(
                f"{self.rows.name}: {len(self.rows)} {self.role} rows are too few to tell a difference from chance; "
                f"name a set of {FEWEST} or more: --{self.role} SET"
            )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result against its base on one set."""

    role: str
    name: str
    sentences: int
    tests: tuple[PairedTest, ...]

    @property
    def fell(self) -> bool:
        """Whether a score is significantly lower than the base's."""
        return any(test.difference < 0 and test.p_value < LEVEL for test in self.tests)

    @property
    def rose(self) -> bool:
        """Whether a score is significantly higher than the base's, and none lower."""
        return not self.fell and any(test.difference > 0 and test.p_value < LEVEL for test in self.tests)

    def __str__(self) -> str:
        scores = "; ".join(
            f"{TITLES[test.metric]} {test.baseline:.1f} → {test.candidate:.1f} "
            f"({test.difference:+.1f}, p = {test.p_value:.4f})"
            for test in self.tests
        )
        few = ", too few to show a small difference" if self.sentences < FEW else ""
        return f"{self.role} {self.name}, {self.sentences:,} rows{few}: {scores}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparisons come to; `faults` is empty where the result is good."""

    comparisons: tuple[Comparison, ...]
    faults: tuple[str, ...]

    @property
    def good(self) -> bool:
        return not self.faults


def judge(base: str, result: Path, sets: Sequence[TestedSet]) -> Verdict:
    """Translate `sets` with both models, as `jisr translate` does, and test each difference.

    The result is good unless a set falls significantly, or it no longer translates a few plain sentences.

    Raises ModelError when the base cannot be loaded.
    """
    before = _translated(base, sets)
    try:
        after = _translated(str(result), sets)
    except ModelError as error:  # the smoke test
        return Verdict((), (f"it has unlearned to translate: {error}",))
    comparisons = tuple(
        Comparison(one.role, one.rows.name, len(one.rows), tuple(_tests(one.rows.english, *outputs)))
        for one, *outputs in zip(sets, before, after, strict=True)
    )
    return Verdict(comparisons, tuple(f"falls on {one}" for one in comparisons if one.fell))


def _translated(model: str, sets: Sequence[TestedSet]) -> list[list[str]]:
    """The English of every row's Arabic, by set; the model is loaded once."""
    texts, _ = translate_set(model, [ar for one in sets for ar in one.rows.arabic])
    lines = iter(texts)
    return [list(islice(lines, len(one.rows))) for one in sets]


def _tests(references: Sequence[str], before: Sequence[str], after: Sequence[str]) -> Iterator[PairedTest]:
    for metric in _METRICS:
        yield paired_test(references, before, after, metric=metric)
