"""PDF, which is read only: its translation is text, a paragraph a line with an empty line between.

A PDF holds glyphs at places, and no two programs store Arabic alike: as letters, as presentation forms, from the right
or from the left. So the order in which it is stored is not looked at; what is read is what is seen.
"""

import io
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Any

from models.errors import InputError
from models.extras import require
from translate.documents.base import Block, Document
from translate.documents.columns import Line, joined, paragraphs, without_running_heads
from translate.documents.formats import Reading
from translate.documents.pdf_limits import limited
from translate.documents.visual import reading_order

_MOST_PAGES = 5_000
_BLANK = 0.2  # font sizes between two glyphs of different words
_APART = 1.5  # font sizes between two cells or columns
_UNKNOWN = "(cid:"
_MOST_UNKNOWN = 0.2
_HEADING = 1.15  # times the usual size
# What pdfminer raises where a file is not as it should be, beside its own exceptions.
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError, OverflowError,
           struct.error, zlib.error)  # fmt: skip

Glyph = Any  # pdfminer's LTChar


class Pdf:
    """Pages of print: their paragraphs, without running heads and page numbers."""

    binary = True

    def __init__(self, reading: Reading) -> None:
        """Print says itself what a line break does: nothing of `reading` applies."""

    def read(self, source: bytes) -> Document:
        """Find the paragraphs.

        Raises InputError when the file is broken, encrypted or a bomb, or holds pictures of text only.
        """
        pages = without_running_heads([list(_lines(glyphs, height)) for glyphs, height in _pages(source)])
        usual = median(line.size for page in pages for line in page) if any(pages) else 0.0
        blocks = []
        for number, paragraph in joined(paragraphs(page) for page in pages):
            kind = "heading" if paragraph.lines[0].size > _HEADING * usual else "paragraph"
            if any(letter.isalnum() for letter in paragraph.text):
                blocks.append(Block(paragraph.text, kind, number))
        return Document(tuple(blocks), source)

    def write(self, document: Document, blocks: Sequence[Block]) -> str:
        """The paragraphs as text."""
        if len(blocks) != len(document.blocks):
            raise ValueError(f"{len(document.blocks)} blocks but {len(blocks)} translations")
        return "\n\n".join(block.text for block in blocks) + "\n" if blocks else ""


def _pages(source: bytes) -> list[tuple[list[Glyph], float]]:
    """The glyphs of each page, and its height."""
    require("pdfminer", extra="pdf", purpose="reading PDF")
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    if not source[:1024].lstrip().startswith(b"%PDF-"):
        raise InputError("is no PDF; name the file by what it is")
    resources = PDFResourceManager()
    device = limited(PDFPageAggregator)(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    pages: list[tuple[list[Glyph], float]] = []
    try:
        for page in PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(source)))):
            interpreter.process_page(page)
            layout = device.get_result()
            pages.append((list(_glyphs(layout)), layout.height))
            if len(pages) > _MOST_PAGES:
                raise InputError(f"has more than {_MOST_PAGES:,} pages; split it")
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise InputError("is encrypted; open it with its password, and print it to a PDF without one") from error
    except (PSException, *_BROKEN) as error:
        raise InputError(f"is no sound PDF ({error or type(error).__name__}); print it to a new PDF") from error
    _check(pages)
    return pages


def _check(pages: Sequence[tuple[Sequence[Glyph], float]]) -> None:
    texts = [glyph.get_text() for glyphs, _ in pages for glyph in glyphs]
    if not any(text.strip() for text in texts):
        raise InputError(
            "has no text, only pictures of it, if anything; recognise it first (OCR): ocrmypdf -l ara IN.pdf OUT.pdf"
        )
    if sum(text.startswith(_UNKNOWN) for text in texts) > _MOST_UNKNOWN * len(texts):
        raise InputError(
            "has fonts that do not say which letters they show; recognise it anew (OCR): "
            "ocrmypdf --force-ocr -l ara IN.pdf OUT.pdf"
        )


def _glyphs(item: Iterable[Any]) -> Iterator[Glyph]:
    """The upright glyphs in `item`."""
    from pdfminer.layout import LTChar, LTFigure

    for one in item:
        if isinstance(one, LTChar):
            if one.upright and one.matrix[0] > 0:
                yield one
        elif isinstance(one, LTFigure):
            yield from _glyphs(one)


def _lines(glyphs: Sequence[Glyph], height: float) -> Iterator[Line]:
    """Glyphs on one base line, parted where a cell or a column ends."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.matrix[5]):
        if not rows or rows[-1][0].matrix[5] - glyph.matrix[5] > 0.3 * min(rows[-1][0].size, glyph.size):
            rows.append([])
        rows[-1].append(glyph)
    for row in rows:
        for part in _parted(sorted(row, key=lambda glyph: (glyph.x1, glyph.x0))):
            text = reading_order(list(_with_blanks(part))).strip()
            if text:
                size = median(glyph.size for glyph in part)
                yield Line(text, part[0].x0, part[-1].x1, part[0].matrix[5], size, height)


def _parted(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    part: list[Glyph] = []
    for glyph in row:
        if not glyph.get_text().strip():
            if part:
                part.append(glyph)
            continue
        shown = next((one for one in reversed(part) if one.get_text().strip()), None)
        if shown is not None and shown.get_text() == glyph.get_text() and abs(shown.x0 - glyph.x0) < 0.1 * glyph.size:
            continue  # printed twice to look bold
        if shown is not None and glyph.x0 - shown.x1 > _APART * glyph.size:
            yield part
            part = []
        part.append(glyph)
    if part:
        yield part


def _with_blanks(part: Sequence[Glyph]) -> Iterator[str]:
    last: Glyph | None = None
    for glyph in part:
        if last is not None and glyph.x0 - last.x1 > _BLANK * glyph.size:
            yield " "
        yield "" if glyph.get_text().startswith(_UNKNOWN) else glyph.get_text()
        last = glyph
