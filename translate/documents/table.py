"""Tables as text, CSV and TSV: the cells in Arabic are blocks, each in the column that it was in.

RFC 4180, with any of the separators in use; a cell that is not changed stays byte for byte, quotes and all.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from models.errors import InputError
from translate.arabic.letters import has_arabic
from translate.documents.base import LINE, Block, Document
from translate.documents.formats import Reading
from translate.documents.splicing import replaced
from translate.documents.tags import read_tagged, write_tagged

_MOST_COLUMNS = 10_000
_SEPARATORS = (",", ";", "\t", "|")
_STATED = re.compile(r"\ufeff?sep=(.)(?:\r\n?|\n|\Z)")  # how spreadsheets are told
_LOOKED_AT = 50  # rows, to find the separator


@dataclass(frozen=True, slots=True)
class _Cell:
    """`[start:end]` of the source with its quotes, and its column, from 0."""

    start: int
    end: int
    column: int


class Csv:
    """Cells in, cells out.

    `reading.fields`: the columns to translate, by the names in the first row, which then stays as it is, or by their
    numbers from 1; without any, those with Arabic in them.
    """

    binary = False
    _separator: str | None = None

    def __init__(self, reading: Reading) -> None:
        self._fields = reading.fields

    def read(self, text: str) -> Document:
        """Find the cells in Arabic.

        Raises InputError when a column that was asked for is not there, or there are more than 10,000.
        """
        separator = self._separator or _found_separator(text)
        rows = _rows(text, separator)
        columns: set[int] | None = None
        if self._fields:
            names = next(rows, [])
            columns, is_header = _columns(self._fields, [_value(text, cell).strip() for cell in names])
            rows = rows if is_header else _rows(text, separator)
        return Document(
            tuple(
                read_tagged(value, LINE, (cell, separator))
                for row in rows
                for cell in row
                if (columns is None or cell.column in columns) and has_arabic(value := _value(text, cell))
            ),
            text,
        )

    def write(self, document: Document, blocks: Sequence[Block]) -> str:
        """Put each translation into its cell, in quotes where it needs them.

        Raises ValueError when there are more or fewer blocks than the document has.
        """
        if len(blocks) != len(document.blocks):
            raise ValueError(f"{len(document.blocks)} blocks but {len(blocks)} translations")
        return replaced(
            document.text,
            (
                (cell.start, cell.end, _quoted(document.text, cell, separator, write_tagged(translated)))
                for block, translated in zip(document.blocks, blocks, strict=True)
                for cell, separator in [block.ref]
                if (block.text, block.marks) != (translated.text, translated.marks)
            ),
        )


class Tsv(Csv):
    """The same with tabs between the cells."""

    _separator = "\t"


def _rows(text: str, separator: str) -> Iterator[list[_Cell]]:
    stated = _STATED.match(text)
    place = stated.end() if stated else int(text.startswith("\ufeff"))
    end = re.escape(separator)
    cell = re.compile(rf'"(?:[^"]|"")*+"(?={end}|[\r\n]|\Z)|[^{end}\r\n]*')
    line_break = re.compile(r"\r\n?|\n")
    row: list[_Cell] = []
    while place <= len(text):
        found = cell.match(text, place)
        place = found.end() if found else place
        row.append(_Cell(found.start() if found else place, place, len(row)))
        if len(row) > _MOST_COLUMNS:
            raise InputError(
                f"has more than {_MOST_COLUMNS:,} columns; is it a table, and its separator {separator!r}?"
            )
        if text[place : place + 1] == separator:
            place += 1
            continue
        yield row
        row = []
        found = line_break.match(text, place)
        if not found or found.end() == len(text):
            return
        place = found.end()


def _found_separator(text: str) -> str:
    """The separator that parts most rows into the same number of cells, more than one."""
    stated = _STATED.match(text)
    if stated:
        return stated[1]
    best, found = (0, 0), _SEPARATORS[0]
    for separator in _SEPARATORS:
        sizes = Counter(len(row) for row in islice(_rows(text, separator), _LOOKED_AT))
        columns, rows = max(sizes.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if columns > 1 and (rows, columns) > best:
            best, found = (rows, columns), separator
    return found


def _columns(fields: Sequence[str], names: Sequence[str]) -> tuple[set[int], bool]:
    """The numbers of the columns `fields`, from 0, and whether they are called so in the first row."""
    if all(field in names for field in fields):
        return {number for number, name in enumerate(names) if name in fields}, True
    if all(field.isascii() and field.isdigit() and 1 <= int(field) <= len(names) for field in fields):
        return {int(field) - 1 for field in fields}, False
    missing = next(field for field in fields if field not in names)
    shown = ", ".join(name for name in names[:20])
    raise InputError(
        f"has no column '{missing}'; --fields takes names out of its first row ({shown}) or numbers from 1"
    )


def _value(text: str, cell: _Cell) -> str:
    raw = text[cell.start : cell.end]
    return raw[1:-1].replace('""', '"') if _is_quoted(raw) else raw


def _is_quoted(raw: str) -> bool:
    return len(raw) > 1 and raw[0] == raw[-1] == '"'


def _quoted(text: str, cell: _Cell, separator: str, value: str) -> str:
    needed = '"' in value if separator != "\t" else value.startswith('"')
    if needed or _is_quoted(text[cell.start : cell.end]) or re.search(rf"[{re.escape(separator)}\r\n]", value):
        return '"' + value.replace('"', '""') + '"'
    return value
