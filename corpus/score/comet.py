"""COMET's estimate of how good a translation is, without a reference (Rei et al. 2022, CometKiwi) or with one."""

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
COMET_PROGRAM, COMET_PACKAGE = "comet-score", "unbabel-comet"


@dataclass(frozen=True, slots=True)
class Comet(ProgramScorer):
    """An estimate on the scale of `model`: a hub name, or a checkpoint's file (.ckpt), that needs no reference.

    Runs on a GPU where there is one.
    """

    scores: ClassVar[tuple[str, ...]] = ("comet",)
    program: ClassVar[str] = COMET_PROGRAM
    package: ClassVar[str] = COMET_PACKAGE
    model: str = DEFAULT

    def score(self, ar: Sequence[str], en: Sequence[str]) -> Scores:
        """See Scorer."""
        return {"comet": comet(self.find(), self.model, ar, en)}


def comet(
    program: str, model: str, sources: Sequence[str], translations: Sequence[str], references: Sequence[str] = ()
) -> list[float]:
    """What `program`, comet-score, gives each translation by `model`, with `references` or without.

    Raises ModelError when it fails.
    """
    import ctranslate2

    gpus = min(1, ctranslate2.get_cuda_device_count())
    texts = {"-s": sources, "-t": translations} | ({"-r": references} if references else {})
    with tempfile.TemporaryDirectory(prefix="jisr-") as name:
        folder = Path(name)
        for option, lines in texts.items():
            (folder / option[1:]).write_text("".join(f"{one_line(text)}\n" for text in lines), encoding="utf-8")
        files = [word for option in texts for word in (option, option[1:])]
        how = ["--gpus", str(gpus), "--num_workers", "0", "--quiet", "--only_system", "--to_json", "scores.json"]
        run_program(program, [*files, "--model", from_anywhere(model), *how], folder)
        (rows,) = json.loads((folder / "scores.json").read_text(encoding="utf-8")).values()
    if len(rows) != len(sources):
        given = f"{len(rows):,} scores for {len(sources):,} pairs"
        raise ModelError(f"{COMET_PROGRAM} gave {given}; install {COMET_PACKAGE} 2.2")
    return [float(row["COMET"]) for row in rows]
