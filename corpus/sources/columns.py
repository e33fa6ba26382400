"""Which of a table's columns hold the Arabic, the English and the name of the document."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.sources.languages import names_arabic, names_english
from corpus.sources.orientation import Letters, count_letters
from corpus.sources.settings import SourceSettings
from models.errors import InputError
from translate.arabic.letters import has_arabic


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, from 0; `document` is None where there is none."""

    ar: int
    en: int
    document: int | None
    width: int


def has_header(first: Sequence[str], settings: SourceSettings) -> bool:
    """Whether the first row of a table names its columns."""
    if settings.header != "auto":
        return settings.header == "yes"
    cells = [cell.strip() for cell in first]
    named = [name for name in (settings.ar, settings.en) if name and not name.isdecimal()]
    if named:
        return True
    # A first row of data can hold the codes of both languages, but then it holds an Arabic text too.
    texts = any(has_arabic(cell) for cell in cells if not (names_arabic(cell) or names_english(cell)))
    return any(map(names_arabic, cells)) and any(map(names_english, cells)) and not texts


def find_columns(name: str, header: Sequence[str] | None, width: int, settings: SourceSettings) -> Columns:
    """The columns of a table with `header`, or without.

    Raises InputError for one that is not there, and where a table of more than two does not say which they are.
    """
    names = [cell.strip() for cell in header] if header is not None else None
    ar = _column(name, "ar", settings.ar, names, width, names_arabic)
    en = _column(name, "en", settings.en, names, width, names_english)
    if (ar is None or en is None) and names and (len(names) > 2 or (ar, en) != (None, None)):
        raise InputError(
            f"{name}: the columns {_listed(names)} do not say which is Arabic and which English; "
            f"add ?ar=NAME&en=NAME, or numbers"
        )
    ar = 0 if ar is None else ar
    en = 1 if en is None else en
    if ar == en:
        raise InputError(f"{name}: column {ar + 1} cannot be both Arabic and English; add ?ar=…&en=… with two columns")
    if max(ar, en) >= width:
        separator = " (or ?separator=comma, semicolon, tab)" if width == 1 else ""
        raise InputError(
            f"{name}: has {width} column{'s'[: width > 1]}, not two parted as expected{separator}; check it"
        )
    document = _column(name, "document", settings.document, names, width, lambda cell: cell.lower() == "document")
    return Columns(ar, en, document, width)


def check_columns(
    name: str, rows: Sequence[Sequence[str]], columns: Columns, header: Sequence[str] | None, *, chosen: bool
) -> None:
    """Raise InputError when the letters of the first rows say that the languages are in other columns.

    `chosen`: whether the user has said which column is Arabic; it may then be empty in the first rows.
    """
    letters = [count_letters(row[index] for row in rows if len(row) > index) for index in range(columns.width)]
    ar, en = letters[columns.ar], letters[columns.en]
    if not (ar.is_latin or en.is_arabic or (_empty(ar) and not chosen)):
        return
    arabic = [index for index, found in enumerate(letters) if found.is_arabic]
    latin = [index for index, found in enumerate(letters) if found.is_latin]
    if not arabic or columns.ar in arabic:
        return  # nothing better is known
    # The longest text is the sentence; codes, names and addresses are Latin too.
    english = max(latin, key=lambda index: letters[index].latin, default=None)
    swapped = columns.en in arabic and columns.ar == english
    label = [cell.strip() or str(index + 1) for index, cell in enumerate(header or [""] * columns.width)]
    mend = f"ar={label[arabic[0]]}&en={label[english] if english is not None else '…'}"
    raise InputError(
        f"{name}: {'Arabic and English are swapped: ' * swapped}column {label[columns.ar]} has no Arabic in its first "
        f"{len(rows)} row{'s'[: len(rows) > 1]}, column {label[arabic[0]]} has; add ?{mend} behind its name"
    )


def _empty(letters: Letters) -> bool:
    return not letters.arabic and not letters.latin


def _column(
    name: str, key: str, wanted: str, names: list[str] | None, width: int, known: Callable[[str], bool]
) -> int | None:
    if names and wanted in names:
        return names.index(wanted)
    if wanted.isdecimal():
        if not 1 <= int(wanted) <= width:
            raise InputError(f"{name}: {key}={wanted}: there are {width} columns, counted from 1")
        return int(wanted) - 1
    if wanted:
        raise InputError(missing_column(name, key, wanted, names))
    return next((index for index, cell in enumerate(names or ()) if known(cell)), None)


def missing_column(name: str, key: str, wanted: str, names: Sequence[str] | None) -> str:
    """What is wrong where there is no column `wanted`."""
    if not names:
        return f"{name}: {key}={wanted}: there is no header; give the number of the column, from 1"
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.0)
    mean = f"; did you mean '{near[0]}'?" if near else ""
    return f"{name}: {key}={wanted}: no such column among {_listed(names)}{mean}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names[:20]) + (", …" if len(names) > 20 else "")
