"""Tables: TSV and CSV."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from corpus.pairs import Pair
from corpus.sources.columns import Columns, check_columns, find_columns, has_header
from corpus.sources.orientation import LOOK, count_letters
from corpus.sources.reading import Reading, part_name
from corpus.sources.text import LONGEST_FIELD, LONGEST_LINE, read_lines, read_raw_lines
from models.errors import InputError

REPAIRED = "joined at a tab"  # the flag of a row, and what the tally calls it
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table and the number of its first line."""

    line: int
    cells: list[str]


def read_tsv(reading: Reading) -> Iterator[Pair]:
    """The rows of a table parted by tabs: no quoting, unless the first row is quoted or the settings say so.

    Where rows have two columns and one has more, an extra tab stands in a text; it becomes a blank when the letters
    tell in which: all cells before a place have Arabic letters, all behind it Latin and no Arabic ones. A Latin name
    behind a tab in the Arabic goes to the English then; the row is flagged, and counted.

    Raises InputError for any other row of another width, with its line.
    """
    return _read(reading, separator="tab", quotes=_quoted_head)


def read_csv(reading: Reading) -> Iterator[Pair]:
    """The rows of a table parted by commas, or by semicolons where the first line has some and no comma; quoted.

    Raises InputError for a quote that is not closed and a row of another width, with its line.
    """
    return _read(reading, separator="", quotes=lambda _: True)


def _read(reading: Reading, *, separator: str, quotes: Callable[[str], bool]) -> Iterator[Pair]:
    (path,) = reading.paths
    settings = reading.settings
    first = next((line for _, line in read_lines(path, settings.encoding) if line.strip()), "")
    chosen = settings.separator if settings.separator != "auto" else separator
    sign = _SEPARATORS[chosen or ("semicolon" if ";" in first and "," not in first else "comma")]
    quoted = quotes(first) if settings.quotes == "auto" else settings.quotes == "yes"
    rows = _quoted(path, settings.encoding, sign) if quoted else _plain(path, settings.encoding, sign)
    return _pairs(reading, path, rows, repairs=not quoted)


def _pairs(reading: Reading, path: Path, rows: Iterator[_Row], *, repairs: bool) -> Iterator[Pair]:
    left_out = reading.tally.left_out
    filled = _without_blanks(rows, left_out)
    head, failure = _begin(filled)
    if not head:
        if failure:
            raise failure
        return
    header = head[0].cells if has_header(head[0].cells, reading.settings) else None
    data = head[1:] if header is not None else head
    left_out.update({"header": 1} if header is not None else {})
    # Without a header the commonest width is that of the table, as the first row may be the damaged one.
    width = len(header) if header is not None else Counter(len(row.cells) for row in data).most_common(1)[0][0]
    columns = find_columns(str(path), header, width, reading.settings)
    check_columns(
        str(path),
        [row.cells for row in data if len(row.cells) == width],
        columns,
        header,
        chosen=bool(reading.settings.ar),
    )
    file = reading.file
    for number, row in enumerate(chain(data, _failing(failure) if failure else filled)):
        flags: tuple[str, ...] = ()
        if len(row.cells) != width:
            row = _Row(row.line, _repaired(path, row, columns, repairs=repairs))
            flags = (REPAIRED,)
            reading.tally.repaired[REPAIRED] += 1
        for cell in row.cells:
            if len(cell) > LONGEST_FIELD:
                raise InputError(f"{path}: line {row.line:,}: a text has more than {LONGEST_FIELD:,} characters")
        named = row.cells[columns.document].strip() if columns.document is not None else ""
        origin = reading.origin(named or part_name(file, number), number)
        yield Pair(row.cells[columns.ar], row.cells[columns.en], origin, flags=flags)


def _begin(rows: Iterator[_Row]) -> tuple[list[_Row], InputError | None]:
    """The rows to look at first, and what went wrong behind the last of them."""
    head: list[_Row] = []
    try:
        for row in rows:
            head.append(row)
            if len(head) > LOOK:
                break
    except InputError as error:
        return head, error
    return head, None


def _failing(error: InputError) -> Iterator[_Row]:
    yield from ()
    raise error


def _without_blanks(rows: Iterator[_Row], left_out: Counter[str]) -> Iterator[_Row]:
    for row in rows:
        if row.cells in ([], [""]):
            left_out["blank line"] += 1
        else:
            yield row


def _repaired(path: Path, row: _Row, columns: Columns, *, repairs: bool) -> list[str]:
    """The cells of a row that has more of them than the table has columns, put together again."""
    count = len(row.cells)
    shape = f"{path}: line {row.line:,} has {count} column{'s'[: count > 1]}, not {columns.width}"
    if count < columns.width:
        raise InputError(f"{shape}: a side is missing, or a line break stands in a text; mend it there")
    if repairs and columns.width == 2:
        letters = [count_letters([cell]) for cell in row.cells]
        arabic = [found.arabic > 0 for found in letters]
        latin = [found.latin > 0 and not found.arabic for found in letters]
        before, behind = (arabic, latin) if columns.ar == 0 else (latin, arabic)
        for cut in range(1, count):
            if all(before[:cut]) and all(behind[cut:]):
                return [" ".join(row.cells[:cut]), " ".join(row.cells[cut:])]
    raise InputError(
        f"{shape}: a {'tab' if repairs else 'separator'} stands in a text; mend it there, or quote the texts "
        f"(and add ?quotes=yes)"
    )


def _plain(path: Path, encoding: str, separator: str) -> Iterator[_Row]:
    for number, line in read_lines(path, encoding):
        yield _Row(number, line.split(separator))


def _quoted(path: Path, encoding: str, separator: str) -> Iterator[_Row]:
    feed = _Feed(path, encoding)
    rows = csv.reader(feed, delimiter=separator, strict=True)
    while True:
        feed.begin()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(
                f"{path}: line {feed.first:,}: the quotes of this row are broken ({error}); double the quotes inside "
                "a text, or add ?quotes=no when quotes are part of the texts"
            ) from error
        yield _Row(feed.first, cells)


class _Feed:
    """The lines of a file for csv, which would read on to the end for a quote that is never closed."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.first = 1
        self._path = path
        self._lines = read_raw_lines(path, encoding)
        self._next = 1
        self._length = 0

    def begin(self) -> None:
        """A row begins."""
        self.first, self._length = self._next, 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        number, line = next(self._lines)
        self._next = number + 1
        self._length += len(line)
        if self._length > LONGEST_LINE:
            raise InputError(f"{self._path}: line {self.first:,}: a row of more than {LONGEST_LINE:,} characters")
        return line


def _quoted_head(first: str) -> bool:
    """Whether every cell of the first row is in quotes: whoever wrote that has quoted the others too."""
    cells = first.split("\t")
    return all(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells)
