"""bicleaner-ai's probability that two texts translate each other (Zaragoza-Bernabeu et al. 2022)."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from corpus.score.program import ProgramScorer, from_anywhere, one_line, run_program
from corpus.score.scorer import Scores
from models.errors import ModelError

DEFAULT = "bitextor/bicleaner-ai-full-en-ar"  # CC-BY-SA-4.0; fetched from the hub by the program itself
_PROGRAM, _PACKAGE = "bicleaner-ai-classify", "bicleaner-ai"


@dataclass(frozen=True, slots=True)
class Bicleaner(ProgramScorer):
    """A probability from 0 to 1, by `model`: a folder or a hub name.

    Its first language must be English, as that of the models for Arabic is; it needs bicleaner-ai 3 or newer. Its own
    hard rules are not asked: corpus.rules were before.
    """

    scores: ClassVar[tuple[str, ...]] = ("bicleaner",)
    program: ClassVar[str] = _PROGRAM
    package: ClassVar[str] = _PACKAGE
    model: str = DEFAULT

    def score(self, ar: Sequence[str], en: Sequence[str]) -> Scores:
        """See Scorer."""
        program = self.find()
        with tempfile.TemporaryDirectory(prefix="jisr-") as name:
            folder = Path(name)
            rows = (f"{one_line(e)}\t{one_line(a)}\n" for a, e in zip(ar, en, strict=True))
            (folder / "pairs.tsv").write_text("".join(rows), encoding="utf-8")
            columns = ["--scol", "1", "--tcol", "2", "--score_only", "--disable_hardrules", "--quiet"]
            run_program(program, [*columns, "pairs.tsv", "scores.txt", from_anywhere(self.model)], folder)
            lines = (folder / "scores.txt").read_text(encoding="utf-8").split()
        if len(lines) != len(ar):
            raise ModelError(f"{_PROGRAM} gave {len(lines):,} scores for {len(ar):,} pairs; install {_PACKAGE} 3")
        return {"bicleaner": [float(line) for line in lines]}
