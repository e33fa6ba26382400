from pathlib import Path

import pytest
import torch

from models.errors import ModelError
from models.train import checkpoint
from models.train.checkpoint import State


def test_a_checkpoint_reads_back_in_files_under_16_mib(tmp_path: Path) -> None:
    torch.manual_seed(1)
    weights = {"embedding": torch.randn(9000, 1100), "norm": torch.randn(1100), "step": torch.tensor(3.0)}
    folder = checkpoint.save(tmp_path, State(update=5, epoch=1, batch=7), weights, None, half=False)
    assert max(file.stat().st_size for file in folder.iterdir()) < 16 * 2**20
    again = checkpoint.read(folder, "weights")
    assert again.keys() == weights.keys()
    assert all(torch.equal(again[name], weights[name]) for name in weights)
    assert checkpoint.read_state(folder) == State(update=5, epoch=1, batch=7)
    assert checkpoint.read(folder, "optimiser") == {}


def test_a_half_written_checkpoint_is_not_found(tmp_path: Path) -> None:
    checkpoint.save(tmp_path, State(update=5), {"w": torch.ones(2)}, None, half=False)
    (tmp_path / "checkpoint-0000009.partial").mkdir()
    assert [folder.name for folder in checkpoint.found(tmp_path)] == ["checkpoint-0000005"]


def test_the_latest_and_the_best_are_kept_and_only_the_latest_can_go_on(tmp_path: Path) -> None:
    for update in (1, 2, 3, 4, 5):
        state = State(update=update)
        checkpoint.save(tmp_path, state, {"w": torch.ones(2) * update}, {"w|step": torch.ones(1)}, half=False)
        checkpoint.thin_out(tmp_path, keep=2, best=2)
    assert [folder.name[-1] for folder in checkpoint.found(tmp_path)] == ["2", "4", "5"]
    assert [bool(checkpoint.read(folder, "optimiser")) for folder in checkpoint.found(tmp_path)] == [False, False, True]
    mean = checkpoint.average(checkpoint.found(tmp_path)[-2:])
    assert mean["w"].tolist() == [4.5, 4.5]


def test_nothing_to_average_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no checkpoint"):
        checkpoint.average(checkpoint.found(tmp_path))
