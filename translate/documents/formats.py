"""Which formats there are, and which one a file has."""

from collections.abc import Callable
from pathlib import PurePath

from models.errors import SettingsError
from translate.documents.base import Format
from translate.documents.text import Text


def _markdown(lines: bool | None) -> Format:
    from translate.documents.markdown import Markdown  # brings a parser that plain text can do without

    return Markdown()  # which says itself what a line break does


_FORMATS: dict[str, tuple[tuple[str, ...], Callable[[bool | None], Format]]] = {
    "text": ((".txt", ".text"), Text),
    "markdown": ((".md", ".markdown"), _markdown),
}


def known_extensions() -> frozenset[str]:
    """The endings of file names that say which format the file has."""
    return frozenset(ending for endings, _ in _FORMATS.values() for ending in endings)


def format_name(file: str) -> str:
    """The name of the format of `file`, by its ending; `text` where the ending says nothing.

    >>> format_name("مقال.md")
    'markdown'
    """
    ending = PurePath(file).suffix.lower()
    return next((name for name, (endings, _) in _FORMATS.items() if ending in endings), "text")


def format_named(name: str, *, lines: bool | None = None) -> Format:
    """The format called `name`; `lines`: what line breaks do in plain text (see translate.documents.text).

    Raises SettingsError when there is none of that name.
    """
    if name not in _FORMATS:
        raise SettingsError(f"no document format '{name}'; there are {', '.join(_FORMATS)}")
    return _FORMATS[name][1](lines)
