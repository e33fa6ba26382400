"""A small world of sentences to train on: every name, verb, thing and place with every other."""

import gzip
import itertools
from pathlib import Path

import pytest

from models.train.recipe import Recipe, read_recipe

NAMES = {"سامي": "Sami", "ليلى": "Layla", "عمر": "Omar", "هدى": "Huda", "المعلم": "The teacher", "الطبيب": "The doctor"}
VERBS = {"اشترى": "bought", "باع": "sold", "رأى": "saw", "وجد": "found"}
THINGS = {"كتابا": "a book", "بيتا": "a house", "سيارة": "a car", "خبزا": "bread", "قلما": "a pen"}
PLACES = {"في المدينة": "in the city", "في القرية": "in the village", "في السوق": "at the market"}

PAIRS = [
    (f"{verb} {name} {thing} {place}.", f"{NAMES[name]} {VERBS[verb]} {THINGS[thing]} {PLACES[place]}.")
    for name, verb, thing, place in itertools.product(NAMES, VERBS, THINGS, PLACES)
]

RECIPE = """
name = "small world"
data = "data"
dev_ar = "dev.ar"
dev_en = "dev.en"
[shape]
width = 32
heads = 2
feed_forward = 64
encoder_layers = 1
decoder_layers = 1
positions = 64
source_subwords = 120
target_subwords = 120
[schedule]
updates = 24
rate = 3e-3
warmup = 6
batch_tokens = 256
max_tokens = 40
[checkpoints]
every = 8
keep = 2
validation_lines = 6
[[sources]]
files = "main.tsv.gz"
weight = 1
[[sources]]
files = "half.tsv.gz"
weight = 0.5
"""


def write_pairs(path: Path, lines: list[tuple[str, str]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(f"{source}\t{target}\n" for source, target in lines)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A folder with a recipe, its data and its development lines."""
    (tmp_path / "data").mkdir()
    write_pairs(tmp_path / "data" / "main.tsv.gz", PAIRS[:240])
    write_pairs(tmp_path / "data" / "half.tsv.gz", PAIRS[230:350])
    (tmp_path / "dev.ar").write_text("".join(f"{source}\n" for source, _ in PAIRS[350:]), encoding="utf-8")
    (tmp_path / "dev.en").write_text("".join(f"{target}\n" for _, target in PAIRS[350:]), encoding="utf-8")
    (tmp_path / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def recipe(world: Path) -> Recipe:
    return read_recipe(world / "recipe.toml")
