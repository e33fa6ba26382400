"""Markdown: each paragraph, heading, list item, quotation and table cell is a block, its markup marks.

Structure comes from markdown-it-py (CommonMark 0.31 with tables, strikethrough, front matter and footnotes). Code
blocks, HTML blocks, link definitions and front matter belong to the frame and stay byte for byte.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from translate.documents.base import Block, Document, Mark, Span
from translate.documents.formats import Reading
from translate.documents.inline import Inline, Piece
from translate.documents.remarking import Extent, Tag, written
from translate.documents.splicing import Stretch, replaced

_BREAKS = re.compile(r"\r\n?|\n")  # markdown-it's own line breaks (rules_core/normalize.py)
_BOX = re.compile(r"\[[ xX]\](?=\s)")  # of a task list, GitHub's extension


class Markdown:
    """Words in, words out, and every mark of the author's stays where it was."""

    binary = False

    def __init__(self, reading: Reading) -> None:
        """Markdown says itself what a line break does: nothing of `reading` applies."""

    def read(self, text: str) -> Document:
        """Find what is words to a reader in `text`."""
        parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        parser.use(front_matter_plugin).use(footnote_plugin)
        inline = Inline(parser)  # watches the rules, so it comes before any parsing
        parser.core.ruler.enableOnly(["normalize", "block"])
        env: dict[str, object] = {}
        bom = text.startswith("\ufeff")
        tokens = parser.parse(text[bom:], env)
        lines = _lines(text, int(bom))
        blocks: list[Block] = []
        for kind, content, at in _contents(text, tokens, lines):
            pieces = _trimmed(content, inline.pieces(content, env))
            if any(piece.kind == "words" and piece.text.strip() for piece in pieces):
                blocks.append(_Building(text, at).block(kind, pieces))
        return Document(tuple(blocks), text)

    def write(self, document: Document, blocks: Sequence[Block]) -> str:
        """Put one translation in the place of each block, marks that would turn into markup escaped."""
        if len(blocks) != len(document.blocks):
            raise ValueError(f"{len(document.blocks)} blocks but {len(blocks)} translations")
        return replaced(
            document.text,
            (
                (block.ref.start, block.ref.end, written(document.text, block, translated))
                for block, translated in zip(document.blocks, blocks, strict=True)
                if (translated.text, translated.marks) != (block.text, block.marks)
            ),
        )


def _lines(text: str, start: int) -> list[Span]:
    spans = []
    for found in _BREAKS.finditer(text, start):
        spans.append(Span(start, found.start()))
        start = found.end()
    return [*spans, Span(start, len(text))]


def _contents(text: str, tokens: Sequence[Token], lines: list[Span]) -> Iterator[tuple[str, str, list[int]]]:
    """Each inline content with its kind and, for each of its characters and its end, the place in `text`."""
    kinds = {"heading_open": "heading", "th_open": "cell", "td_open": "cell", "paragraph_open": "paragraph"}
    kind = "paragraph"
    row, column = -1, 0
    for token in tokens:
        kind = kinds.get(token.type, kind)
        if token.type == "tr_open" and token.map:
            row, column = token.map[0], lines[token.map[0]].start
        if token.type != "inline" or not token.content.strip():
            continue
        if kind == "cell":
            at = _in_row(text, token.content, column, lines[row].end)
            column = at[-1] if at else column
        else:
            at = _in_lines(text, token.content, lines[slice(*(token.map or [0]))])
        if at:
            yield kind, token.content, at


def _in_row(text: str, content: str, start: int, end: int) -> list[int]:
    """The places of a cell's characters behind `start`, a bar's being that of the backslash markdown-it took out."""
    found = text[start:end].replace("\0", "\ufffd").find(content.replace("|", r"\|"))
    if found < 0:
        return []
    at = [start + found]
    for character in content:
        at.append(at[-1] + (2 if character == "|" else 1))
    return at


def _in_lines(text: str, content: str, lines: Sequence[Span]) -> list[int]:
    """The places of a paragraph's characters; [] when a line is not found, and then nothing is touched."""
    at: list[int] = []
    for line, span in zip(content.split("\n"), lines, strict=False):
        bare = line.strip()
        source = text[span.start : span.end].replace("\0", "\ufffd")  # as markdown-it reads it
        found = source.rfind(bare)
        if found < 0:
            return []
        first = span.start + found - (len(line) - len(line.lstrip()))
        at += range(first, first + len(line) + 1)  # the last one is that of the line break
    return at


