import gzip
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import datasets
import pytest

from models.errors import InputError, SettingsError
from models.train.noise import noised
from models.train.prepare import comparison_key, prepare, read_pairs
from models.train.recipe import Recipe, Source
from models.vocabulary import Vocabulary
from tests.models.train.conftest import PAIRS, write_pairs


def test_a_pair_is_read_once_from_its_first_source(world: Path, recipe: Recipe) -> None:
    counts: Counter[str] = Counter()
    pairs = list(read_pairs(recipe, [world / "data"], counts))
    assert [(pair.source, pair.target) for pair in pairs] == PAIRS[:350]
    assert {pair.weight for pair in pairs[:240]} == {1.0}
    assert {pair.weight for pair in pairs[240:]} == {0.5}
    assert counts == {"main.tsv.gz: kept": 240, "half.tsv.gz: kept": 110, "half.tsv.gz: repeated": 10}


def test_sources_are_looked_for_in_every_folder_and_may_be_tagged(world: Path, recipe: Recipe) -> None:
    (world / "more").mkdir()
    write_pairs(world / "more" / "back-1.tsv.gz", [("وصل الوَفد", "The delegation arrived")])
    added = Source(files="back-*.tsv.gz", tag="¶")
    recipe = replace(recipe, sources=(*recipe.sources, added))
    pair = list(read_pairs(recipe, [world / "data", world / "more"], Counter()))[-1]
    assert (pair.source, pair.target) == ("¶ وصل الوفد", "The delegation arrived")
    turned = list(read_pairs(replace(recipe, direction="en-ar"), [world / "data", world / "more"], Counter()))[-1]
    assert (turned.source, turned.target) == ("¶ The delegation arrived", "وصل الوفد")


def test_data_sets_are_sources_too(world: Path, recipe: Recipe) -> None:
    rows = [{"id": str(n), "translation": {"en": en, "ar": ar}} for n, (ar, en) in enumerate(PAIRS[:20])]
    datasets.Dataset.from_list(rows).to_parquet(str(world / "data" / "train-0.parquet"))
    recipe = replace(recipe, sources=(Source(files="train-*.parquet"),))
    found = list(read_pairs(recipe, [world / "data"], Counter()))
    assert [(pair.source, pair.target) for pair in found] == PAIRS[:20]
    datasets.Dataset.from_list([{"text": "نعم"}]).to_parquet(str(world / "data" / "train-1.parquet"))
    with pytest.raises(InputError, match=r"train-1\.parquet: not readable as a data set with `translation`"):
        list(read_pairs(recipe, [world / "data"], Counter()))


def test_monolingual_text_is_restored_from_noise_in_the_language_written(world: Path, recipe: Recipe) -> None:
    line = "The cabinet will meet again on Sunday to discuss the budget."
    with gzip.open(world / "data" / "news.txt.gz", "wt", encoding="utf-8") as out:
        out.write(f"{line}\nYes.\n")
    recipe = replace(recipe, sources=(Source(files="news.txt.gz", weight=0.5),))
    counts: Counter[str] = Counter()
    (pair,) = read_pairs(recipe, [world / "data"], counts)
    assert (pair.source, pair.target, pair.weight) == (noised(line), line, 0.5)
    assert counts == {"news.txt.gz: kept": 1, "news.txt.gz: copy": 1}
    with gzip.open(world / "data" / "news.txt.gz", "wt", encoding="utf-8") as out:
        out.write("اجتمعَ مجلس الوزراء أمس في قصر الحكومة لبحث الموازنة\n")
    (pair,) = read_pairs(replace(recipe, direction="en-ar"), [world / "data"], counts)
    assert pair.target == "اجتمع مجلس الوزراء أمس في قصر الحكومة لبحث الموازنة"
    assert pair.source == noised(pair.target) != pair.target


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("", "Nothing", "empty side"),
        ("كلمة " * 121, "word " * 121, "over 120 words"),
        ("هذه جملة قصيرة جدا هنا", "word " * 16, "length ratio over 3"),
        ("https://example.org/a", "HTTPS://example.org/a", "copy"),
    ],
)
def test_a_pair_not_worth_training_on_is_dropped_and_counted(
    world: Path, recipe: Recipe, source: str, target: str, reason: str
) -> None:
    write_pairs(world / "data" / "half.tsv.gz", [(source, target)])
    counts: Counter[str] = Counter()
    assert len(list(read_pairs(recipe, [world / "data"], counts))) == 240
    assert counts[f"half.tsv.gz: {reason}"] == 1


def test_vowel_marks_are_taken_out_of_the_source_only(world: Path, recipe: Recipe) -> None:
    write_pairs(world / "data" / "half.tsv.gz", [("ذَهَبَ الـولد", "The boy\u200f went")])
    pair = list(read_pairs(recipe, [world / "data"], Counter()))[-1]
    assert (pair.source, pair.target) == ("ذهب الولد", "The boy\u200f went")


def test_the_comparison_key_ignores_marks_case_and_spaces() -> None:
    assert comparison_key("«كَتَبَ»،  Ali") == comparison_key("كتب ali")
    assert comparison_key("كتب") != comparison_key("كتاب")


def test_a_missing_source_and_a_broken_line_are_named(world: Path, recipe: Recipe) -> None:
    with pytest.raises(InputError, match=r"none\.tsv\.gz: no such file"):
        list(read_pairs(replace(recipe, sources=(Source(files="none.tsv.gz"),)), [world / "data"], Counter()))
    with gzip.open(world / "data" / "half.tsv.gz", "wt", encoding="utf-8") as out:
        out.write("واحد\tone\nاثنان\n")
    with pytest.raises(InputError, match=r"half\.tsv\.gz, line 2: 1 columns"):
        list(read_pairs(recipe, [world / "data"], Counter()))


def test_prepared_data_holds_every_pair_in_numbers_that_read_back(world: Path, recipe: Recipe) -> None:
    out = world / "prepared"
    counts = prepare(recipe, [world / "data"], out)
    assert counts["over 40 subwords"] == 0
    vocabulary = Vocabulary(out)
    assert vocabulary.index["</s>"] == 0
    assert vocabulary.index["<unk>"] == 1
    assert vocabulary.pad_id == len(vocabulary) - 1
    table = datasets.Dataset.from_parquet(str(out / "pairs.parquet"), cache_dir=str(world / "cache"))
    assert len(table) == 350
    row = table[0]
    assert row["target"][-1] == vocabulary.end_id
    pieces = [vocabulary.tokens[i] for i in row["target"][:-1]]
    assert vocabulary.decode([pieces]) == [PAIRS[0][1]]


def test_prepared_data_is_used_again_and_other_settings_are_refused(world: Path, recipe: Recipe) -> None:
    out = world / "prepared"
    counts = prepare(recipe, [world / "data"], out)
    written = (out / "pairs.parquet").stat().st_mtime_ns
    assert prepare(recipe, [world / "data"], out) == counts
    assert (out / "pairs.parquet").stat().st_mtime_ns == written
    other = replace(recipe, shape=replace(recipe.shape, width=64))
    with pytest.raises(SettingsError, match="other settings"):
        prepare(other, [world / "data"], out)
    assert json.loads((out / "prepared.json").read_text(encoding="utf-8"))["signature"] == recipe.signature()
