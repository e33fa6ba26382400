"""Writes translations to a folder: each version of an article once, whole, where what it came from would be."""

import hashlib
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path, PurePath

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import InputError
from service.articles.render import render
from service.database.open import Database
from service.database.tables import Article, Delivery, Inbox, Item, Sentence, Version, now
from service.inbox.inboxes import is_feed
from service.running import Service
from translate.documents import is_read_only
from translate.web.sources import WebSource

_LEASE = timedelta(seconds=60)
_ENDED = ("done", "failed")
_AT_ONCE = 200
ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Ended:
    """A version of an article from an inbox that is done, or has failed (`error`); `place`: where it came from."""

    version_id: str
    article_id: str
    number: int
    state: str
    error: str
    name: str
    inbox: str
    place: str
    sentences: int
    doubtful: int


def outstanding(database: Database, inboxes: Collection[str], folder: str | None) -> list[str]:
    """The ids of versions from these inboxes that are not translated yet, or not written to `folder` yet."""
    query = select(Version.id).join(Item, Item.version_id == Version.id).where(Item.inbox_id.in_(inboxes)).distinct()
    if folder is None:
        query = query.where(Version.state.not_in(_ENDED))
    else:
        query = query.outerjoin(
            Delivery, (Delivery.article_id == Version.article_id) & (Delivery.folder == folder)
        ).where(Version.state != "failed", or_(Delivery.number.is_(None), Delivery.number < Version.number))
    with database.reading() as session:
        return list(session.scalars(query))


def ended(database: Database, versions: Collection[str]) -> list[Ended]:
    """Which of these versions are done, or have failed, the oldest of an article first."""
    found: dict[str, Ended] = {}
    wanted = list(versions)
    with database.reading() as session:
        for start in range(0, len(wanted), _AT_ONCE):
            for one in _ended(session, wanted[start : start + _AT_ONCE]):
                found.setdefault(one.version_id, one)
    return sorted(found.values(), key=lambda one: (one.place, one.number))


def _ended(session: Session, versions: Collection[str]) -> list[Ended]:
    doubtful = (
        select(func.count())
        .where(Sentence.version_id == Version.id, Sentence.doubtful, Sentence.edited.is_(None))
        .scalar_subquery()
    )
    query = (
        select(
            Version.id, Version.article_id, Version.number, Version.state, Version.error, Article.name, Inbox.place,
            Item.place, Version.sentences, doubtful,
        )
        .join(Article, Article.id == Version.article_id)
        .join(Item, Item.version_id == Version.id)
        .join(Inbox, Inbox.id == Item.inbox_id)
        .where(Version.id.in_(versions), Version.state.in_(_ENDED))
    )  # fmt: skip
    return [Ended(*row) for row in session.execute(query)]


class Deliverer:
    """Writes what is done to `folder`, as `format` of service.articles.render, and keeps in the database that it has.

    `prefixes`: the folder in it for each watched folder; what comes from the web has one for its host.
    """

    def __init__(self, service: Service, folder: Path, format: str, prefixes: Mapping[str, str]) -> None:  # noqa: A002
        self._service = service
        self.folder = folder
        self._format = format
        self._prefixes = prefixes

    def deliver(self, one: Ended) -> Path | None:
        """Write it; its file, or None where that has been done already, or another process does it.

        Raises InputError when it cannot be written, or is not there any more.
        """
        path = self._claimed(one)
        if path is None:
            return None
        rendered = render(self._service, one.article_id, self._format, one.number)
        write_whole(self.folder / path, rendered.content)
        with self._service.database.writing() as session:
            session.execute(update(Delivery).where(self._is_mine(one)).values(number=one.number, until=now()))
        return self.folder / path

    def _claimed(self, one: Ended) -> str | None:
        """The path that is written by this process now, for as long as the lease."""
        until = now() + _LEASE
        with self._service.database.writing() as session:
            known = session.scalar(select(Delivery).where(self._is_mine(one)))
            if known is not None:
                return session.scalar(
                    update(Delivery)
                    .where(self._is_mine(one), Delivery.number < one.number, Delivery.until <= now())
                    .values(until=until)
                    .returning(Delivery.path)
                )
        for number in count(1):
            path = self._path(one, number)
            try:
                with self._service.database.writing() as session:
                    if session.scalar(select(Delivery.path).where(self._is_mine(one))) is not None:
                        return None
                    taken = select(Delivery.path).where(Delivery.folder == str(self.folder), Delivery.path == path)
                    if session.scalar(taken) is None:
                        session.add(
                            Delivery(article_id=one.article_id, folder=str(self.folder), path=path, until=until)
                        )
                        return path
            except IntegrityError:  # another has taken the path, or the article, at the same moment
                continue
        raise AssertionError("there is always another name")

    def _is_mine(self, one: Ended) -> ColumnElement[bool]:
        return (Delivery.article_id == one.article_id) & (Delivery.folder == str(self.folder))

    def _path(self, one: Ended, number: int) -> str:
        """Where it goes under the folder; the `number`-th choice, as two pages may want the same name."""
        if is_feed(one.inbox):
            place = _web_place(one)
        else:
            place = PurePath(self._prefixes.get(one.inbox, ""), PurePath(one.place).relative_to(one.inbox))
        if number > 1:
            place = place.with_stem(f"{place.stem}-{number}")
        if self._format != ORIGINAL:
            return f"{place}.{self._format}"
        return f"{place}.txt" if is_read_only(place.name) else str(place)


def _web_place(one: Ended) -> PurePath:
    place = WebSource(one.place).place()
    _, _, own = one.place.partition("#")
    own = f"-{hashlib.sha256(own.encode()).hexdigest()[:8]}" if own else ""
    return place.with_name(f"{place.stem}{own}{PurePath(one.name).suffix}")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, whatever happens meanwhile.

    Raises InputError when it cannot be written.
    """
    # Always the same name, so that one who is killed leaves nothing that the next does not clear away.
    temporary = path.with_name(f".{hashlib.sha256(path.name.encode()).hexdigest()[:8]}.jisr.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise InputError(
            f"{path}: cannot be written ({error.strerror or error}); see to the folder, or name another with -o"
        ) from error
