"""Scorers that are programs of their own, which the user has installed.

bicleaner-ai and COMET want versions of numpy and transformers that jisr[train] cannot live with, and bicleaner-ai is
under the GPL; as programs, each from an environment of its own, they get along with every installation of jisr.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from models.errors import MissingExtraError, ModelError

_SHOWN = 300  # characters of what a program says before it fails


@dataclass(frozen=True, slots=True)
class ProgramScorer:
    """What such scorers have in common: a Scorer but for its `score`.

    `model`: what decides its scores; `program`: its name; `package`: what brings it.
    """

    scores: ClassVar[tuple[str, ...]]
    program: ClassVar[str]
    package: ClassVar[str]
    model: str

    @property
    def signature(self) -> str:
        """See Scorer."""
        return self.model

    def check(self) -> None:
        """See Scorer."""
        self.find()

    def find(self) -> str:
        """The path of the program.

        Raises MissingExtraError, naming the package that brings it, when it is not on the search path.
        """
        return find_program(self.program, package=self.package, purpose=f"--score {self.scores[0]}")


def find_program(name: str, *, package: str, purpose: str) -> str:
    """The path of the program called `name`.

    Raises MissingExtraError, naming the package that brings it, when it is not on the search path.
    """
    if path := shutil.which(name):
        return path
    raise MissingExtraError(
        f"{purpose} needs the program {name}, which is not installed: pipx install {package} (or pip, in an "
        "environment of its own, with its programs on PATH)"
    )


def run_program(program: str, arguments: Sequence[str], folder: Path) -> None:
    """Run `program` in `folder`; what it prints is kept for the error only.

    Raises ModelError when it fails.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as told:
        ended = subprocess.run(
            [program, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=told, stderr=told, check=False
        )
        if ended.returncode:
            told.seek(0)
            last = " ".join(told.read().split())[-_SHOWN:]
            raise ModelError(f"{Path(program).name} failed (exit status {ended.returncode}): {last}")


def one_line(text: str) -> str:
    """`text` as programs take it that read a text a line: without tabs and line breaks.

    >>> one_line("two\\nlines\\tand a tab")
    'two lines and a tab'
    """
    return " ".join(text.split())


def from_anywhere(model: str) -> str:
    """A model's name as a program is told it that runs in another folder: a path in full, a hub name as it is."""
    return str(Path(model).absolute()) if Path(model).exists() else model
