"""Test sets by name: from the folder that their publishers give out, from sacrebleu's cache, or from the hub."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from corpus.sources.languages import is_arabic
from corpus.testsets.files import Column, read_columns
from corpus.testsets.hub import HUB_TABLE, read_hub
from corpus.testsets.row import BAD, KnownRow
from corpus.testsets.sacrebleu_cache import DIRECTIONS, fetch_sacrebleu
from corpus.testsets.table import read_table
from models.errors import InputError

__all__ = ["KnownRow", "evaluated_part", "known_test_sets", "read_known"]

_LAYOUTS = Path(__file__).parent / "layouts.tsv"

Layout = dict[str, str]


@cache
def known_test_sets() -> tuple[str, ...]:
    """The names of the test sets whose files are known, in the order of their table."""
    return tuple(dict.fromkeys(row["name"] for row in read_table(_LAYOUTS)))


def evaluated_part(name: str) -> str:
    """The part of the known test set `name` that models are evaluated on unless another is asked for."""
    return next(row["part"] for row in read_table(_LAYOUTS) if row["name"] == name and row["evaluated"])


def read_known(name: str, folder: Path | None = None) -> list[KnownRow]:
    """All rows of the known test set `name`: of its files in `folder` or below, or else fetched.

    Raises InputError when there is no such test set, when none of its files is there, or when it cannot be fetched.
    """
    layouts = [row for row in read_table(_LAYOUTS) if row["name"] == name]
    if folder is not None:
        return _read_folder(name, folder, layouts)
    if not layouts:
        raise InputError(
            f"test set {name}: no such file or folder; give a file, one of {', '.join(known_test_sets())} with the "
            "folder it lies in (flores200=FOLDER), or a name that can be fetched (flores200, wmt24pp, iwslt17)"
        )
    if name in DIRECTIONS:
        return _read_folder(name, fetch_sacrebleu(name), layouts)
    if name in {row["name"] for row in read_table(HUB_TABLE)}:
        return read_hub(name)
    where = dict.fromkeys(row["published"] for row in layouts)
    raise InputError(
        f"test set {name}: cannot be fetched; get it from its publisher ({'; '.join(where)}) and give its folder: "
        f"{name}=FOLDER"
    )


def _read_folder(name: str, folder: Path, layouts: list[Layout]) -> list[KnownRow]:
    if not layouts:
        raise InputError(
            f"test set {name}={folder}: the folders of {', '.join(known_test_sets())} are known; give a file"
        )
    rows = [row for layout in layouts for row in _read_layout(layout, folder)]
    if not rows:
        wanted = ", ".join(dict.fromkeys(layout["ar_file"] for layout in layouts))
        raise InputError(f"test set {name}={folder}: none of its files is there or below ({wanted}); check the folder")
    return rows


def _read_layout(layout: Layout, folder: Path) -> Iterator[KnownRow]:
    en_column = _column(layout["en_column"])
    english: dict[Path, list[str]] = {}
    paired: set[Path] = set()
    for path in sorted(folder.rglob(layout["ar_file"])):
        code = next((part for part in path.name.split(".") if part.endswith("_Arab")), "ar")
        if not is_arabic(code):
            continue
        others = _beside(path, layout["en_file"]) if layout["en_file"] else []
        rows = _read_arabic(path, layout, code)
        for other in others:
            if other not in english:
                (english[other],) = read_columns(other, (en_column,))
            if len(english[other]) == len(rows):
                yield from (row.beside(en) for row, en in zip(rows, english[other], strict=True))
                paired |= {other, path}
        if path not in paired:
            yield from rows
    if layout["en_file"]:
        for other in sorted(folder.rglob(layout["en_file"])):
            if other not in paired:
                (texts,) = read_columns(other, (en_column,))
                yield from (KnownRow("", text, layout["part"]) for text in texts)


def _beside(path: Path, en_file: str) -> list[Path]:
    """The files called `en_file` in the folder to which that is relative."""
    base = path.parent
    for _ in range(en_file.count("/")):
        base = base.parent
    return sorted(base.glob(en_file))


def _read_arabic(path: Path, layout: Layout, code: str) -> list[KnownRow]:
    """The rows of a file, with their English where it is in the same one."""
    columns = [_column(layout["ar_column"])]
    if not layout["en_file"]:
        columns.append(_column(layout["en_column"]))
    told = [layout[name] for name in ("domain", "bad") if layout[name]]
    found = iter(read_columns(path, columns, may_lack=told))
    ar = next(found)
    nothing = [""] * len(ar)
    en = nothing if layout["en_file"] else next(found)
    domain = next(found) if layout["domain"] else nothing
    bad = next(found) if layout["bad"] else nothing
    return [
        KnownRow(a, e, BAD if warned else layout["part"], about, code)
        for a, e, about, warned in zip(ar, en, domain, bad, strict=True)
    ]


def _column(cell: str) -> Column:
    return int(cell) if cell.isdigit() else cell or None
