"""Brings articles in: what is in them is stored, and a job is put for what is to be translated."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import InputError
from service.articles.content import TooLargeError, file_name, read_content, storable, title_line
from service.database.tables import Article, Block, Sentence, Version, new_id, now
from service.running import Service
from translate.documents import Document
from translate.splitting import sentences_of

_TRIES = 5  # where another brings the same at the same moment
_AT_ONCE = 1000  # rows in a statement


@dataclass(frozen=True, slots=True)
class Brought:
    """What has become of what was brought; `is_new`: the article's newest version does not hold it already."""

    article_id: str
    version_id: str
    number: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Coming:
    """An article on its way in."""

    content: bytes
    digest: str
    document: Document
    name: str
    title: str
    address: str
    identity: str
    owner: str


def bring(
    service: Service,
    content: bytes,
    name: str,
    *,
    title: str = "",
    address: str = "",
    identity: str = "",
    owner: str = "",
    within: Callable[[Session, Brought], None] | None = None,
) -> Brought:
    """Store `content`, a file called `name`, whose ending says its format, and put the job of its translation.

    `identity`: what makes it a later version of what came under the same one before; "": always an article of its own.
    `within` is called in the transaction that stores it; nothing is stored when it raises.

    Raises InputError when it cannot be read or there is nothing to translate, a TooLargeError when it is too much.
    """
    settings = service.settings
    name = file_name(name) or "text.txt"
    if len(content) > settings.upload_bytes:
        raise TooLargeError(f"{name}: is larger than {settings.upload_bytes:,} bytes; bring it in parts")
    document = read_content(content, name, longest=settings.longest)
    title = title_line(title) or _title(document, name)
    digest = hashlib.sha256(content).hexdigest()
    scoped = storable(f"{owner} {identity}" if owner and identity else identity)
    coming = _Coming(content, digest, document, name, title, storable(address), scoped, owner)
    brought = _kept(service, coming, within)
    if brought.is_new:
        service.jobs.put(brought.version_id)
    return brought


def bring_text(service: Service, text: str, *, title: str = "", owner: str = "") -> Brought:
    """Store `text` as an article of its own, and put the job of its translation.

    Raises InputError when there is nothing to translate in it, a TooLargeError when it is too much.
    """
    content = text.encode("utf-8", "replace")
    return bring(service, content, "text.txt", title=title or _first_line(text), owner=owner)


def bring_address(service: Service, address: str, *, owner: str = "") -> Brought:
    """Fetch the article at `address` and store it; a later version of what came from there before.

    Raises InputError when it cannot be fetched, its site asks programs not to, or it holds no article; a RefusedError
    where it is not on the public web.
    """
    found = service.fetcher.article(address)
    return bring(service, found.content, found.name, title=found.title, address=address, identity=address, owner=owner)


def _title(document: Document, name: str) -> str:
    heading = next((block.text for block in document.blocks if block.kind == "heading"), "")
    return title_line(heading) or name


def _first_line(text: str) -> str:
    return title_line(next((line for line in text.splitlines() if line.strip()), ""), 120)


def _kept(service: Service, coming: _Coming, within: Callable[[Session, Brought], None] | None) -> Brought:
    for attempt in count(1):
        try:
            with service.database.writing() as session:
                brought = _store(session, coming)
                if within is not None:
                    within(session, brought)
                return brought
        except IntegrityError:  # another has brought it at the same moment
            if attempt == _TRIES:
                raise InputError(f"{coming.name}: others are bringing it too; try again") from None
    raise AssertionError("the loop ends by returning or raising")


def _store(session: Session, coming: _Coming) -> Brought:
    article = None
    if coming.identity:
        article = session.scalar(select(Article).where(Article.identity == coming.identity).with_for_update())
    if article is None:
        own = new_id()
        article = Article(id=own, identity=coming.identity or own, name=coming.name, title=coming.title,
                          address=coming.address, owner=coming.owner)  # fmt: skip
        session.add(article)
        session.flush()
    newest = session.execute(
        select(Version.id, Version.number, Version.digest)
        .where(Version.article_id == article.id)
        .order_by(Version.number.desc())
        .limit(1)
    ).first()
    if newest is not None and newest.digest == coming.digest:
        return Brought(article.id, newest.id, newest.number, False)
    article.title, article.name, article.updated = coming.title, coming.name, now()
    number = newest.number + 1 if newest else 1
    version = Version(id=new_id(), article_id=article.id, number=number, digest=coming.digest, content=coming.content)
    session.add(version)
    session.flush()
    version.sentences = _store_document(session, version.id, coming.document)
    return Brought(article.id, version.id, number, True)


def _store_document(session: Session, version_id: str, document: Document) -> int:
    """Store the blocks and the sentences of `document`; how many sentences there are."""
    blocks = [
        {"version_id": version_id, "number": number, "kind": block.kind, "text": storable(block.text)}
        for number, block in enumerate(document.blocks)
    ]
    sentences = list(_sentences(version_id, document))
    for table, rows in ((Block, blocks), (Sentence, sentences)):
        for start in range(0, len(rows), _AT_ONCE):
            session.execute(insert(table), rows[start : start + _AT_ONCE])
    return len(sentences)


def _sentences(version_id: str, document: Document) -> Iterator[dict[str, object]]:
    position = count()
    for number, block in enumerate(document.blocks):
        for one in sentences_of(block):
            yield {
                "version_id": version_id, "position": next(position), "block": number, "start": one.start,
                "end": one.end, "source": storable(one.text),
            }  # fmt: skip
