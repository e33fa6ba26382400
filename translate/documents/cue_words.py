"""The words of a subtitle and the tags among them."""

import html
import re
from dataclasses import dataclass, replace

from translate.documents.base import Mark
from translate.documents.tags import Piece, find_pieces, words_and_marks

_TAG = re.compile(r"<(/?)([a-zA-Z]\w*)[^<>]*>|<[\d:.]+>|\{\\[^{}]*\}")
_DASH = re.compile(r"[\u200e\u200f\u202a-\u202e]*[-–—][ \t]*")
_BREAK = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*")


@dataclass(frozen=True, slots=True)
class Words:
    """What `[start:end]` of the source says, and the tags among the words; `dash`: one before it, as of a speaker."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]
    dash: bool


def read_words(source: str, start: int, end: int, *, escaped: bool) -> Words | None:
    """The words of `source[start:end]`, None where there are none; tags at its edges, or around it, are not in it.

    `escaped`: whether characters are written as in HTML.
    """
    end = start + len(source[start:end].rstrip())
    pieces = find_pieces(source, end - len(source[start:end].lstrip()), end, _TAG)
    first, last = 0, len(pieces)
    while first < last:
        if pieces[first].other == last - 1:
            first, last = first + 1, last - 1
        elif _is_edge(source, pieces[first]):
            first += 1
        elif _is_edge(source, pieces[last - 1]):
            last -= 1
        else:
            break
    inside = pieces[first:last]
    dash = _DASH.match(source, inside[0].start, inside[0].end) if inside and not inside[0].tag else None
    if dash:
        inside[0] = replace(inside[0], start=dash.end())

    def shown(text: str) -> str:
        return _BREAK.sub("\n", html.unescape(text) if escaped else text)

    text, marks = words_and_marks(source, inside, first, shown)
    if not text.strip():
        return None
    return Words(inside[0].start, inside[-1].end, text, marks, dash is not None)


def _is_edge(source: str, piece: Piece) -> bool:
    return piece.other is None if piece.tag else not source[piece.start : piece.end].strip()
