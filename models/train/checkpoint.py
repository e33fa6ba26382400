"""Checkpoints of a training run: written whole or not at all, resumed from, averaged."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.errors import ModelError
from models.extras import require

_PART_BYTES = 15 * 2**20  # files stay under 16 MiB, so that a stage's results travel anywhere
_NAME = "checkpoint-{:07d}"


@dataclass(frozen=True, slots=True)
class State:
    """Where a run stands: `update` done, the next batch is number `batch` of `epoch`; best chrF and when."""

    update: int = 0
    epoch: int = 0
    batch: int = 0
    best_chrf: float = 0.0
    best_update: int = 0


def save(
    run: Path, state: State, weights: Mapping[str, Any], optimiser: Mapping[str, Any] | None, *, half: bool
) -> Path:
    """Write one checkpoint folder into `run` and return it; `half` stores the weights as float16."""
    torch = require("torch", extra="train", purpose="jisr models train")
    final = run / _NAME.format(state.update)
    partial = final.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    dtype = torch.float16 if half else torch.float32
    _write_parts({name: value.to(dtype) for name, value in weights.items()}, partial, "weights")
    if optimiser is not None:
        _write_parts(optimiser, partial, "optimiser")
    (partial / "state.json").write_text(json.dumps(asdict(state)), encoding="utf-8")
    if final.exists():
        shutil.rmtree(final)
    partial.replace(final)
    return final


def _write_parts(tensors: Mapping[str, Any], folder: Path, stem: str) -> None:
    save_file = require("safetensors.torch", extra="train", purpose="jisr models train").save_file
    parts: list[dict[str, Any]] = [{}]
    size = 0
    for name, tensor in tensors.items():
        # A single tensor over the limit (an embedding) is cut by rows; the number after '#' orders the pieces.
        rows = max(1, _PART_BYTES // max(1, tensor[0].nbytes)) if tensor.dim() > 1 else 0
        pieces = list(tensor.split(rows)) if tensor.nbytes > _PART_BYTES and rows else [tensor]
        for number, piece in enumerate(pieces):
            if size + piece.nbytes > _PART_BYTES and parts[-1]:
                parts.append({})
                size = 0
            parts[-1][f"{name}#{number}" if len(pieces) > 1 else name] = piece.contiguous().cpu()
            size += piece.nbytes
    for number, part in enumerate(parts):
        save_file(part, str(folder / f"{stem}-{number:03d}.safetensors"))


def read(folder: Path, stem: str) -> dict[str, Any]:
    """The tensors stored under `stem` ('weights' or 'optimiser') in a checkpoint folder, cut ones joined again."""
    torch = require("torch", extra="train", purpose="jisr models train")
    load_file = require("safetensors.torch", extra="train", purpose="jisr models train").load_file
    whole: dict[str, Any] = {}
    cut: dict[str, list[tuple[int, Any]]] = {}
    for file in sorted(folder.glob(f"{stem}-*.safetensors")):
        for name, tensor in load_file(str(file)).items():
            stem_name, mark, number = name.partition("#")
            if mark:
                cut.setdefault(stem_name, []).append((int(number), tensor))
            else:
                whole[name] = tensor
    for name, pieces in cut.items():
        whole[name] = torch.cat([piece for _, piece in sorted(pieces, key=lambda p: p[0])])
    return whole


def found(run: Path) -> list[Path]:
    """The complete checkpoints in `run`, oldest first."""
    return sorted(path for path in run.glob("checkpoint-*") if path.suffix != ".partial" and path.is_dir())


def read_state(folder: Path) -> State:
    return State(**json.loads((folder / "state.json").read_text(encoding="utf-8")))


def thin_out(run: Path, keep: int, best: int) -> None:
    """Delete all but the latest `keep` checkpoints and the best one; the optimiser only stays in the latest."""
    folders = found(run)
    for folder in folders[:-1]:
        for file in folder.glob("optimiser-*"):
            file.unlink()
    for folder in folders[:-keep]:
        if folder.name != _NAME.format(best):
            shutil.rmtree(folder)


def average(folders: Sequence[Path]) -> dict[str, Any]:
    """The mean of the weights of several checkpoints (as in Vaswani et al. 2017, section 6.1).

    Raises ModelError when there is none.
    """
    torch = require("torch", extra="train", purpose="jisr models train")
    if not folders:
        raise ModelError("no checkpoint to average; has the run reached checkpoints.every updates?")
    total: dict[str, Any] = {}
    for folder in folders:
        for name, tensor in read(folder, "weights").items():
            total[name] = total.get(name, 0) + tensor.to(torch.float64)
    return {name: (tensor / len(folders)).to(torch.float32) for name, tensor in total.items()}
