"""Plain text: every line is a block."""

import re
from collections.abc import Sequence

from translate.documents.base import LINE, Block, Document, Span, splice

# What stands between the separators of str.splitlines, its outer white space and a byte order mark left out.
_LINE = re.compile(r"[^\s\ufeff][^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]*")


class Text:
    """Lines in, lines out: indentation, empty lines and the kind of line break stay as they are."""

    def read(self, text: str) -> Document:
        """Find the lines of `text` that hold anything but white space."""
        return Document(tuple(_block(found) for found in _LINE.finditer(text)), text)

    def write(self, document: Document, translations: Sequence[str]) -> str:
        """Put one translation in the place of each line."""
        return splice(document, translations)


def _block(found: re.Match[str]) -> Block:
    bare = found[0].rstrip()
    return Block(bare, LINE, (Span(found.start(), found.start() + len(bare)),))
