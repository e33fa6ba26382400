"""What a document is: blocks of text to translate, in a frame that is left alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

LINE = "line"


@dataclass(frozen=True, slots=True)
class Span:
    """`[start:end]` of the document's source, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that is translated by itself.

    `text`: its lines, joined with a line feed, without what indents or quotes them. `kind`: `line`, `paragraph`,
    `heading`, `cell`. `ref`: where each of its lines stands in the source.
    """

    text: str
    kind: str
    ref: tuple[Span, ...]

    @property
    def wrapped(self) -> bool:
        """Whether its line breaks are only where a margin was, so that they end no sentence."""
        return self.kind != LINE


@dataclass(frozen=True, slots=True)
class Document:
    """A text and the blocks in it, in order; what lies between the blocks is the frame, which a writer keeps."""

    blocks: tuple[Block, ...]
    source: str


class Format(Protocol):
    """How a kind of document is read and written; `write(d, [b.text for b in d.blocks])` is `d.source`, exactly."""

    def read(self, text: str) -> Document:
        """Find the blocks of `text`."""
        ...

    def write(self, document: Document, translations: Sequence[str]) -> str:
        """Put one translation in the place of each block of `document`.

        Raises ValueError when there are more or fewer translations than blocks.
        """
        ...


def splice(
    document: Document, translations: Sequence[str], escape: Callable[[Document, Block, str], str] | None = None
) -> str:
    """The source of `document` with each block replaced; line breaks in a translation take the block's own indents.

    `escape` makes a translation that differs from its block harmless in the document's format.
    """
    if len(translations) != len(document.blocks):
        raise ValueError(f"{len(document.blocks)} blocks but {len(translations)} translations")
    source, place = document.source, 0
    parts: list[str] = []
    for block, translation in zip(document.blocks, translations, strict=True):
        if escape is not None and translation != block.text:
            translation = escape(document, block, translation)
        parts += [source[place : block.ref[0].start], _laid_out(source, block, translation)]
        place = block.ref[-1].end
    return "".join([*parts, source[place:]])


def _laid_out(source: str, block: Block, translation: str) -> str:
    lines = translation.split("\n")
    if len(block.ref) == 1:
        return " ".join(lines)
    breaks = [source[a.end : b.start] for a, b in zip(block.ref, block.ref[1:], strict=False)]
    laid = [lines[0]]
    for number, line in enumerate(lines[1:]):
        laid += [breaks[min(number, len(breaks) - 1)], line]
    return "".join(laid)
