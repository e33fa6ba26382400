"""The two sides of an alignment: documents, read and cut into sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.align.english import split_english
from corpus.align.paragraphs import read_paragraphs
from corpus.pairs import Language
from corpus.sources.documents import PROSE
from models.errors import InputError
from translate.documents import Reading, format_name, format_named
from translate.inputs import Input, find_inputs
from translate.reading import read_documents, read_pieces
from translate.sentences import split_sentences

_LINE = re.compile(r"\r\n?|\n")  # what other programs count as lines; not all that str.splitlines cuts at


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence of a document: its `text` on one line and without markup, and where it stands in the text as given.

    `start`, `end`: code points. In plain text `[start:end]` is `text`, but for the line breaks inside it.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Side:
    """A document on its way to be aligned; `name` is how messages call it, `notes` what its reader has to say."""

    name: str
    language: Language
    segments: tuple[Segment, ...]
    notes: tuple[str, ...] = ()


def find_document(name: str) -> Input:
    """The input called `name`: a file, the article at a web address, or `-` for standard input.

    Raises InputError when there is none, or it is a folder, or an address that lists others.
    """
    if name != "-" and Path(name).is_dir():
        raise InputError(f"{name}: is a folder; name one document, and align the others one after the other")
    found = find_inputs([name])
    if found.failures:
        raise found.failures[0]
    if len(found.inputs) > 1:
        raise InputError(f"{name}: lists {len(found.inputs):,} pages; name one of them, such as {found.inputs[0].name}")
    return found.inputs[0]


def read_side(
    one: Input, language: Language, *, sentences: bool = False, lines: bool | None = None, encoding: str = "utf-8"
) -> Side:
    """Read `one` as a document of the kind that its name says, or with `sentences` as one sentence a line.

    `lines`: what line breaks do in plain text (see translate.documents.text). Where the file is no text, its sentences
    stand in its paragraphs, a line each.

    Raises InputError when it cannot be read or decoded.
    """
    kind = format_name(one.relative.name, PROSE)
    if sentences or kind in ("text", "markdown"):
        text = "".join(read_pieces(one, encoding))
    else:  # a place in the file says nothing there: its paragraphs are the text that sentences stand in, a line each
        paragraphs = [
            " ".join(block.text.split())
            for document in read_documents(one, format_named(kind), encoding)
            for block in document.blocks
        ]
        text, kind, lines = "\n".join(paragraphs), "text", True
    return cut(text, language, name=one.name, kind=kind, sentences=sentences, lines=lines)


def cut(
    text: str,
    language: Language,
    *,
    name: str,
    kind: str = "text",
    sentences: bool = False,
    lines: bool | None = None,
) -> Side:
    """Cut `text`, a document of the format `kind`, into sentences, or with `sentences` into its lines."""
    if not sentences:
        return Side(name, language, tuple(_sentences(text, language, kind, lines)))
    segments = tuple(_lines(text))
    blank = len(_LINE.split(text.rstrip("\r\n"))) - len(segments)
    if not segments or not blank:
        return Side(name, language, segments)
    note = f"{name}: {blank:,} blank line{'s are' if blank > 1 else ' is'} no sentence; numbers count the sentences"
    return Side(name, language, segments, (note,))


def _sentences(text: str, language: Language, kind: str, lines: bool | None) -> Iterator[Segment]:
    document = format_named(kind, Reading(lines=lines)).read(text)
    for paragraph in read_paragraphs(document, markup=kind == "markdown", lines=lines):
        # Headlines and datelines without a mark are not looked for: in English nothing would find them either.
        found = (
            split_sentences(paragraph.text, lines=False, unmarked=False)
            if language == "ar"
            else split_english(paragraph.text)
        )
        for sentence in found:
            yield Segment(sentence.text, *paragraph.place(sentence.start, sentence.end))


def _lines(text: str) -> Iterator[Segment]:
    """The lines of `text` that hold anything but white space, without what surrounds them."""
    start = int(text.startswith("\ufeff"))
    for line in _LINE.split(text[start:]):
        if bare := line.strip():
            begin = start + len(line) - len(line.lstrip())
            yield Segment(bare, begin, begin + len(bare))
        start += len(line)
        start += 2 if text.startswith("\r\n", start) else 1
