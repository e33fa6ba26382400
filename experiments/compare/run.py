"""Two systems on one set, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.evaluate.outputs import Outputs
from experiments.evaluate.sets import EvaluationSet
from experiments.significance import Metric, PairedTest, Test, paired_test
from models.extras import require

METRICS: tuple[Metric, ...] = ("chrf", "bleu", "chrf++")
TESTS: tuple[Test, ...] = ("bootstrap", "randomisation")
LEVEL = 0.05  # of significance
TITLES = {"bleu": "BLEU", "chrf": "chrF", "chrf++": "chrF++"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that two systems translate differently; `points`: chrF of the second's less the first's."""

    row: int
    points: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on a set: every paired test, and the rows that differ, the most first."""

    set: EvaluationSet
    first: Outputs
    second: Outputs
    tests: dict[tuple[Metric, Test], PairedTest]
    differences: tuple[Difference, ...]

    @property
    def verdict(self) -> str:
        """Which system is better, in a sentence; by chrF, which follows human judgement closer than BLEU does."""
        found = [self.tests[METRICS[0], test] for test in TESTS]
        points, worst = found[0].difference, max(test.p_value for test in found)
        if not points:
            return f"{self.set.name}: {self.first.system} and {self.second.system} have the same chrF"
        better, other = (self.second, self.first) if points > 0 else (self.first, self.second)
        by = f"{abs(points):.1f} chrF (p = {worst:.3f})"
        if worst >= LEVEL:
            return f"{self.set.name}: no difference to be relied on; {better.system} is ahead of {other.system} by {by}"
        doubt = [TITLES[name] for name in METRICS[1:] if self.tests[name, TESTS[0]].difference * points < 0]
        but = f"; {' and '.join(doubt)} say the opposite" if doubt else ""
        return f"{self.set.name}: {better.system} is better than {other.system} by {by}{but}"


def compare(one: EvaluationSet, first: Outputs, second: Outputs) -> Comparison:
    """Compare two systems' translations of `one`.

    Raises MissingExtraError without sacrebleu.
    """
    tests = {
        (metric, test): paired_test(one.english, first.texts, second.texts, metric=metric, test=test)
        for metric in METRICS
        for test in TESTS
    }
    return Comparison(one, first, second, tests, tuple(_differences(one, first.texts, second.texts)))


def _differences(one: EvaluationSet, first: Sequence[str], second: Sequence[str]) -> list[Difference]:
    chrf = require("sacrebleu", extra="evaluate", purpose="jisr models compare").metrics.CHRF()
    found = []
    for row, (reference, *texts) in enumerate(zip(one.english, first, second, strict=True)):
        if texts[0] != texts[1]:
            before, after = (chrf.sentence_score(text, [reference]).score for text in texts)
            found.append(Difference(row, after - before))
    return sorted(found, key=lambda difference: -abs(difference.points))
