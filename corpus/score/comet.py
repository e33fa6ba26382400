"""COMET's estimate of how good a translation is without a reference (Rei et al. 2022, CometKiwi)."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from corpus.score.program import ProgramScorer, from_anywhere, one_line, run_program
from corpus.score.scorer import Scores
from models.errors import ModelError

# From 0 to 1; fetched by the program itself, whose user must have accepted its licence (CC-BY-NC-SA-4.0) on the hub.
DEFAULT = "Unbabel/wmt22-cometkiwi-da"
_PROGRAM, _PACKAGE = "comet-score", "unbabel-comet"


@dataclass(frozen=True, slots=True)
class Comet(ProgramScorer):
    """An estimate on the scale of `model`: a hub name, or a checkpoint's file (.ckpt), that needs no reference.

    Runs on a GPU where there is one.
    """

    scores: ClassVar[tuple[str, ...]] = ("comet",)
    program: ClassVar[str] = _PROGRAM
    package: ClassVar[str] = _PACKAGE
    model: str = DEFAULT

    def score(self, ar: Sequence[str], en: Sequence[str]) -> Scores:
        """See Scorer."""
        import ctranslate2

        program = self.find()
        gpus = min(1, ctranslate2.get_cuda_device_count())
        with tempfile.TemporaryDirectory(prefix="jisr-") as name:
            folder = Path(name)
            for file, texts in (("source", ar), ("translation", en)):
                (folder / file).write_text("".join(f"{one_line(text)}\n" for text in texts), encoding="utf-8")
            texts_and_model = ["-s", "source", "-t", "translation", "--model", from_anywhere(self.model)]
            how = ["--gpus", str(gpus), "--num_workers", "0", "--quiet", "--only_system", "--to_json", "scores.json"]
            run_program(program, [*texts_and_model, *how], folder)
            (rows,) = json.loads((folder / "scores.json").read_text(encoding="utf-8")).values()
        if len(rows) != len(ar):
            raise ModelError(f"{_PROGRAM} gave {len(rows):,} scores for {len(ar):,} pairs; install {_PACKAGE} 2.2")
        return {"comet": [float(row["COMET"]) for row in rows]}
