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

_LEASE = timedelta(seconds=15)  # of whoever writes a file; another writes the same
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


def present(database: Database, versions: Collection[str]) -> set[str]:
    """Those of the versions that are still there."""
    wanted = list(versions)
    parts = [wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE)]
    with database.reading() as session:
        return {one for part in parts for one in session.scalars(select(Version.id).where(Version.id.in_(part)))}


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

        Whoever is killed at any moment has written it or not: it does not come twice, even where whoever waits for it
        takes it away at once.

        Raises InputError when it cannot be written, or is not there any more.
        """
        claimed = self._claimed(one)
        if claimed is None:
            return None
        path, is_ready = self.folder / claimed[0], claimed[1] == one.number
        done: dict[str, int] = {}
        try:
            if not is_ready:
                write_aside(path, render(self._service, one.article_id, self._format, one.number).content)
                self._set(one, ready=one.number)
            give_name(path, gone=is_ready)
            done = {"number": one.number}
        finally:
            self._set(one, until=now(), **done)
        return path

    def has_written(self, one: Ended) -> bool:
        """Whether this version, or a later one, has been written, by whichever process."""
        with self._service.database.reading() as session:
            return (session.scalar(select(Delivery.number).where(self._is_mine(one))) or 0) >= one.number

    def _set(self, one: Ended, **values: object) -> None:
        with self._service.database.writing() as session:
            session.execute(update(Delivery).where(self._is_mine(one)).values(**values))

    def _claimed(self, one: Ended) -> tuple[str, int] | None:
        """The path that is this process's to write now, for as long as the lease, and what is ready there."""
        until = now() + _LEASE
        with self._service.database.writing() as session:
            known = session.scalar(select(Delivery).where(self._is_mine(one)))
            if known is not None:
                claimed = session.execute(
                    update(Delivery)
                    .where(self._is_mine(one), Delivery.number < one.number, Delivery.until <= now())
                    .values(until=until)
                    .returning(Delivery.path, Delivery.ready)
                ).first()
                return (claimed.path, claimed.ready) if claimed else None
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
                        return path, 0
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


def write_aside(path: Path, content: bytes) -> None:
    """Write what is to be at `path` beside it, whole and on the disk.

    Raises InputError when it cannot be written.
    """
    aside = _aside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise _unwritable(path, error) from error


def give_name(path: Path, *, gone: bool) -> None:
    """Give the file that `write_aside` wrote its name; `gone`: it may have it already.

    Raises InputError when it cannot have it.
    """
    try:
        _aside(path).replace(path)
    except FileNotFoundError as error:
        if not gone:
            raise _unwritable(path, error) from error
    except OSError as error:
        raise _unwritable(path, error) from error


def _aside(path: Path) -> Path:
    # Always the same, so that one who is killed leaves nothing that the next does not find.
    return path.with_name(f".{hashlib.sha256(path.name.encode()).hexdigest()[:8]}.jisr.part")


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"{path}: cannot be written ({error.strerror or error}); see to the folder, or name another with -o"
    )
