"""The training curve as a picture."""

import json
from pathlib import Path

from models.extras import require


def draw_curve(log: Path, out: Path) -> None:
    """Draw training and development loss and development chrF over the updates of `log.jsonl` as a PNG."""
    if not log.exists():
        return
    require("matplotlib", extra="train", purpose="the training curve").use("agg")
    pyplot = require("matplotlib.pyplot", extra="train", purpose="the training curve")
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    updates = [row["update"] for row in rows]
    figure, losses = pyplot.subplots(figsize=(8, 5))
    losses.plot(updates, [row["loss"] for row in rows], color="tab:gray", label="training loss (smoothed labels)")
    losses.plot(updates, [row["dev_loss"] for row in rows], color="tab:blue", label="development loss")
    losses.set_xlabel("updates")
    losses.set_ylabel("nats a subword")
    scores = losses.twinx()
    scores.plot(updates, [row["dev_chrf"] for row in rows], color="tab:red", label="development chrF (beam 1)")
    scores.set_ylabel("chrF")
    figure.legend(loc="lower center", bbox_to_anchor=(0.5, 0.88), ncols=3, frameon=False)
    figure.savefig(out, dpi=120, bbox_inches="tight")
    pyplot.close(figure)
