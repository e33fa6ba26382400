"""Side by side as a docx table, for people who check in a word processor."""

from io import BytesIO
from typing import Any

from translate.sidebyside.rows import Row, rows
from translate.translation import TranslatedDocument

_SHARES = (0.42, 0.42, 0.16)  # of the page's width: English, Arabic, doubts


class Paper:
    """A docx that grows as the parts of a document are translated: `begin`, `part` for each, `end`.

    A row a sentence: English, Arabic right to left, and what is doubtful about it.
    """

    def __init__(self, title: str, model: str) -> None:
        import docx

        self._docx: Any = docx.Document()
        self._docx.core_properties.title = title
        self._docx.core_properties.language = "en"
        self._docx.add_heading(title, level=1)
        self._docx.add_paragraph(f"Translated by a machine ({model}).")
        self._table = self._docx.add_table(rows=1, cols=3)
        self._table.style = "Table Grid"
        self._table.autofit = False
        head = self._table.rows[0]
        for cell, text in zip(head.cells, ("English", "العربية", "Doubts"), strict=True):
            cell.paragraphs[0].add_run(text).bold = True
        _right_to_left(head.cells[1].paragraphs[0])
        head._tr.get_or_add_trPr().append(docx.oxml.OxmlElement("w:tblHeader"))  # again on every page
        for column, share in zip(self._table.columns, _SHARES, strict=True):
            column.width = int(_width(self._docx) * share)

    def begin(self) -> bytes:
        """Nothing: the file is made at the end."""
        return b""

    def part(self, translated: TranslatedDocument) -> bytes:
        """Add the rows of a document, or of the next part of one."""
        for row in rows(translated):
            self._add(row)
        return b""

    def end(self) -> bytes:
        """The file."""
        written = BytesIO()
        self._docx.save(written)
        return written.getvalue()

    def _add(self, row: Row) -> None:
        for one in row.sentences:
            cells = self._table.add_row().cells
            for cell, share in zip(cells, _SHARES, strict=True):
                cell.width = int(_width(self._docx) * share)  # Word heeds the columns', LibreOffice the cells'
            for cell, text in zip(cells, (one.en, one.ar, "; ".join(one.doubts)), strict=True):
                cell.paragraphs[0].add_run(" ".join(text.split())).bold = row.kind == "heading" or None
            _right_to_left(cells[1].paragraphs[0])


def _width(document: Any) -> int:
    """Between the margins, in English Metric Units."""
    page = document.sections[0]
    return int(page.page_width - page.left_margin - page.right_margin)


def _right_to_left(paragraph: Any) -> None:
    """Set the paragraph and its runs right to left, in Arabic (ECMA-376 17.3.1.6, 17.3.2.30, 17.3.2.20)."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for run in paragraph.runs:
        run.font.rtl = True
        language = OxmlElement("w:lang")
        language.set(qn("w:bidi"), "ar")
        run.font.element.get_or_add_rPr().append(language)
