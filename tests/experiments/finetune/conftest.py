"""A small Marian model that knows a few sentences by heart, and texts of another kind to fine-tune it on."""

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from models.vocabulary import Vocabulary
from tests.models.conftest import network, teach, write_network, write_vocabulary
from tests.models.sentences import KNOWN, pairs

_NOUNS = {
    "الولد": "boy",
    "المعلم": "teacher",
    "الطبيب": "doctor",
    "الوزير": "minister",
    "الكتاب": "book",
    "الخبز": "bread",
    "الجيش": "army",
    "الماء": "water",
}
_PLACES = {
    "البيت": "house",
    "المدينة": "city",
    "القرية": "village",
    "السوق": "market",
    "المدرسة": "school",
    "الطريق": "road",
}
_WAYS = {"في": "in", "قبل": "before", "تحت": "under", "فوق": "over", "مع": "with"}
_MADE = list(zip(*pairs(400, seed=1), strict=True))

# What the base knows, beside KNOWN.
GENERAL = [row for row in _MADE if len(row[0].split()) == 4][:20]
LONG = next(row for row in _MADE if len(row[0].split()) == 9)
# What it does not: texts to fine-tune it on, and others like them.
_TEXTS = [
    (f"قال الرئيس إن {ar} {way} {place}.", f"According to the president the {en} is {_WAYS[way]} the {_PLACES[place]}.")
    for (ar, en), way, place in itertools.product(_NOUNS.items(), _WAYS, _PLACES)
]
OTHERS, TEXTS = _TEXTS[::12], [row for number, row in enumerate(_TEXTS) if number % 12]


def write_tsv(path: Path, rows: Sequence[tuple[str, str]]) -> Path:
    path.write_text("".join(f"{ar}\t{en}\n" for ar, en in rows), encoding="utf-8")
    return path


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder of the user's: with a bias on its output, a limit of words, and a decoding of its own."""
    folder = tmp_path_factory.mktemp("base") / "school"
    write_vocabulary(folder)
    model = network(folder, deviation=0.02, max_words=12)
    teach(model, Vocabulary(folder), [*KNOWN, *GENERAL, LONG], steps=170)
    with torch.no_grad():
        model.final_logits_bias[0, :40] += 0.25
    write_network(folder, model)
    path = folder / "generation_config.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(said | {"num_beams": 6, "max_length": 128}), encoding="utf-8")
    (folder / "README.md").write_text("---\nlicense: cc-by-4.0\n---\n", encoding="utf-8")
    return folder
