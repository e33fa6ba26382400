"""What a document is: blocks of text to translate, in a frame that is left alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

LINE = "line"
SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Span:
    """`[start:end]` of the document's source, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Markup in the text of a block: it stands around `text[start:end]`, or at a place of its own where that is empty.

    `tag` is the format's own: what it puts before and behind the words. `kept`: the words themselves are no words to
    translate (code, an address, a name that the author has set apart) and come out as they are. `depth`: how many
    other marks it stands in.
    """

    start: int
    end: int
    tag: Any = None
    kept: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that is translated by itself.

    `text`: its lines, joined with a line feed, without what indents or quotes them, and without its markup. `kind`:
    `line`, `paragraph`, `heading`, `cell`, `cue`, or `sentence`: one
    already, which is not looked through for others. `ref`: where it stands in the source, in the format's own terms; in
    text that is spliced (see `splice`) the Span of each of its lines. `marks`: its markup in the order in which it is
    opened, each inside or beside every other, never across.
    """

    text: str
    kind: str
    ref: Any
    marks: tuple[Mark, ...] = ()

    @property
    def wrapped(self) -> bool:
        """Whether its line breaks are only where a margin was, so that they end no sentence."""
        return self.kind != LINE


@dataclass(frozen=True, slots=True)
class Document:
    """A source and the blocks in it, in order; what lies between the blocks is the frame, which a writer keeps."""

    blocks: tuple[Block, ...]
    source: str | bytes

    @property
    def text(self) -> str:
        """The source of a document that is text."""
        if isinstance(self.source, bytes):
            raise TypeError("this document is no text")
        return self.source

    @property
    def size(self) -> int:
        """Its characters: of all of a text, of the blocks of what is none."""
        return len(self.source) if isinstance(self.source, str) else sum(len(block.text) for block in self.blocks)


class Format(Protocol):
    """How a kind of document is read and written.

    `binary`: its source is the bytes of the file, not their text: it says itself how it is encoded, or is no text.
    `write(d, d.blocks)` is `d.source`: exactly, or in the same structure where the source is an archive.
    """

    binary: bool

    def read(self, source: Any) -> Document:
        """Find the blocks of `source`, str or bytes.

        Raises InputError, without the file's name, when it is broken, encrypted, or larger than it ought to be.
        """
        ...

    def write(self, document: Document, blocks: Sequence[Block]) -> str | bytes:
        """The document with each of its blocks replaced by one that holds the translation and its marks.

        Raises ValueError when there are more or fewer blocks than the document has.
        """
        ...


def woven(block: Block, around: Callable[[Mark], tuple[str, str]], escape: Callable[[str], str]) -> str:
    """The text of `block`, escaped, with what `around` gives for each of its marks before and behind its words."""
    parts: list[str] = []
    opened: list[Mark] = []
    place = 0

    def close(depth: int) -> None:
        nonlocal place
        while opened and opened[-1].depth >= depth:
            mark = opened.pop()
            parts.extend((escape(block.text[place : mark.end]), around(mark)[1]))
            place = mark.end

    for mark in block.marks:
        close(mark.depth)
        parts.extend((escape(block.text[place : mark.start]), around(mark)[0]))
        place = mark.start
        opened.append(mark)
    close(0)
    return "".join([*parts, escape(block.text[place:])])


def splice(document: Document, blocks: Sequence[Block], escape: Callable[[str, Block, str], str] | None = None) -> str:
    """The source of `document`, a str, with each block replaced; line breaks in a translation take its indents.

    `escape(source, block, translation)` makes a translation that differs from its block harmless in the format.
    """
    if len(blocks) != len(document.blocks):
        raise ValueError(f"{len(document.blocks)} blocks but {len(blocks)} translations")
    source, place = document.text, 0
    parts: list[str] = []
    for block, translated in zip(document.blocks, blocks, strict=True):
        text = translated.text
        if escape is not None and text != block.text:
            text = escape(source, block, text)
        parts += [source[place : block.ref[0].start], _laid_out(source, block, text)]
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
