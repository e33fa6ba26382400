from pathlib import Path

import pytest

from experiments.finetune import Task
from experiments.finetune.material import OWN_GENERAL, Sources
from models.errors import InputError
from models.vocabulary import Vocabulary
from tests.conftest import ROOT
from tests.experiments.finetune.conftest import GENERAL, TEXTS, write_tsv


def test_without_a_general_set_jisrs_own_sentences_are_taken_and_not_trained_on(base: Path, tmp_path: Path) -> None:
    own = [
        tuple(line.split("\t"))
        for line in (ROOT / "experiments" / "data" / "general.tsv").read_text(encoding="utf-8").splitlines()
    ]
    data = write_tsv(tmp_path / "texts.tsv", [*TEXTS, (own[0][0], own[0][1])])
    sources = Sources(Task(base=str(base), data=str(data), out=tmp_path / "mine"))
    held_out, general = sources.tested
    assert general.rows.name == OWN_GENERAL
    assert list(zip(general.rows.arabic, general.rows.english, strict=True)) == own
    material = sources.material(Vocabulary(base), 128)
    assert material.counts["also held out"] + material.counts["kept"] == len(TEXTS) + 1 - 2 * len(held_out.rows)
    assert len(material.pairs) == material.counts["kept"]


def test_a_held_out_set_of_the_users_is_not_trained_on(base: Path, tmp_path: Path) -> None:
    data = write_tsv(tmp_path / "texts.tsv", [*TEXTS, *GENERAL])
    given = write_tsv(tmp_path / "held-out.tsv", GENERAL)
    sources = Sources(Task(base=str(base), data=str(data), out=tmp_path / "mine", held_out=str(given)))
    assert sources.tested[0].rows.english == tuple(en for _, en in GENERAL)
    validation = set(sources.material(Vocabulary(base), 128).validation.rows)
    assert sources.material(Vocabulary(base), 128).counts["also held out"] == len(set(GENERAL) - validation)


def test_a_corpus_of_which_nothing_is_left_is_refused(base: Path, tmp_path: Path) -> None:
    task = Task(base=str(base), data=str(write_tsv(tmp_path / "texts.tsv", TEXTS)), out=tmp_path / "mine")
    with pytest.raises(InputError, match=r"no row is left to train on \(.* too long\)"):
        Sources(task).material(Vocabulary(base), 3)
