"""models.smoke: a model that does not translate is refused."""

import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

import models
from models.engines.base import Decoding, Hypothesis
from models.errors import ModelError
from models.smoke import find_fault


@pytest.mark.parametrize(
    ("target", "finished", "fault"),
    [
        ("Where is the book?", True, None),
        ("The book, where?", True, None),
        ("", True, "empty"),
        ("...", True, "empty"),
        ("؟ ٣", True, "empty"),
        ("أين الكتاب؟", True, "not in Latin script"),
        ("Где книга?", True, "not in Latin script"),
        ("the book the book the book the book the book the book the book the book", True, "repeats itself"),
        ("Where is the book", False, "repeats itself"),
        ("Tact hussar inau delle", True, "not what it says"),
        ("Bookkeeping", True, "not what it says"),
    ],
)
def test_find_fault(target: str, finished: bool, fault: str | None) -> None:
    assert find_fault(target, {"where", "book"}, Hypothesis((), -1.0, finished)) == fault


def test_a_model_that_translates_is_taken(taught_checkpoint: Path) -> None:
    with models.load(str(taught_checkpoint)) as model:
        (hypotheses,) = model.engine.generate([model.vocabulary.encode(["أين الكتاب؟"])], Decoding())
        assert model.vocabulary.decode([hypotheses[0].pieces]) == ["Where is the book?"]


def test_random_weights_are_refused(random_checkpoint: Path, home: Path) -> None:
    with pytest.raises(ModelError, match="random does not translate: 'أين الكتاب؟' became"):
        models.load(str(random_checkpoint))
    assert [path for path in (home / "converted").iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("seed", range(3))
def test_permuted_embeddings_are_refused(taught_checkpoint: Path, tmp_path: Path, seed: int) -> None:
    folder = Path(shutil.copytree(taught_checkpoint, tmp_path / "permuted"))
    tensors = load_file(folder / "model.safetensors")
    rows = tensors["model.shared.weight"]
    order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(seed))
    save_file(
        {**tensors, "model.shared.weight": rows[order].contiguous()},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    with pytest.raises(ModelError, match="permuted does not translate"):
        models.load(str(folder))
