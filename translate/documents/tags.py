"""Tags among words, as in HTML: marks around what a tag and its counterpart stand around, or where it is alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from translate.documents.base import Block, Mark, woven

HTML = re.compile(r"<(/?)([a-zA-Z][\w:-]*)(?:\s[^<>]*|/)?>")


@dataclass(frozen=True, slots=True)
class Piece:
    """`[start:end]` of the source: a tag, or what stands between two; `other` is the number of its counterpart."""

    start: int
    end: int
    tag: bool
    other: int | None = None


def find_pieces(source: str, start: int, end: int, pattern: re.Pattern[str]) -> list[Piece]:
    """The tags and the text of `source[start:end]`.

    `pattern`: of a tag; its first group tells one that closes, its second is its name, None where it is alone.
    """
    pieces: list[Piece] = []
    opened: list[tuple[str, int]] = []
    for found in pattern.finditer(source, start, end):
        if start < found.start():
            pieces.append(Piece(start, found.start(), tag=False))
        start, number, other = found.end(), len(pieces), None
        name = (found[2] or "").lower()
        if name and not found[1]:
            opened.append((name, number))
        elif opened and opened[-1][0] == name:
            other = opened.pop()[1]
            pieces[other] = Piece(pieces[other].start, pieces[other].end, tag=True, other=number)
        pieces.append(Piece(found.start(), found.end(), tag=True, other=other))
    return [*pieces, Piece(start, end, tag=False)] if start < end else pieces


def words_and_marks(
    source: str, pieces: Sequence[Piece], first: int = 0, shown: Callable[[str], str] = str
) -> tuple[str, tuple[Mark, ...]]:
    """The words of `pieces`, the first of which has the number `first`, and their tags: what is before and behind."""
    text, depth = "", 0
    marks: list[Mark] = []
    begun: dict[int, int] = {}
    for number, piece in enumerate(pieces, first):
        written = source[piece.start : piece.end]
        if not piece.tag:
            text += shown(written)
        elif piece.other is not None and piece.other < number:
            depth -= 1
            mark = marks[begun[piece.other]]
            marks[begun[piece.other]] = Mark(mark.start, len(text), (mark.tag[0], written), depth=depth)
        else:
            begun[number] = len(marks)
            marks.append(Mark(len(text), len(text), (written, ""), depth=depth))
            depth += piece.other is not None
    return text, tuple(marks)


def read_tagged(text: str, kind: str, ref: object) -> Block:
    """A block out of `text`, in which tags of HTML may stand.

    >>> read_tagged("انظر <b>هنا</b>", "line", None).text
    'انظر هنا'
    """
    words, marks = words_and_marks(text, find_pieces(text, 0, len(text), HTML))
    return Block(words, kind, ref, marks)


def write_tagged(block: Block) -> str:
    """The text of a block with its tags."""
    return woven(block, lambda mark: mark.tag, str)
