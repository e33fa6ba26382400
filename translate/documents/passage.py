"""The text of a paragraph as a browser shows it, the marks in it, and where it all stands in the source."""

import re
from dataclasses import dataclass, replace

from translate.documents.base import Mark

WHITE = " \t\n\r\f"  # white space as HTML has it: no-break spaces are none
_PIECE = re.compile(f"[{WHITE}]+|[^{WHITE}]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: `source[start:end]`; `quote` is None for text, else what is put around the attribute."""

    start: int
    end: int
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """What a mark is in the source: the tag(s) at `opening` and `closing`; whether white space was beside them."""

    opening: tuple[int, int]
    closing: tuple[int, int] | None = None
    before: bool = False
    behind: bool = False


class Passage:
    """What is written into it, bit by bit."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.pending = False  # white space has been read and not been written yet
        self._marks: list[Mark] = []
        self._opened: list[int] = []
        self._waiting: list[int] = []  # opened, and nothing has been written since

    @property
    def text(self) -> str:
        """What has been written."""
        return "".join(self._parts)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks in the order in which they were opened."""
        return tuple(self._marks)

    def write(self, text: str) -> None:
        """Add words; white space between two of them becomes one blank."""
        for found in _PIECE.finditer(text):
            if found[0][0] in WHITE:
                self.pending = self._length > 0
                continue
            if self.pending:
                self._append(" ")
                self.pending = False
            self._settle()
            self._append(found[0])

    def open(self, tag: Tag, kept: bool) -> None:
        """Begin a mark around what is written until it is closed."""
        self._opened.append(len(self._marks))
        self._waiting.append(len(self._marks))
        self._marks.append(Mark(0, 0, tag, kept, len(self._opened) - 1))

    def close(self) -> None:
        """End the mark that was opened last."""
        self._settle()
        number = self._opened.pop()
        self._marks[number] = replace(self._marks[number], end=self._length)

    def stand(self, tag: Tag, kept: bool) -> None:
        """Put a mark without words here."""
        self._settle()
        self._marks.append(Mark(self._length, self._length, tag, kept, len(self._opened)))

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _settle(self) -> None:
        for number in self._waiting:
            self._marks[number] = replace(self._marks[number], start=self._length, end=self._length)
        self._waiting.clear()
