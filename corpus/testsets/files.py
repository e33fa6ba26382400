"""The files that test sets come in."""

import gzip
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.sources.languages import names_arabic, names_english
from models.errors import InputError
from translate.arabic.letters import count_arabic

# By name or by number; None: the line itself.
Column = str | int | None

# IWSLT's files call themselves XML, but write & as it is.
_SEGMENT = re.compile(r"<seg\b[^>]*>(.*?)</seg>", re.DOTALL)


def read_columns(path: Path, columns: Sequence[Column], *, may_lack: Sequence[str] = ()) -> list[list[str]]:
    """The texts of each of the columns of a file: lines, TSV, JSON Lines, Parquet, or the segments of IWSLT's XML.

    `may_lack`: columns by name that follow, all "" where the file lacks them; true is "true", false "".

    Raises InputError when the file cannot be read or lacks one of `columns`.
    """
    found: list[list[str]] = [[] for _ in (*columns, *may_lack)]
    for number, record in enumerate(_records(path, columns, may_lack), 1):
        for texts, column in zip(found, (*columns, *may_lack), strict=True):
            text = _cell(record, column)
            if text is None and column in may_lack:
                text = ""
            if text is None:
                raise InputError(f"{path}, row {number:,}: no column {column}; is it the test set's own file?")
            texts.append(" ".join(text.split()))
    return found


def read_file(path: Path) -> list[tuple[str, str]]:
    """The rows of a file of the user's: a sentence a line, both sides with a tab between, or JSON Lines.

    A text is Arabic when it has more Arabic letters than others.

    Raises InputError when the file cannot be read, or an object of it has neither side.
    """
    if ".jsonl" in path.suffixes:
        return [_sides(record, f"{path}, line {number:,}") for number, record in enumerate(_objects(path), 1)]
    rows = []
    for line in _text(path).splitlines():
        ar = en = ""
        for cell in line.split("\t")[:2]:
            letters = sum(map(str.isalpha, cell))
            if letters and 2 * count_arabic(cell) > letters:
                ar = ar or cell.strip()
            else:
                en = en or cell.strip()
        rows.append((ar, en))
    return rows


def _sides(record: Mapping[str, Any], place: str) -> tuple[str, str]:
    if isinstance(record.get("translation"), dict):
        record = record["translation"]
    texts = {key: value for key, value in record.items() if isinstance(value, str)}
    ar = next((text for key, text in texts.items() if names_arabic(key)), "")
    en = next((text for key, text in texts.items() if names_english(key)), "")
    if not ar and not en:
        raise InputError(f"{place}: no field for Arabic or English ({', '.join(record)}); call them ar and en")
    return ar, en


def _records(path: Path, columns: Sequence[Column], may_lack: Sequence[str]) -> Iterator[Any]:
    if path.suffix == ".parquet":
        import pyarrow.parquet

        try:
            with pyarrow.parquet.ParquetFile(path) as file:
                wanted = [name for name in file.schema_arrow.names if name in (*columns, *may_lack)]
                yield from file.read(columns=wanted).to_pylist()
        except (OSError, ValueError) as error:
            raise InputError(f"{path}: no Parquet file ({error}); fetch it again") from error
    elif ".jsonl" in path.suffixes:
        yield from _objects(path)
    elif path.suffix == ".xml":
        yield from (html.unescape(text) for text in _SEGMENT.findall(_text(path)))
    else:
        lines = _text(path).splitlines()
        if isinstance(columns[0], str) and lines:
            heading = lines[0].split("\t")
            yield from (dict(zip(heading, line.split("\t"), strict=False)) for line in lines[1:] if line)
        else:
            yield from lines


def _cell(record: Any, column: Column) -> str | None:
    if column is None:
        return str(record)
    if isinstance(column, int):
        cells = str(record).split("\t")
        return cells[column] if column < len(cells) else None
    cell = record.get(column) if isinstance(record, dict) else None
    return cell_text(cell)


def cell_text(cell: object) -> str | None:
    """A cell as text, true as "true" and false as ""; None where it is neither."""
    if isinstance(cell, bool):
        return "true" if cell else ""
    return cell if isinstance(cell, str) else None


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_text(path).split("\n"), 1):
        if line.strip():
            try:
                record = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}, line {number:,}: no JSON ({error}); mend or remove the line") from error
            if not isinstance(record, dict):
                raise InputError(f"{path}, line {number:,}: no JSON object; mend or remove the line")
            yield record


def _text(path: Path) -> str:
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}, line {line:,}: no UTF-8; convert it (iconv -f windows-1256 -t utf-8)") from error
    except (OSError, EOFError) as error:
        raise InputError(f"{path}: cannot be read ({error}); check the file") from error
