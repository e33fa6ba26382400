"""A model turned round, and back-translations step by step as they are made where a graphics card is lent."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import torch
from back_translations import choose, pair, read, write
from turn_model import turn

from models.train.batches import Pairs
from models.train.network import build, target_rows
from models.train.prepare import prepare
from models.train.recipe import Recipe
from models.vocabulary import Vocabulary
from tests.conftest import ROOT, environment
from tests.models.conftest import write_taught
from tests.models.sentences import KNOWN
from tests.models.train.conftest import recipe as recipe
from tests.models.train.conftest import world as world


def run(folder: Path, *options: str) -> str:
    command = [sys.executable, str(ROOT / "scripts/back_translations.py"), *options]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_english_comes_back_as_tagged_pairs_among_the_prepared(tmp_path: Path, world: Path, recipe: Recipe) -> None:
    write_taught(tmp_path / "back", KNOWN, reverse=True)
    write(tmp_path / "news.txt.gz", [english for _, english in KNOWN])
    run(tmp_path, "translate", "back", "news.txt.gz", "--out", "arabic.txt")
    assert "4 of 4" in run(tmp_path, "pair", "news.txt.gz", "arabic.txt", "--out", "pairs.tsv.gz")
    assert {tuple(line.split("\t")) for line in read(tmp_path / "pairs.tsv.gz")} == set(KNOWN)
    prepare(recipe, [world / "data"], tmp_path / "prepared")
    before = Pairs.read(tmp_path / "prepared/pairs.parquet")
    added = run(tmp_path, "add", "pairs.tsv.gz", "--tag", "ل", "--weight", "1.5", "--out", "prepared")
    assert "4 pairs" in added
    after, vocabulary = Pairs.read(tmp_path / "prepared/pairs.parquet"), Vocabulary(tmp_path / "prepared")
    assert len(after) == len(before) + 4
    assert after.weight[-4:].tolist() == [1.5] * 4
    (pieces,) = vocabulary.encode([f"ل {KNOWN[0][0]}"])
    start, end = after.source_at[len(before) : len(before) + 2]
    assert after.source[start:end].tolist() == vocabulary.ids(pieces)


def test_sentences_of_prose_are_chosen_once(tmp_path: Path) -> None:
    good = ["The cabinet met on Sunday to discuss it.", "“We will not leave,” said the mayor of the town."]
    bad = ["Too short.", "and it goes on like this for a while", "It ends with a comma that closes nothing,"]
    write(tmp_path / "one.txt.gz", [*good, *bad, good[0].upper().replace(".", "!")])
    write(tmp_path / "two.txt.gz", [good[0], "The village has had no water for a week."])
    files = [tmp_path / "one.txt.gz", tmp_path / "two.txt.gz"]
    assert sorted(choose(files[:1], 10)) == sorted(good)
    assert choose(files, 10)[2:] == ["The village has had no water for a week."]
    assert len(choose(files, 1)) == 2


def test_arabic_that_stammers_or_is_none_makes_no_pair() -> None:
    english = "The ministers of the three countries met in the capital"
    assert list(pair([english], ["اجتمع وزراء الدول الثلاث في العاصمة"])) == [
        f"اجتمع وزراء الدول الثلاث في العاصمة\t{english}"
    ]
    for arabic in ("", "اجتمع", "اجتمع اجتمع اجتمع اجتمع في العاصمة", "The ministers met in the capital أمس"):
        assert not list(pair([english], [arabic]))


def test_a_turned_model_writes_what_it_read(tmp_path: Path, world: Path, recipe: Recipe) -> None:
    write_taught(tmp_path / "model", KNOWN)
    turn(tmp_path / "model", tmp_path / "turned")
    forward, turned = Vocabulary(tmp_path / "model"), Vocabulary(tmp_path / "turned")
    assert turned.languages == ("en", "ar")
    assert turned.encode_target([KNOWN[0][0]]) == forward.encode([KNOWN[0][0]])
    goes_on = replace(recipe, direction="en-ar", initial=str(tmp_path / "turned"))
    prepare(goes_on, [world / "data"], tmp_path / "prepared")
    model = build(goes_on, Vocabulary(tmp_path / "prepared"))
    known = {forward.index[piece] for piece in forward.encode([KNOWN[0][0]])[0]}
    assert known <= set(target_rows(turned))
    assert torch.equal(model.final_logits_bias[0, list(known)], torch.zeros(len(known)))
