"""Which formats there are, and which one a file has."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath

from models.errors import SettingsError
from translate.documents.base import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a person may say about how a document is read.

    `lines`: what line breaks do in plain text (see translate.documents.text). `fields`: the columns of a table or the
    fields of JSON objects that hold the text (empty: those that hold Arabic).
    """

    lines: bool | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    """The endings of a format's files, and the class in translate.documents that reads them, made from a Reading.

    It is imported when a file of the kind comes, as some bring a parser that plain text can do without. `read_only`:
    it is not written; its translation is text.
    """

    endings: tuple[str, ...]
    module: str
    name: str
    read_only: bool = False


_FORMATS = {
    "text": _Kind((".txt", ".text"), "text", "Text"),
    "markdown": _Kind((".md", ".markdown"), "markdown", "Markdown"),
    "docx": _Kind((".docx", ".docm", ".dotx", ".dotm"), "docx", "Docx"),
    "pptx": _Kind((".pptx", ".pptm", ".ppsx", ".potx"), "pptx", "Pptx"),
    "odt": _Kind((".odt", ".ott"), "odt", "Odt"),
    "srt": _Kind((".srt",), "subtitles", "SubRip"),
    "vtt": _Kind((".vtt",), "subtitles", "WebVTT"),
    "po": _Kind((".po", ".pot"), "catalogue", "Catalogue"),
    "xliff": _Kind((".xlf", ".xliff"), "xliff", "Xliff"),
    "csv": _Kind((".csv",), "table", "Csv"),
    "tsv": _Kind((".tsv", ".tab"), "table", "Tsv"),
    "json": _Kind((".json",), "objects", "Json"),
    "jsonl": _Kind((".jsonl", ".ndjson"), "objects", "JsonLines"),
    "html": _Kind((".html", ".htm"), "html", "Html"),
    "xhtml": _Kind((".xhtml", ".xht"), "html", "Xhtml"),
    "epub": _Kind((".epub",), "epub", "Epub"),
    "pdf": _Kind((".pdf",), "pdf", "Pdf", read_only=True),
}


def known_extensions(names: Collection[str] | None = None) -> frozenset[str]:
    """The endings of file names that say which format the file has: any, or one of `names`."""
    return frozenset(
        ending for name, kind in _FORMATS.items() if names is None or name in names for ending in kind.endings
    )


FIELDED = ("csv", "tsv", "json", "jsonl")  # formats that Reading.fields says something to


def format_name(file: str, names: Collection[str] | None = None) -> str:
    """The name of the format of `file`, any or one of `names`, by its ending; `text` where the ending says nothing.

    >>> format_name("مقال.md")
    'markdown'
    """
    ending = PurePath(file).suffix.lower()
    return next(
        (name for name, kind in _FORMATS.items() if ending in kind.endings and name in (names or _FORMATS)), "text"
    )


def is_read_only(file: str) -> bool:
    """Whether `file`, by its ending, is of a format that is not written, so that its translation is text.

    >>> is_read_only("تقرير.pdf")
    True
    """
    return _FORMATS[format_name(file)].read_only


def format_named(name: str, reading: Reading | None = None) -> Format:
    """The format called `name`.

    Raises SettingsError when there is none of that name.
    """
    if name not in _FORMATS:
        raise SettingsError(f"no document format '{name}'; there are {', '.join(_FORMATS)}")
    kind = _FORMATS[name]
    make: Callable[[Reading], Format] = getattr(import_module(f"translate.documents.{kind.module}"), kind.name)
    return make(reading or Reading())
