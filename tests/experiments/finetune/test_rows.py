from pathlib import Path

import pytest

from corpus import BuildSettings, build
from experiments.finetune.rows import Seen, read_corpus
from models.errors import InputError
from tests.experiments.finetune.conftest import TEXTS, write_tsv

ROWS = [
    (f"وصل الوفد رقم {n} إلى المدينة أمس.", f"Delegation number {n} arrived in the city yesterday.") for n in range(600)
]


def test_the_splits_of_a_data_set_are_held_out(tmp_path: Path) -> None:
    folder = tmp_path / "parquet"
    import datasets

    def part(rows: list[tuple[str, str]]) -> datasets.Dataset:
        return datasets.Dataset.from_dict({"translation": [{"ar": ar, "en": en} for ar, en in rows]})

    splits = {"train": part(ROWS[:300]), "validation": part(ROWS[300:420]), "test": part(ROWS[420:])}
    datasets.DatasetDict(splits).save_to_disk(folder)
    corpus = read_corpus(str(folder))
    assert list(corpus.rows()) == ROWS[:300]
    assert (corpus.validation, corpus.test) == (tuple(ROWS[300:420]), tuple(ROWS[420:]))
    assert corpus.held_out == "its splits validation and test"


def test_of_large_splits_a_thousand_rows_are_enough(tmp_path: Path) -> None:
    import datasets

    rows = [(f"وصل الوفد رقم {n} إلى المدينة.", f"Delegation {n} arrived in the city.") for n in range(1500)]
    translations = {"translation": [{"ar": ar, "en": en} for ar, en in rows]}
    splits = {"train": datasets.Dataset.from_dict({"translation": translations["translation"][:200]})}
    splits["test"] = datasets.Dataset.from_dict({"translation": translations["translation"][200:]})
    datasets.DatasetDict(splits).save_to_disk(tmp_path / "set")
    corpus = read_corpus(str(tmp_path / "set"))
    assert len(corpus.test) == 1000 and corpus.validation == corpus.test
    assert "its split test, which chose the checkpoint too, of each 1,000 rows" in corpus.held_out


def test_of_a_data_set_of_jisrs_too_small_splits_are_made_up_for(tmp_path: Path) -> None:
    source = write_tsv(tmp_path / "rows.tsv", TEXTS)
    settings = BuildSettings(near=False, shares={"test": 0.0, "validation": 0.0}, rules={"min_similarity": "off"})
    build(tmp_path / "set", [f"{source}?licence=CC-BY-4.0"], settings=settings, workers=1)
    corpus = read_corpus(str(tmp_path / "set"))
    kept = list(corpus.rows())
    assert len(corpus.validation) == len(corpus.test) == (len(kept) + len(corpus.validation) * 2) // 10
    assert not {*corpus.validation, *corpus.test} & set(kept)
    assert corpus.licences == {"CC-BY-4.0": len(kept)}
    assert corpus.held_out.endswith("chosen by a hash of their Arabic")


def test_rows_that_are_held_out_stay_so_when_the_file_grows(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "rows.tsv", ROWS[:300])
    before = read_corpus(str(path))
    write_tsv(path, ROWS[:300])
    assert read_corpus(str(path)).test == before.test
    write_tsv(path, ROWS[::-1])
    after = read_corpus(str(path))
    assert len(after.test) == 60
    assert not set(before.test) & set(after.rows()) - set(after.validation)


def test_too_few_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="9 different rows are too few"):
        read_corpus(str(write_tsv(tmp_path / "rows.tsv", ROWS[:9])))


def test_documents_are_to_be_built_first(tmp_path: Path) -> None:
    for language, text in (("ar", "وصل الوفد أمس."), ("en", "The delegation arrived yesterday.")):
        (tmp_path / f"news.{language}.txt").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="jisr corpus build OUT"):
        read_corpus(str(tmp_path))


def test_what_is_tested_is_not_trained_on() -> None:
    held_out = [("وصلَ الوفدُ أمس", "The delegation arrived yesterday."), ("نعم", "Yes")]
    rows = [("وصل الوفد أمس", "They came."), ("أجل", "yes"), ("لا", "No")]
    seen = Seen(held_out)
    assert list(seen.without(rows)) == [("لا", "No")]
    assert seen.count == 2
