"""What a training run was: its measurements, its curve, its time and its machine."""

import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.extras import require
from models.train.curve import draw_curve
from models.train.precision import computes_bfloat16


@dataclass(frozen=True, slots=True)
class Record:
    """A run that is over.

    `updates` done of `planned`, the best one by the validation rows' loss `best`; `rate` at its highest; `seconds` of
    training and measuring; `trained` of `parameters` were changed.
    """

    updates: int
    planned: int
    best: int
    rate: float
    batch_tokens: int
    seconds: float
    parameters: int
    trained: int
    hardware: str


def write_record(trainer: Any, batch_tokens: int, folder: Path) -> Record:
    """Write `log.jsonl` and `curve.png` into `folder`, and give the rest."""
    rows = _rows(trainer.state.log_history)
    log = folder / "log.jsonl"
    log.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    draw_curve(log, folder / "curve.png")
    counts = [(parameter.numel(), parameter.requires_grad) for parameter in trainer.model.parameters()]
    return Record(
        updates=trainer.state.global_step,
        planned=trainer.state.max_steps,
        best=trainer.state.best_global_step or 0,
        rate=trainer.args.learning_rate,
        batch_tokens=batch_tokens,
        seconds=max(row["seconds"] for row in rows),
        parameters=sum(number for number, _ in counts),
        trained=sum(number for number, changes in counts if changes),
        hardware=_hardware(trainer.args.device),
    )


def _rows(history: list[dict[str, float]]) -> list[dict[str, Any]]:
    """A row for each measurement, with the mean training loss since the one before (none at the start)."""
    losses = {row["step"]: row["loss"] for row in history if "loss" in row}
    return [
        {
            "update": row["step"],
            "loss": losses.get(row["step"]),
            "dev_loss": row["eval_loss"],
            "dev_chrf": row["eval_chrf"],
            "seconds": row["seconds"],
        }
        for row in history
        if "eval_chrf" in row
    ]


def _hardware(device: Any) -> str:
    torch = require("torch", extra="train", purpose="jisr models finetune")
    numbers = "bfloat16" if computes_bfloat16(device) else "float32"
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)}, {numbers}"
    return f"{_processor()}, {torch.get_num_threads()} of {os.cpu_count()} cores, {numbers}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):  # another system, or an ARM processor, which has no name there
        return platform.processor() or platform.machine()
