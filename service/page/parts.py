"""A part of an article: as much of it as a browser lays out at once, and what there is to say of all of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from service.articles.read import find_version, viewed
from service.database.tables import Article, Block, Sentence, Version
from service.page.shown import Place, ShownBlock, shown

TITLE = "title"  # a kind of block beside those of translate.documents
_SIZE = 400  # sentences; a book has thousands, which a browser lays out for seconds
_DOUBTFUL = Sentence.doubtful & Sentence.edited.is_(None) & ~Sentence.approved
SHOWS: dict[str, ColumnElement[bool]] = {
    "doubtful": _DOUBTFUL,
    "edited": Sentence.edited.is_not(None),
    "open": ~Sentence.approved,
}


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a version at `place`, of as many `parts`.

    `counts`: how many of its sentences are doubtful, edited and approved; `numbers`: of the article's versions.
    """

    article: Article
    version: Version
    numbers: tuple[int, ...]
    counts: dict[str, int]
    place: Place
    parts: int
    blocks: tuple[ShownBlock, ...]


def read_part(session: Session, place: Place, position: int | None = None) -> Part:
    """The part at `place`, or the one that holds the sentence at `position`.

    Raises MissingArticleError when there is no such article or version.
    """
    version = find_version(session, place.article_id, place.version)
    article = session.get_one(Article, place.article_id)
    numbers = session.scalars(select(Version.number).where(Version.article_id == article.id).order_by(Version.number))
    wanted = select(Sentence).where(Sentence.version_id == version.id)
    if place.show:
        wanted = wanted.where(SHOWS[place.show])
    bounds = _bounds(session, wanted)
    part = min(max(1, place.part), len(bounds))
    if position is not None:
        part = next((n for n, (first, last) in enumerate(bounds, 1) if first <= position <= last), part)
    first, last = bounds[part - 1]
    found = session.scalars(wanted.where(Sentence.position.between(first, last)).order_by(Sentence.position))
    return Part(
        article, version, tuple(numbers), _counts(session, version.id),
        Place(place.article_id, place.version, place.show, part), len(bounds),
        tuple(_blocks(session, version.id, list(found))),
    )  # fmt: skip


def _bounds(session: Session, wanted: Select[Any]) -> list[tuple[int, int]]:
    """The first and the last position of each part; no block is cut."""
    columns = wanted.with_only_columns(Sentence.block, Sentence.position).order_by(Sentence.position)
    bounds: list[tuple[int, int]] = []
    size = _SIZE
    for _, rows in groupby(session.execute(columns), key=lambda row: row[0]):
        positions = [position for _, position in rows]
        if size >= _SIZE:
            bounds.append((positions[0], positions[-1]))
            size = 0
        bounds[-1] = (bounds[-1][0], positions[-1])
        size += len(positions)
    return bounds or [(0, 0)]


def _counts(session: Session, version_id: str) -> dict[str, int]:
    kinds = {"doubtful": _DOUBTFUL, "edited": Sentence.edited.is_not(None), "approved": Sentence.approved}
    query = select(*(func.sum(case((kind, 1), else_=0)) for kind in kinds.values()))
    counted = session.execute(query.where(Sentence.version_id == version_id)).one()
    return {name: int(number or 0) for name, number in zip(kinds, counted, strict=True)}


def _blocks(session: Session, version_id: str, found: Sequence[Sentence]) -> Iterator[ShownBlock]:
    if not found:
        return
    rows = session.scalars(
        select(Block).where(Block.version_id == version_id, Block.number.between(found[0].block, found[-1].block + 1))
    )
    blocks = {block.number: block for block in rows}
    for number, sentences in groupby(found, key=lambda one: one.block):
        following = blocks.get(number + 1)
        kind = TITLE if following and _is_title(blocks[number], following) else blocks[number].kind
        yield ShownBlock(kind, tuple(shown(viewed(one)) for one in sentences))


def _is_title(block: Block, following: Block) -> bool:
    """Whether a web page's title says what its heading says below, as that of an article mostly does."""
    return block.kind == following.kind == "heading" and block.text.split() == following.text.split()
