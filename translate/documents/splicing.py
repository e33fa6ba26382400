"""Text that is written otherwise in its source: escaped, or with markup in between."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """`text` and the place `[start:end]` of the source, in code points, that it is read from."""

    text: str
    start: int
    end: int

    @property
    def exact(self) -> bool:
        """Whether it stands in the source as it is, character by character."""
        return len(self.text) == self.end - self.start


def replaced(source: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """`source` with each `[start:end]` of `edits`, which are in order, replaced by its text."""
    parts: list[str] = []
    place = 0
    for start, end, text in edits:
        parts += [source[place:start], text]
        place = end
    return "".join([*parts, source[place:]])
