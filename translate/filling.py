"""Puts translated sentences in the place of the sentences of a block, and its marks where their words went."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from translate.alignment import Alignment
from translate.documents.base import Block, Mark
from translate.keep import put_back
from translate.markup import Node, flattened, nested, place_nodes
from translate.pool import Pair
from translate.translation import Translation

Align = Callable[[Sequence[Pair]], dict[Pair, Alignment | None]]


@dataclass(frozen=True, slots=True)
class _Piece:
    """`[start:end]` of a block's text, a sentence or what lies between two, and what stands there afterwards."""

    start: int
    end: int
    text: str
    sentence: bool

    def cut(self, nodes: Sequence[Node], done: set[int]) -> list[Node]:
        """What of `nodes` stands in the piece, in its own code points; `done` are those that stand around nothing."""
        found = []
        for node in nodes:
            mark = node.mark
            start, end = max(mark.start, self.start), min(mark.end, self.end)
            if mark.start == mark.end and (start > end or mark.tag in done):
                continue
            if start < end or mark.start == mark.end:
                if mark.start == mark.end:
                    done.add(mark.tag)
                mark = replace(mark, start=start - self.start, end=end - self.start)
                found.append(Node(mark, self.cut(node.inner, done)))
        return found


def fill(blocks: Sequence[Block], translations: Iterable[Translation], align: Align) -> tuple[Block, ...]:
    """Each of `blocks` with its sentences replaced; sentences that touched get a blank between them.

    `align` is asked about the sentences that hold marks, all at once.
    """
    pieces = _pieces(blocks, translations)
    pairs = {
        (block.text[piece.start : piece.end], piece.text)
        for block, some in zip(blocks, pieces, strict=True)
        for piece in some
        if piece.sentence and block.marks and any(_is_inside(mark, piece) for mark in block.marks)
    }
    wanted = sorted(pair for pair in pairs if pair[0] != pair[1])
    alignments = align(wanted) if wanted else {}
    return tuple(_filled(block, some, alignments) for block, some in zip(blocks, pieces, strict=True))


def _pieces(blocks: Sequence[Block], translations: Iterable[Translation]) -> list[list[_Piece]]:
    """All of each block's text, piece by piece."""
    found: list[list[_Piece]] = [[] for _ in blocks]
    for one in translations:
        some = found[one.block]
        place = some[-1].end if some else 0
        gap = blocks[one.block].text[place : one.start]
        if gap or place:
            some.append(_Piece(place, one.start, gap or " ", False))
        some.append(_Piece(one.start, one.end, one.target, True))
    for block, some in zip(blocks, found, strict=True):
        place = some[-1].end if some else 0
        some.append(_Piece(place, len(block.text), block.text[place:], False))
    return found


def _is_inside(mark: Mark, piece: _Piece) -> bool:
    """Whether a border of `mark` stands among the words of `piece`."""
    return piece.start < mark.start < piece.end or piece.start < mark.end < piece.end


def _filled(block: Block, pieces: Sequence[_Piece], alignments: dict[Pair, Alignment | None]) -> Block:
    if not block.marks:
        return replace(block, text="".join(piece.text for piece in pieces))
    forest = nested([replace(mark, tag=number) for number, mark in enumerate(block.marks)])
    text = ""
    done: set[int] = set()
    placed: list[Node] = []
    for piece in pieces:
        written, nodes = _placed(block.text, piece, piece.cut(forest, done), alignments)
        placed = _united(placed, [_shifted(node, len(text)) for node in nodes])
        text += written
    marks = [replace(mark, tag=block.marks[mark.tag].tag) for mark in flattened(placed)]
    return replace(block, text=text, marks=tuple(marks))


def _placed(
    text: str, piece: _Piece, nodes: Sequence[Node], alignments: dict[Pair, Alignment | None]
) -> tuple[str, Sequence[Node]]:
    source = text[piece.start : piece.end]
    if not piece.sentence or source == piece.text:
        return piece.text, nodes
    alignment = alignments.get((source, piece.text))
    spans = [(mark.start, mark.end) for mark in flattened(nodes) if mark.kept and mark.start < mark.end]
    written, places = put_back(source, piece.text, spans, alignment)
    return written, place_nodes(source, written, nodes, alignment, dict(zip(spans, places, strict=True)))


def _shifted(node: Node, by: int) -> Node:
    mark = replace(node.mark, start=node.mark.start + by, end=node.mark.end + by)
    return Node(mark, [_shifted(child, by) for child in node.inner])


def _united(before: Sequence[Node], behind: Sequence[Node]) -> list[Node]:
    """Two forests, side by side; parts of one mark that meet are one again."""
    if not before or not behind:
        return [*before, *behind]
    a, b = before[-1], behind[0]
    if a.mark.tag != b.mark.tag or a.mark.end != b.mark.start:
        return [*before, *behind]
    return [*before[:-1], Node(replace(a.mark, end=b.mark.end), _united(a.inner, b.inner)), *behind[1:]]
