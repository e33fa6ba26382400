"""HTML: paragraphs, headings, cells and what is read out of attributes are blocks; nothing else of the source changes.

The source is scanned, never parsed into a tree and written again, so that every byte outside of a changed block stays.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from translate.documents.base import Block, Document, Mark, woven
from translate.documents.declared import decode_page
from translate.documents.edits import Edit, edited
from translate.documents.formats import Reading
from translate.documents.html_tags import tokens
from translate.documents.passage import Place
from translate.documents.prose import read_page
from translate.documents.turned import turn


class Html:
    """Web pages: in their own encoding, what that cannot hold as character references."""

    binary = True
    xml = False

    def __init__(self, reading: Reading) -> None:
        """A page says itself what a line break does: nothing of `reading` applies."""

    def read(self, source: bytes) -> Document:
        """Find what people read in the page."""
        text, _ = decode_page(source)
        return Document(read_page(text, list(tokens(text, xml=self.xml))).blocks, source)

    def write(self, document: Document, blocks: Sequence[Block]) -> bytes:
        """The page with each block in its place, and turned round for English when one of them has changed."""
        source = document.source
        if not isinstance(source, bytes):
            raise TypeError("a page is read from bytes")
        if not (changed := _changed(document, blocks)):
            return source
        text, encoding = decode_page(source)
        return _written(text, changed, self.xml).encode(encoding, "xmlcharrefreplace")


class Xhtml(Html):
    """Web pages in XML, where every element may be empty by `/>`."""

    xml = True


class HtmlText:
    """HTML that has been decoded already, whatever it says of its encoding: a page's part in a field of JSON.

    `xml`: it is XML, where every element may be empty by `/>`.
    """

    binary = False

    def __init__(self, *, xml: bool = False) -> None:
        self._xml = xml

    def read(self, source: str) -> Document:
        """Find what people read in `source`."""
        return Document(read_page(source, list(tokens(source, xml=self._xml))).blocks, source)

    def write(self, document: Document, blocks: Sequence[Block]) -> str:
        """See Html.write."""
        changed = _changed(document, blocks)
        return _written(document.text, changed, self._xml) if changed else document.text


def _changed(document: Document, blocks: Sequence[Block]) -> list[tuple[Place, Block]]:
    if len(blocks) != len(document.blocks):
        raise ValueError(f"{len(document.blocks)} blocks but {len(blocks)} translations")
    sides = zip(document.blocks, blocks, strict=True)
    return [(old.ref, new) for old, new in sides if (old.text, old.marks) != (new.text, new.marks)]


def _written(text: str, changed: Sequence[tuple[Place, Block]], xml: bool) -> str:
    found = list(tokens(text, xml=xml))
    return _Writing(text, turn(text, read_page(text, found).tags, found)).written(changed)


@dataclass(slots=True)
class _Writing:
    """A source, and the small changes in its tags."""

    source: str
    edits: list[Edit]

    def written(self, changed: Sequence[tuple[Place, Block]]) -> str:
        """The source with `changed` in it."""
        values = [(at.start, at.end, _value(block.text, at.quote)) for at, block in changed if at.quote is not None]
        self.edits = sorted([*self.edits, *values])
        texts = [(at.start, at.end, self._woven(block)) for at, block in changed if at.quote is None]
        return edited(self.source, _outermost(texts, self.edits))

    def _woven(self, block: Block) -> str:
        return woven(block, lambda mark: self._around(block, mark), escaped)

    def _around(self, block: Block, mark: Mark) -> tuple[str, str]:
        opening, closing = self._tag(mark.tag.opening), self._tag(mark.tag.closing) if mark.tag.closing else ""
        if mark.start == mark.end:  # it needs the blanks that it had
            before, behind = block.text[: mark.start][-1:], block.text[mark.start :][:1]
            opening = (" " if mark.tag.before and before and not before.isspace() else "") + opening
            closing += " " if mark.tag.behind and behind.isalnum() else ""
        return opening, closing

    def _tag(self, span: tuple[int, int]) -> str:
        return edited(self.source, self.edits, *span)


def _outermost(texts: Sequence[Edit], edits: Sequence[Edit]) -> list[Edit]:
    """`texts` and those of `edits` that lie in none of them, in order."""
    found: list[Edit] = []
    for edit in sorted([*texts, *edits]):
        if not found or edit[0] >= found[-1][1]:
            found.append(edit)
    return found


def escaped(text: str) -> str:
    """`text` where nothing in it can be taken for a tag or a reference."""
    return html.escape(text, quote=False)


def _value(text: str, quote: str) -> str:
    """`text` as the value of an attribute; quotes are put around it where there are none."""
    value = escaped(text)
    if quote == "'":
        return value.replace("'", "&#39;")
    value = value.replace('"', "&quot;")
    return value if quote else f'"{value}"'
