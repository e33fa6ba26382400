"""Articles, as people and programs see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, select, tuple_
from sqlalchemy.orm import Session

from models.errors import InputError
from service.database.tables import Article, Block, Sentence, Version
from translate.sidebyside.rows import told

_MOST = 200  # articles in a list
_SIZE = 120  # of what is searched for, in code points


class MissingArticleError(InputError):
    """There is no such article, version or sentence."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a list: what its newest version is like.

    `state`: waiting, working, done or failed (`error`). `sentences`, of which `finished` are translated, `doubtful`
    want a second look, `edited` a person has put right and `approved` found right. `versions`: how many there are.
    """

    id: str
    title: str
    name: str
    address: str
    state: str
    error: str
    sentences: int
    finished: int
    doubtful: int
    edited: int
    approved: int
    versions: int
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence and its translation.

    `start`, `end`: code points in its block's text. `target`: the machine's, `edited`: a person's, `shown`: what
    counts. `flags` and, in words, those of them that are `reasons` to doubt it.
    """

    position: int
    start: int
    end: int
    source: str
    target: str | None
    edited: str | None
    shown: str
    score: float | None
    flags: tuple[str, ...]
    reasons: tuple[str, ...]
    cached: bool
    approved: bool


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block of a version and the sentences in it; between them stands what `text` has there."""

    number: int
    kind: str
    text: str
    sentences: tuple[SentenceView, ...]


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of an article; see service.database.tables.Version."""

    id: str
    number: int
    state: str
    error: str
    sentences: int
    finished: int
    signature: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Whole:
    """An article, one of its versions, sentence by sentence, and the numbers of all of them."""

    article: Listed
    version: VersionView
    numbers: tuple[int, ...]
    blocks: tuple[BlockView, ...]


def list_articles(
    session: Session, *, search: str = "", before: str = "", limit: int = 50, owner: str | None = None
) -> list[Listed]:
    """Up to `limit` articles, those whose newest version came last first.

    `search`: what stands in the title, or in the newest version, in either language. `before`: the id of the last
    article of the list that this one goes on. `owner`: only what that key brought; None: of everybody.

    Raises MissingArticleError when there is no article `before`.
    """
    query = _newest().order_by(Article.updated.desc(), Article.id.desc()).limit(max(1, min(limit, _MOST)))
    if owner is not None:
        query = query.where(Article.owner == owner)
    if words := search.strip()[:_SIZE].replace("\0", ""):
        query = query.where(_holds(words))
    if before:
        last = session.get(Article, before)
        if last is None:
            raise MissingArticleError(f"before={before}: there is no such article any more; begin with the first page")
        query = query.where(tuple_(Article.updated, Article.id) < tuple_(last.updated, last.id))
    return _listed(session, session.execute(query).all())


def read_article(session: Session, article_id: str, number: int | None = None) -> Whole:
    """The article, and its version `number` or the newest.

    Raises MissingArticleError when there is none.
    """
    found = session.execute(_newest().where(Article.id == article_id)).all()
    if not found:
        raise MissingArticleError(f"{article_id[:64]}: there is no such article")
    (listed,) = _listed(session, found)
    version = find_version(session, article_id, number)
    numbers = session.scalars(select(Version.number).where(Version.article_id == article_id).order_by(Version.number))
    view = VersionView(
        version.id, version.number, version.state, version.error, version.sentences, version.finished_sentences,
        version.signature, version.created,
    )  # fmt: skip
    return Whole(listed, view, tuple(numbers), _blocks(session, version.id))


def find_version(session: Session, article_id: str, number: int | None = None) -> Version:
    """The version `number` of an article, or its newest.

    Raises MissingArticleError when there is none.
    """
    query = select(Version).where(Version.article_id == article_id).order_by(Version.number.desc()).limit(1)
    if number is not None:
        query = query.where(Version.number == number)
    version = session.scalar(query) if number is None or 0 < number < 2**31 else None
    if version is None:
        which = "" if number is None else f" version {number} of this"
        raise MissingArticleError(f"{article_id[:64]}: there is no{which or ' such'} article")
    return version


def viewed(one: Sentence) -> SentenceView:
    """How a sentence is shown."""
    flags = tuple(one.flags)
    return SentenceView(
        one.position, one.start, one.end, one.source, one.target, one.edited, one.shown, one.score, flags,
        told(flags)[0], one.cached, one.approved,
    )  # fmt: skip


def _newest() -> Select[Article, Version]:
    """Articles, each with its newest version."""
    number = (
        select(func.max(Version.number)).where(Version.article_id == Article.id).correlate(Article).scalar_subquery()
    )
    return select(Article, Version).join(Version, (Version.article_id == Article.id) & (Version.number == number))


def _holds(words: str) -> ColumnElement[bool]:
    shown = func.coalesce(Sentence.edited, Sentence.target, "")
    inside = exists().where(
        Sentence.version_id == Version.id,
        Sentence.source.icontains(words, autoescape=True) | shown.icontains(words, autoescape=True),
    )
    return Article.title.icontains(words, autoescape=True) | inside


def _listed(session: Session, found: Sequence[Row[Article, Version]]) -> list[Listed]:
    ids = [version.id for _, version in found]
    human = Sentence.edited.is_not(None)
    counted = session.execute(
        select(
            Sentence.version_id,
            func.sum(case((Sentence.doubtful & ~human & ~Sentence.approved, 1), else_=0)),
            func.sum(case((human, 1), else_=0)),
            func.sum(case((Sentence.approved, 1), else_=0)),
        )
        .where(Sentence.version_id.in_(ids))
        .group_by(Sentence.version_id)
    )
    counts = {version_id: tuple(map(int, numbers)) for version_id, *numbers in counted}
    listed = []
    for article, version in found:
        doubtful, edited, approved = counts.get(version.id, (0, 0, 0))
        listed.append(
            Listed(
                article.id, article.title, article.name, article.address, version.state, version.error,
                version.sentences, version.finished_sentences, doubtful, edited, approved, version.number,
                article.created, article.updated,
            )
        )  # fmt: skip
    return listed


def _blocks(session: Session, version_id: str) -> tuple[BlockView, ...]:
    some: dict[int, list[SentenceView]] = {}
    for one in session.scalars(select(Sentence).where(Sentence.version_id == version_id).order_by(Sentence.position)):
        some.setdefault(one.block, []).append(viewed(one))
    blocks = session.scalars(select(Block).where(Block.version_id == version_id).order_by(Block.number))
    return tuple(BlockView(block.number, block.kind, block.text, tuple(some.get(block.number, ()))) for block in blocks)
