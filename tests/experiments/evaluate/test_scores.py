"""The numbers are sacrebleu's own, whatever part of a set they are of."""

import subprocess
import sys
from pathlib import Path

import pytest

from experiments.evaluate.outputs import Outputs
from experiments.evaluate.scores import Group, score
from experiments.evaluate.sets import EvaluationSet
from experiments.significance import Metric

ROWS = (
    ("افتتحت الحكومة المدرسة الجديدة يوم الأحد.", "The government opened the new school on Sunday.", "news"),
    ("وصل القطار متأخرا.", "The train arrived late.", "talk"),
    (
        "قال الناطق باسم الجيش إن القوات سيطرت على ثلاث قرى شرق النهر بعد معارك استمرت أسبوعا كاملا.",
        "The army spokesman said that the forces took three villages east of the river after a week of fighting.",
        "news",
    ),
    ("كم الساعة؟", "What time is it?", "talk"),
)
TARGETS = [
    "The government opened the new school Sunday.",
    "The train came late.",
    "An army spokesman said the forces have taken three villages in the east of the river after a full week.",
    "What's the time?",
]
ARABIC, ENGLISH, DOMAINS = (tuple(row[side] for row in ROWS) for side in range(3))
SET = EvaluationSet("four", ARABIC, ENGLISH, DOMAINS)
OUTPUTS = Outputs("ours", "", tuple(TARGETS))
OPTIONS: dict[Metric, list[str]] = {"bleu": ["-m", "bleu"], "chrf": ["-m", "chrf"]}
OPTIONS["chrf++"] = [*OPTIONS["chrf"], "--chrf-word-order", "2"]


def sacrebleu(folder: Path, chosen: list[int], options: list[str]) -> float:
    """What sacrebleu's command line says of some of the rows."""
    (folder / "reference").write_text("".join(f"{ROWS[index][1]}\n" for index in chosen), encoding="utf-8")
    (folder / "target").write_text("".join(f"{TARGETS[index]}\n" for index in chosen), encoding="utf-8")
    files = [str(folder / "reference"), "-i", str(folder / "target")]
    command = [sys.executable, "-m", "sacrebleu", *files, *options, "--score-only", "--width", "6"]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


@pytest.mark.parametrize("metric", OPTIONS)
def test_scores_are_those_of_sacrebleus_command(tmp_path: Path, metric: Metric) -> None:
    found = score(SET, OUTPUTS)
    assert found.groups == (
        Group("all", "all", (0, 1, 2, 3)),
        Group("length", "1-10", (0, 1, 3)),
        Group("length", "11-20", (2,)),
        Group("domain", "news", (0, 2)),
        Group("domain", "talk", (1, 3)),
    )
    wanted = [sacrebleu(tmp_path, list(group.rows), OPTIONS[metric]) for group in found.groups]
    assert [points[metric] for points in found.points] == pytest.approx(wanted, abs=1e-5)
    assert found.whole[metric] == found.points[0][metric]


def test_signatures_stand_with_the_scores() -> None:
    signatures = score(SET, OUTPUTS).signatures
    assert signatures["bleu"].startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:")
    assert "nw:2" in signatures["chrf++"]


def test_other_scores_are_means_of_the_rows() -> None:
    found = score(SET, OUTPUTS, {"comet": [0.9, 0.5, 0.7, 0.1]})
    assert [points["comet"] for points in found.points] == pytest.approx([0.55, 0.5, 0.7, 0.8, 0.3])


def test_a_row_without_words_is_short() -> None:
    one = EvaluationSet("one", ("؟",), ("?",), ("",))
    assert score(one, Outputs("ours", "", ("",))).groups[1] == Group("length", "1-10", (0,))
