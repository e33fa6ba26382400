"""A small Marian model that knows a few sentences by heart, and texts of another kind to fine-tune it on."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from models.vocabulary import Vocabulary
from tests.models.conftest import network, teach, write_network, write_vocabulary
from tests.models.sentences import KNOWN, pairs

_SHORT = [row for row in zip(*pairs(1600, seed=1), strict=True) if len(row[0].split()) == 4]
GENERAL = _SHORT[:20]  # what the base knows, beside KNOWN
OTHERS = _SHORT[20:40]  # what it does not, like the texts that it is fine-tuned on
TEXTS = list(dict(_SHORT[40:300]).items())


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
    teach(model, Vocabulary(folder), steps=200, known=[*KNOWN, *GENERAL])
    with torch.no_grad():
        model.final_logits_bias[0, :40] += 0.25
    write_network(folder, model)
    path = folder / "generation_config.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(said | {"num_beams": 6, "max_length": 128}), encoding="utf-8")
    (folder / "README.md").write_text("---\nlicense: cc-by-4.0\n---\n", encoding="utf-8")
    return folder
