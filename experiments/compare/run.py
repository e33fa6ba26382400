"""Two systems on one set, side by side."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from experiments.evaluate.outputs import Outputs
from experiments.evaluate.report import table
from experiments.evaluate.sets import EvaluationSet
from experiments.significance import FEWEST, TITLES, Metric, PairedTest, Test, measures, paired_test

METRICS: tuple[Metric, ...] = ("chrf", "bleu", "chrf++")
TESTS: tuple[Test, ...] = ("bootstrap", "randomisation")
LEVEL = 0.05  # of significance


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
        gain = f"{abs(points):.1f} chrF"
        ahead = f"{better.system} is ahead of {other.system} by {gain}"
        if len(self.set) < FEWEST:
            return f"{self.set.name}: {len(self.set)} rows are too few to tell, want {FEWEST} or more; {ahead}"
        if worst >= LEVEL:
            return f"{self.set.name}: no difference to be relied on; {ahead} (p = {worst:.3f})"
        doubt = [TITLES[name] for name in METRICS[1:] if self.tests[name, TESTS[0]].difference * points < 0]
        but = f"; {' and '.join(doubt)} say{'s' * (len(doubt) == 1)} the opposite" if doubt else ""
        return f"{self.set.name}: {better.system} is better than {other.system} by {gain} (p = {worst:.3f}){but}"


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


def rows_of_tests(comparison: Comparison) -> list[list[str]]:
    """The tests as rows of cells, with a heading: the scores, the difference, and the p-value of each test."""
    rows = [["", comparison.first.system, comparison.second.system, "difference", *(f"p, {test}" for test in TESTS)]]
    for metric in METRICS:
        found = [comparison.tests[metric, test] for test in TESTS]
        points = [f"{found[0].baseline:.1f}", f"{found[0].candidate:.1f}", f"{found[0].difference:+.1f}"]
        rows.append([TITLES[metric], *points, *(f"{test.p_value:.4f}" for test in found)])
    return rows


def as_text(comparison: Comparison) -> str:
    """The verdict, the tests, and their signatures."""
    signatures = [f"{TITLES[metric]}: {found.signature}" for (metric, _), found in comparison.tests.items()]
    return "\n\n".join([comparison.verdict, table(rows_of_tests(comparison)), "\n".join(signatures)])


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The verdict and the tests."""
    tests = [{"test": test} | asdict(found) for (_, test), found in comparison.tests.items()]
    return {
        "set": comparison.set.name,
        "rows": len(comparison.set),
        "systems": [comparison.first.system, comparison.second.system],
        "verdict": comparison.verdict,
        "tests": tests,
    }


def _differences(one: EvaluationSet, first: Sequence[str], second: Sequence[str]) -> list[Difference]:
    chrf = measures()["chrf"]
    found = []
    for row, (reference, *texts) in enumerate(zip(one.english, first, second, strict=True)):
        if texts[0] != texts[1]:
            before, after = (chrf.sentence_score(text, [reference]).score for text in texts)
            found.append(Difference(row, after - before))
    return sorted(found, key=lambda difference: -abs(difference.points))
