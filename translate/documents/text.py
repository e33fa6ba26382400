"""Plain text: every line is a block, or every paragraph where its lines are wrapped."""

import re
import textwrap
from collections.abc import Iterator, Sequence

from translate.documents.base import LINE, Block, Document, Span, splice
from translate.documents.formats import Reading
from translate.lines import wraps

# What stands between the separators of str.splitlines, its outer white space and a byte order mark left out.
_LINE = re.compile(r"[^\s\ufeff][^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]*")


class Text:
    """Lines in, lines out: indentation, empty lines and the kind of line break stay as they are.

    `reading.lines`: whether every line stands by itself (True), only empty lines part paragraphs (False), or the text
    is to tell whether it is wrapped at a margin (None).
    """

    binary = False

    def __init__(self, reading: Reading) -> None:
        self._lines = reading.lines

    def read(self, text: str) -> Document:
        """Find the lines of `text` that hold anything but white space, joined where they are only wrapped."""
        return Document(tuple(_blocks(text, wraps(text, self._lines))), text)

    def write(self, document: Document, blocks: Sequence[Block]) -> str:
        """Put one translation in the place of each block, wrapped again where that was."""
        return splice(document, blocks, _wrapped)


def _wrapped(source: str, block: Block, translation: str) -> str:
    """`translation`, wrapped at the width of the block's longest line."""
    if not block.wrapped:
        return translation
    width = max(span.end - span.start for span in block.ref)
    return textwrap.fill(translation, width, break_long_words=False, break_on_hyphens=False)


def _blocks(text: str, wrapped: frozenset[int]) -> Iterator[Block]:
    spans: list[Span] = []
    for found in _LINE.finditer(text):
        spans.append(Span(found.start(), found.start() + len(found[0].rstrip())))
        if found.end() not in wrapped:
            yield _block(text, spans)
            spans = []
    if spans:
        yield _block(text, spans)


def _block(text: str, spans: Sequence[Span]) -> Block:
    lines = "\n".join(text[span.start : span.end] for span in spans)
    return Block(lines, LINE if len(spans) == 1 else "paragraph", tuple(spans))
