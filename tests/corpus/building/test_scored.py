"""Rows that are scored while a data set is built: by themselves, then by the rules on scores, then among duplicates."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.building import BuildSettings, build, refilter
from corpus.store import read_ledger, read_pairs
from models.errors import SettingsError
from tests.conftest import Jisr
from tests.corpus.building.test_build import PAIRS, digest

SCORED = BuildSettings(unit=100, scores=("similarity",))
# The same Arabic three times, of which two may stay.
RIVALS = [
    ("تعطل القطار مرتين قرب الجسر القديم", "The old bridge is close to the station, where the train stops twice a day"),
    ("تعطل القطار مرتين قرب الجسر القديم", "The train broke down twice near the old bridge"),
    ("تعطل القطار مرتين قرب الجسر القديم", "The train twice broke down close to the old bridge"),
]
SHIFTED = [(f"{ar} قالت هدى", f"{en} said Huda") for (ar, _), (_, en) in pairwise(PAIRS)]


@pytest.fixture
def tsv(tmp_path: Path) -> str:
    """Right pairs, rivals, pairs that are one row off, and one that the rules drop."""
    rows = [*PAIRS, *RIVALS, *SHIFTED, ("نص", "The same text")]
    path = tmp_path / "rows.tsv"
    path.write_text("".join(f"{ar}\t{en}\n" for ar, en in rows), encoding="utf-8")
    return str(path)


def test_what_passes_is_scored_and_the_best_of_duplicates_stay(tsv: str, tmp_path: Path) -> None:
    build(tmp_path / "out", [tsv], settings=SCORED, workers=1)
    kept, dropped = list(read_pairs(tmp_path / "out")), list(read_ledger(tmp_path / "out"))
    assert all({"similarity", "margin"} <= set(pair.scores) for pair in kept)
    for row in dropped:
        assert ("similarity" in row.pair.scores) == (row.reason.startswith("duplicate") or "near" in row.reason)
    assert [row.pair.en for row in dropped if row.pair.ar == RIVALS[0][0]] == [RIVALS[0][1]]
    assert "similarity-" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_the_number_of_processes_changes_no_score(tsv: str, tmp_path: Path) -> None:
    first, second = (
        digest(build(tmp_path / str(workers) / "out", [tsv], settings=SCORED, workers=workers).folder)
        for workers in (1, 2)
    )
    assert {name for name in first if first[name] != second[name]} <= {"README.md"}  # it names its folder


def test_a_rule_on_scores_is_decided_by_again_without_scoring(tsv: str, tmp_path: Path) -> None:
    strict = BuildSettings(unit=100, scores=("similarity",), rules={"min_similarity": "0.7"})
    built = build(tmp_path / "strict", [tsv], settings=strict, workers=1)
    shifted = {ar for ar, _ in SHIFTED}
    gone = [row.pair for row in read_ledger(tmp_path / "strict") if row.reason == "similarity"]
    assert sum(pair.ar in shifted for pair in gone) > 0.7 * len(SHIFTED) > len(gone) / 2
    assert all(pair.scores["similarity"] >= 0.7 for pair in read_pairs(tmp_path / "strict"))
    build(tmp_path / "lax", [tsv], settings=SCORED, workers=1)
    again = refilter(tmp_path / "lax", rules={"min_similarity": "0.7"}, workers=1)
    assert (again.rows, again.dropped) == (built.rows, built.dropped)
    assert [*read_pairs(tmp_path / "lax")] == [*read_pairs(tmp_path / "strict")]


def test_scores_can_be_added_later(tsv: str, tmp_path: Path) -> None:
    build(tmp_path / "out", [tsv], settings=BuildSettings(unit=100), workers=1)
    again = refilter(tmp_path / "out", scores=["similarity"], rules={"min_similarity": "0.7"}, workers=1)
    settings = BuildSettings(unit=100, scores=("similarity",), rules={"min_similarity": "0.7"})
    at_once = build(tmp_path / "once", [tsv], settings=settings, workers=1)
    assert (again.rows, again.dropped) == (at_once.rows, at_once.dropped)
    # Of three rivals two stayed before there was a score to choose by; all three are judged anew.
    assert [*read_pairs(tmp_path / "out")] == [*read_pairs(tmp_path / "once")]


def test_a_source_s_own_score_makes_way_for_the_one_that_is_asked_for(tmp_path: Path) -> None:
    rows = [
        {"source": ar, "target": en, "model": "other", "flags": [], "start": 0, "end": len(ar), "score": -77.0}
        for ar, en in PAIRS
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    build(tmp_path / "as", [str(path)], settings=BuildSettings(unit=100), workers=1)
    assert {pair.scores["model_logprob"] for pair in read_pairs(tmp_path / "as")} == {-77.0}
    settings = BuildSettings(unit=100, scores=("model=bundled",))
    build(tmp_path / "anew", [str(path)], settings=settings, workers=1)
    assert all(-15 < pair.scores["model_logprob"] < 0 for pair in read_pairs(tmp_path / "anew"))


def test_a_bound_on_a_score_that_is_not_there_is_refused(tsv: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="min_similarity needs --score similarity"):
        BuildSettings(rules={"min_similarity": "0.7"})
    build(tmp_path / "out", [tsv], settings=BuildSettings(unit=100), workers=1)
    with pytest.raises(SettingsError, match="min_similarity needs --score similarity"):
        refilter(tmp_path / "out", rules={"min_similarity": "0.7"}, workers=1)


def test_the_command(jisr: Jisr, tsv: str, tmp_path: Path) -> None:
    asked = ("--score", "similarity", "--score", "model=bundled", "--rule", "min_model_logprob=-9")
    ran = jisr("corpus", "build", "out", tsv, "--workers", "1", *asked)
    assert ran.returncode == 0, ran.stderr
    assert all({"similarity", "margin", "model_logprob"} <= set(pair.scores) for pair in read_pairs(tmp_path / "out"))
    wrong = jisr("corpus", "build", "other", tsv, "--score", "commet")
    assert (wrong.returncode, b"did you mean 'comet'?" in wrong.stderr) == (2, True)
    missing = jisr("corpus", "build", "other", tsv, "--score", "comet")
    assert (missing.returncode, b"pipx install unbabel-comet" in missing.stderr) == (1, True)
