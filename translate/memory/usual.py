"""The translation memory that nobody asked for: good to have, and no reason to fail."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from models.errors import InputError
from translate.memory.store import Memory, Unit


class UsualMemory(Memory):
    """A memory that is done without from when it fails: `tell` is told so once.

    Raises InputError when it cannot be opened.
    """

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        super().__init__(path)
        self._tell = tell
        self._lost = False

    def find(self, sources: Sequence[str], signature: str) -> dict[str, Unit]:
        """As Memory.find; nothing where it fails."""
        try:
            return {} if self._lost else super().find(sources, signature)
        except InputError as error:
            self._lose(error)
            return {}

    def add(self, units: Iterable[Unit]) -> int:
        """As Memory.add; nothing where it fails."""
        try:
            return 0 if self._lost else super().add(units)
        except InputError as error:
            self._lose(error)
            return 0

    def _lose(self, error: InputError) -> None:
        self._lost = True
        self._tell(f"{error}; going on without")
