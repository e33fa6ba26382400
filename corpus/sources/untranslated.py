"""Texts without a translation, which a model is to make."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.pairs import Language
from corpus.sources.documents import walk_documents
from corpus.sources.jsonl import read_objects
from corpus.sources.reading import Reading, Untranslated
from corpus.sources.records import lone_text
from corpus.sources.streams import bare_name
from corpus.sources.text import LONGEST_LINE, decode
from models.errors import InputError
from models.store import find, name_elsewhere
from models.vocabulary import read_languages
from translate.documents import format_name
from translate.recipe import Recipe

UNTRANSLATED = "untranslated"  # the kind of source
_PROSE = ("text", "markdown")  # what is read as characters, each of which has its place in the file
_PIECE = 1 << 14  # characters: some hundred sentences, so that the workers are done at about the same time


def untranslated_files(reading: Reading) -> list[Path]:
    """The files of a source of texts: it may be one file, or a folder of text and Markdown files.

    Raises InputError when a folder has none.
    """
    (path,) = reading.paths
    if not path.is_dir():
        return [path]
    files, _ = walk_documents(path, _PROSE)
    if not files:
        raise InputError(f"{path}: no text or Markdown file in this folder; name another kind of file by itself")
    return files


def read_untranslated(reading: Reading) -> Iterator[Untranslated]:
    """The texts in the order of their files' names, or a field of JSON Lines: of the model's language, or `text`.

    A file in a folder is a document; a single text file can be many texts as well as one: each piece of it is a
    document, by the length of an article.

    Raises InputError where a single file is damaged, behind the whole pieces before (one in a folder is noted), and
    ModelError without the model.
    """
    wanted = reading.settings.translate or "auto"
    found, model = find(wanted), name_elsewhere(wanted)
    language = _read_language(found.folder)
    for one in _texts(reading, language):
        origin = reading.origin(one.document, one.block, method="machine")
        yield Untranslated(origin, one.text, language, one.format, one.start, model, found.revision)


def translator_signature(reading: Reading) -> str:
    """What decides the translations.

    Raises ModelError when the model is not on this machine.
    """
    found = find(reading.settings.translate or "auto")
    return f"{found.name}@{found.revision} {Recipe().signature}"


def _read_language(folder: Path) -> Language:
    """The language that the model in `folder` reads."""
    return "en" if read_languages(folder).writes_arabic else "ar"


@dataclass(frozen=True, slots=True)
class _Text:
    """A text, its document, and which one it is in it and where it begins."""

    document: str
    block: int
    text: str
    format: str = "text"
    start: int = 0


def _texts(reading: Reading, language: Language) -> Iterator[_Text]:
    (path,) = reading.paths
    if path.is_dir():
        if others := walk_documents(path, _PROSE)[1]:
            reading.tally.left_out["another kind of file"] += others
        for file in untranslated_files(reading):
            try:
                for piece in _pieces(reading, file):
                    yield replace(piece, document=file.relative_to(path).as_posix())
            except InputError as error:
                reading.tally.notes.append(f"stopped early: {error}")
    elif Path(bare_name(path)).suffix.lower() in (".jsonl", ".ndjson"):
        for row, (place, record) in enumerate(read_objects(reading)):
            document, text = lone_text(reading, record, row, place, language)
            yield _Text(document, row, text)
    else:
        yield from _pieces(reading, path)


def _pieces(reading: Reading, path: Path) -> Iterator[_Text]:
    """The text of a file in pieces that end where a paragraph does, or at least a line.

    Markdown, which is understood as a whole only, is one piece.
    """
    name = bare_name(path)
    kind = format_name(name, _PROSE)
    start, block, rest = 0, 0, ""
    for text in decode(path, reading.settings.encoding):
        rest += text
        while kind == "text" and len(rest) >= 2 * _PIECE and (end := _end(rest)):
            yield _Text(f"{name}#{block}", block, rest[:end], kind, start)
            start, block, rest = start + end, block + 1, rest[end:]
        if len(rest) > LONGEST_LINE:
            raise InputError(f"{path}: has {LONGEST_LINE:,} characters with no place to cut them; is it a text?")
    if rest:
        yield _Text(f"{name}#{block}", block, rest, kind, start)


def _end(text: str) -> int:
    """Behind the first empty line behind _PIECE characters, or the first line; 0 where there is none."""
    ends = (text.find("\n\n", _PIECE) + 2, text.find("\n\r\n", _PIECE) + 3)
    near = [end for end in ends if _PIECE < end <= 2 * _PIECE]
    return min(near, default=text.find("\n", _PIECE) + 1)
