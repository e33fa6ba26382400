"""The words of a subtitle and the tags among them."""

import html
import re
from dataclasses import dataclass

from translate.documents.base import Mark

_TAG = re.compile(r"<(/?)([a-zA-Z]\w*)[^<>]*>|<[\d:.]+>|\{\\[^{}]*\}")
_BREAK = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*")


@dataclass(frozen=True, slots=True)
class Words:
    """What `[start:end]` of the source says, and the tags among the words."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A tag, or what stands between two."""

    start: int
    end: int
    tag: bool


def read_words(source: str, start: int, end: int, *, escaped: bool) -> Words | None:
    """The words of `source[start:end]`, None where there are none; tags at its edges, or around it, are not in it.

    `escaped`: whether characters are written as in HTML.
    """
    pieces = _pieces(source, start, end)
    partner = _partners(source, pieces)
    first, last = 0, len(pieces)
    while first < last:
        if partner.get(first) == last - 1:
            first, last = first + 1, last - 1
        elif _is_edge(source, pieces[first]) and first not in partner:
            first += 1
        elif _is_edge(source, pieces[last - 1]) and last - 1 not in partner:
            last -= 1
        else:
            break
    if not any(source[piece.start : piece.end].strip() for piece in pieces[first:last] if not piece.tag):
        return None
    text, depth = "", 0
    marks: list[Mark] = []
    begun: dict[int, int] = {}
    for number, piece in enumerate(pieces[first:last], first):
        shown = source[piece.start : piece.end]
        other = partner.get(number)
        if not piece.tag:
            text += _BREAK.sub("\n", html.unescape(shown) if escaped else shown)
        elif other is not None and other < number:
            depth -= 1
            mark = marks[begun[other]]
            marks[begun[other]] = Mark(mark.start, len(text), (mark.tag[0], shown), depth=depth)
        else:
            begun[number] = len(marks)
            marks.append(Mark(len(text), len(text), (shown, ""), depth=depth))
            depth += other is not None
    return Words(pieces[first].start, pieces[last - 1].end, text, tuple(marks))


def _pieces(source: str, start: int, end: int) -> list[_Piece]:
    end = start + len(source[start:end].rstrip())
    start = end - len(source[start:end].lstrip())
    pieces = []
    for found in _TAG.finditer(source, start, end):
        pieces += [_Piece(start, found.start(), False), _Piece(found.start(), found.end(), True)]
        start = found.end()
    return [piece for piece in (*pieces, _Piece(start, end, False)) if piece.start < piece.end]


def _partners(source: str, pieces: list[_Piece]) -> dict[int, int]:
    """The tags that open and close each other."""
    opened: list[tuple[str, int]] = []
    partner: dict[int, int] = {}
    for number, piece in enumerate(pieces):
        tag = _TAG.match(source, piece.start) if piece.tag else None
        if tag is None or not tag[2]:
            continue
        if not tag[1]:
            opened.append((tag[2].lower(), number))
        elif opened and opened[-1][0] == tag[2].lower():
            other = opened.pop()[1]
            partner |= {number: other, other: number}
    return partner


def _is_edge(source: str, piece: _Piece) -> bool:
    return piece.tag or not source[piece.start : piece.end].strip()