def _trimmed(content: str, pieces: list[Piece]) -> list[Piece]:
    """`pieces` without what stands before the first word and behind the last and can stay there."""
    first, last = 0, len(pieces)
    while first < last and _stays(pieces[first]):
        first += 1
    while last > first and _stays(pieces[last - 1]):
        last -= 1
    pieces = pieces[first:last]
    if pieces and (box := _BOX.match(content, pieces[0].start)) and not pieces[0].start:
        pieces[0] = replace(pieces[0], start=box.end(), text=content[box.end() : pieces[0].end])
    for number, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if pieces and pieces[number].kind == "words":
            pieces[number] = _without(pieces[number], strip)
    return [piece for piece in pieces if piece.start < piece.end]


def _stays(piece: Piece) -> bool:
    return piece.kind in ("point", "break", "hard") or (piece.kind == "words" and not piece.text.strip())


def _without(piece: Piece, strip: Callable[[str], str]) -> Piece:
    """`piece` without the blanks that `strip` takes; an entity is never one."""
    text = strip(piece.text)
    less = len(piece.text) - len(text)
    if len(piece.text) != piece.end - piece.start:
        return piece
    if piece.text.startswith(text):
        return replace(piece, end=piece.end - less, text=text)
    return replace(piece, start=piece.start + less, text=text)


class _Building:
    """A block on its way: `at` says where the characters of its paragraph stand in `source`."""

    def __init__(self, source: str, at: Sequence[int]) -> None:
        self._source, self._at = source, at
        self._stretches: list[Stretch] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._opened: list[int] = []

    def block(self, kind: str, pieces: Sequence[Piece]) -> Block:
        """The block of `pieces`."""
        for number, piece in enumerate(pieces):
            if piece.kind in ("words", "break", "hard"):
                self._show(piece)
            elif piece.kind == "kept":
                mark = Mark(self._length, self._length, Tag(self._raw(piece), ""), True, len(self._opened))
                inner = piece.inner
                self._show(piece if inner is None else replace(piece, start=inner, end=inner + len(piece.text)))
                self._marks.append(replace(mark, end=self._length))
            elif piece.kind == "open":
                self._opened.append(len(self._marks))
                mark = Mark(self._length, self._length, Tag(self._raw(piece), ""), depth=len(self._opened) - 1)
                self._marks.append(mark)
            elif piece.kind == "close":
                self._close(piece)
            else:
                self._point(piece, pieces[number - 1 : number], pieces[number + 1 : number + 2])
        text = "".join(stretch.text for stretch in self._stretches)
        extent = Extent(self._at[pieces[0].start], self._at[pieces[-1].end], tuple(self._stretches))
        return Block(text, kind, extent, tuple(self._marks))

    def _raw(self, piece: Piece) -> str:
        return self._source[self._at[piece.start] : self._at[piece.end]]

    def _show(self, piece: Piece) -> None:
        """Add what `piece` shows, stretch by stretch where something in between is not shown."""
        start, end = self._at[piece.start], self._at[piece.end]
        if len(piece.text) != piece.end - piece.start or piece.kind == "hard":
            self._add(piece.text, start, end)
        elif end - start == len(piece.text):
            self._add(self._source[start:end], start, end)  # not the text, in which NUL is U+FFFD
        else:
            for number, character in enumerate(piece.text, piece.start):
                self._add(character, self._at[number], self._at[number + 1])

    def _add(self, text: str, start: int, end: int) -> None:
        self._stretches.append(Stretch(text, start, end))
        self._length += len(text)

    def _close(self, piece: Piece) -> None:
        number = self._opened.pop()
        mark = self._marks[number]
        behind = self._raw(piece)
        self._marks[number] = replace(
            mark, end=self._length, tag=Tag(mark.tag.before, behind, behind[:1] not in ("*", "_", "~"))
        )

    def _point(self, piece: Piece, before: Sequence[Piece], behind: Sequence[Piece]) -> None:
        """Add what stands by itself, with the blanks before it where there are some behind it too."""
        blanks = ""
        if (
            before
            and before[0].kind == "words"
            and self._stretches[-1].exact
            and (not behind or behind[0].kind != "words" or behind[0].text[:1].isspace())
        ):
            last = self._stretches.pop()
            blanks = last.text[len(last.text.rstrip(" \t")) :]
            self._length -= len(last.text)
            self._add(last.text[: len(last.text) - len(blanks)], last.start, last.end - len(blanks))
        tag = Tag(blanks + self._raw(piece), "")
        self._marks.append(Mark(self._length, self._length, tag, depth=len(self._opened)))
