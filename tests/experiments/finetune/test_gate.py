from pathlib import Path

import pytest

from experiments.evaluate.sets import EvaluationSet
from experiments.finetune.gate import Comparison, TestedSet, judge
from experiments.significance import paired_test
from models.errors import InputError
from tests.experiments.finetune.conftest import GENERAL, OTHERS

REFERENCES = [f"The army took the {n}th village east of the river on Sunday." for n in range(60)]
WORSE = [text.replace("village", "town").replace("army", "forces") for text in REFERENCES]


def named(name: str, rows: list[tuple[str, str]]) -> EvaluationSet:
    arabic, english = zip(*rows, strict=True)
    return EvaluationSet(name, arabic, english, ("",) * len(rows))


@pytest.mark.parametrize(
    ("before", "after", "fell", "rose"),
    [(REFERENCES, WORSE, True, False), (WORSE, REFERENCES, False, True), (WORSE, WORSE, False, False)],
)
def test_what_counts_as_a_fall(before: list[str], after: list[str], fell: bool, rose: bool) -> None:
    tests = tuple(paired_test(REFERENCES, before, after, metric=metric) for metric in ("chrf", "bleu"))
    found = Comparison("general", "news", 60, tests)
    assert (found.fell, found.rose) == (fell, rose)
    assert str(found).startswith("general news, 60 rows, too few to show a small difference: chrF ")


def test_a_model_does_not_fall_against_itself(base: Path) -> None:
    sets = [TestedSet("general", named("what it knows", GENERAL)), TestedSet("held-out", named("others", OTHERS))]
    verdict = judge(str(base), base, sets)
    assert verdict.good
    assert [test.difference for one in verdict.comparisons for test in one.tests] == [0, 0, 0, 0]
    assert verdict.comparisons[0].tests[0].baseline == 100


def test_a_handful_of_rows_is_no_test() -> None:
    with pytest.raises(InputError, match="19 general rows are too few to tell a difference from chance"):
        TestedSet("general", named("few", GENERAL[:19]))
