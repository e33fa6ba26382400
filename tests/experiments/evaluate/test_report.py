"""Results as tables."""

import pytest

from experiments.evaluate.outputs import Cost, Outputs
from experiments.evaluate.report import Evaluation, Result, as_json, as_markdown, as_text
from experiments.evaluate.scores import score
from experiments.evaluate.sets import EvaluationSet

SET = EvaluationSet("dev", ("نعم يا سيدي", "وصل القطار"), ("Yes, sir.", "The train arrived."), ("talk", "news"))
OURS = Outputs("bundled", "bundled@1", ("Yes, sir.", "A train."), Cost(2.0, 3.5, 180_000_000, 2, 5, 1), {"numbers": 1})
THEIRS = Outputs("other", "dev.en@1", ("Yes, sir.", ""), None, {"empty": 1})


@pytest.fixture
def evaluation() -> Evaluation:
    one = {"comet": [0.5, 0.25]}
    return Evaluation(SET, (Result(OURS, score(SET, OURS, one)), Result(THEIRS, score(SET, THEIRS, one))))


def test_the_text_has_all_systems_and_parts(evaluation: Evaluation) -> None:
    lines = as_text(evaluation).splitlines()
    assert lines[0] == "dev: 2 rows, 5 Arabic words"
    assert " ".join(lines[2].split()) == (
        "system BLEU chrF chrF++ COMET sentences/s words/s CPU s MB retried empty repeats long short arabic numbers"
    )
    assert lines[3].split()[4:] == ["0.375", "1.0", "2", "3.5", "180", "1", "0", "0", "0", "0", "0", "1"]
    assert lines[4].split()[4:] == ["0.375", "-", "-", "-", "-", "-", "1", "0", "0", "0", "0", "0"]
    assert lines[6] == "chrF by domain"
    assert [line.split() for line in lines[7:9]] == [["talk", "news"], ["rows", "1", "1"]]
    assert lines[9].split()[:2] == ["bundled", "100.0"]
    assert lines[-3].startswith("BLEU: nrefs:1")


def test_without_a_model_there_are_no_costs() -> None:
    text = as_text(Evaluation(SET, (Result(THEIRS, score(SET, THEIRS)),)))
    assert "CPU" not in text
    assert "COMET" not in text


def test_json_has_what_was_measured(evaluation: Evaluation) -> None:
    found = as_json(evaluation)
    assert (found["set"], found["rows"]) == ("dev", 2)
    ours, theirs = found["systems"]
    assert ours["cost"]["peak_bytes"] == 180_000_000
    assert (theirs["cost"], theirs["faults"]) == (None, {"empty": 1})
    assert [(part["kind"], part["name"], part["rows"]) for part in ours["scores"]] == [
        ("all", "all", 2), ("length", "1-10", 2), ("domain", "talk", 1), ("domain", "news", 1)
    ]  # fmt: skip


def test_markdown_has_a_row_for_each_system(evaluation: Evaluation) -> None:
    lines = as_markdown([evaluation, evaluation]).splitlines()
    assert lines[:2] == ["| system | dev BLEU | dev chrF | dev BLEU | dev chrF |", "| --- | --- | --- | --- | --- |"]
    chrf = evaluation.results[0].scores.whole["chrf"]
    assert lines[2].startswith("| bundled | ")
    assert lines[2].endswith(f" {chrf:.1f} |")
