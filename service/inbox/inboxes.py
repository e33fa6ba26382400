"""The watched folders and feeds in the database: whose turn it is to be looked at, and what came of it."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.errors import InputError
from service.database.open import Database
from service.database.tables import Inbox, Item, now
from service.inbox.arrivals import Arrival

FOLDER, FEED = "folder", "feed"
_WEB = re.compile(r"https?:", re.IGNORECASE)
_LONGEST = 2_000  # characters of a place; indexes of databases take some 2,700 bytes
_AT_ONCE = 200  # rows in a statement


@dataclass(frozen=True, slots=True)
class Due:
    """An inbox that is to be looked at; `until`: the moment that says whether another does already."""

    id: str
    kind: str
    place: str
    owner: str
    tag: str
    failures: int
    until: datetime


def is_feed(place: str) -> bool:
    """Whether `place` is an address, not a folder."""
    return _WEB.match(place) is not None


def place_of(name: str) -> str:
    """The folder or the address that a person calls `name`, as it is kept.

    Raises InputError when there is no such folder, or it is no address.
    """
    if is_feed(name):
        return _address(name)
    try:
        path = Path(name).resolve()
        is_folder = path.is_dir()
        str(path).encode()
    except UnicodeEncodeError:
        raise InputError(f"{name!r}: has a name that is no UTF-8; give it another") from None
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise InputError(f"{name}: cannot be watched ({error}); name a folder, or the address of a feed") from error
    if not is_folder:
        raise InputError(f"{name}: no such folder; make it, or name the address of a feed, https://…")
    return str(path)


def _address(name: str) -> str:
    address = name.strip()
    try:
        parts = urlsplit(address)
        is_sound = bool(parts.hostname) and (parts.port is None or parts.port > 0) and "@" not in parts.netloc
    except ValueError:
        is_sound = False
    if not is_sound or len(address) > _LONGEST or not address.isprintable() or " " in address:
        raise InputError(f"{address[:200]!r}: is no address of a feed; write https://… without a name or password")
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), fragment="").geturl()


def register(database: Database, place: str, *, owner: str = "", standing: bool = False) -> str:
    """See that `place` is an inbox of `owner`, and, with `standing`, one that every service watches; its id."""
    kind = FEED if is_feed(place) else FOLDER
    with database.writing() as session:
        new = _inserting(database)(Inbox).values(kind=kind, place=place, owner=owner, standing=standing)
        session.execute(new.on_conflict_do_nothing())
        is_it = (Inbox.place == place) & (Inbox.owner == owner)
        if standing:
            session.execute(update(Inbox).where(is_it).values(standing=True, next_try=now()))
        return session.scalars(select(Inbox.id).where(is_it)).one()


def watched(database: Database, places: Collection[str], *, standing: bool) -> list[Due]:
    """The inboxes at `places`, made where they are not there, and with `standing` those that every service watches."""
    told = Inbox.place.in_(places) & (Inbox.owner == "")
    query = select(Inbox).where(or_(told, Inbox.standing & standing)).order_by(Inbox.created)
    with database.reading() as session:
        found = list(session.scalars(query))
    if missing := set(places) - {one.place for one in found if not one.owner}:
        for place in missing:
            register(database, place)
        with database.reading() as session:
            found = list(session.scalars(query))
    return [Due(one.id, one.kind, one.place, one.owner, one.tag, one.failures, one.next_try) for one in found]


def begin(database: Database, due: Due, lease: timedelta) -> bool:
    """Say that the inbox is being looked at, for as long as `lease`; False where another does it."""
    moment = now()
    with database.writing() as session:
        begun = session.execute(
            update(Inbox)
            .where(Inbox.id == due.id, Inbox.next_try == due.until)
            .values(next_try=moment + lease, checked=moment)
            .returning(Inbox.id)
        )
        return begun.first() is not None


def succeed(database: Database, due: Due, tag: str, warning: str, again: datetime) -> None:
    """The inbox has been looked at: it is looked at `again` then; `warning`: what is not as it should be."""
    _set(database, due, tag=tag, failures=0, error=warning, next_try=again)


def fail(database: Database, due: Due, error: str, again: datetime) -> None:
    """The inbox could not be looked at, for a reason that is kept."""
    _set(database, due, failures=due.failures + 1, error=error, next_try=again)


def _set(database: Database, due: Due, **values: object) -> None:
    with database.writing() as session:
        session.execute(update(Inbox).where(Inbox.id == due.id).values(**values))


def record(database: Database, inbox: Due, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Keep what has arrived, each once, and say which had not before.

    A file that has changed is another, and takes the place of what it was where that had not been taken; an article
    that its feed says has changed waits anew.
    """
    fresh: list[Arrival] = []
    for start in range(0, len(arrivals), _AT_ONCE):
        some = arrivals[start : start + _AT_ONCE]
        with database.reading() as session:
            known = _known(session, inbox, some)
        unknown = [one for one in some if known.get(one.identity) != one.changed]
        if unknown:
            with database.writing() as session:
                fresh += _recorded(database, session, inbox, unknown)
    return fresh


def _known(session: Session, inbox: Due, arrivals: Iterable[Arrival]) -> dict[str, str]:
    identities = [one.identity for one in arrivals]
    query = select(Item.identity, Item.changed).where(Item.inbox_id == inbox.id, Item.identity.in_(identities))
    return {one.identity: one.changed for one in session.execute(query)}


def _recorded(database: Database, session: Session, inbox: Due, arrivals: Sequence[Arrival]) -> list[Arrival]:
    if session.get(Inbox, inbox.id) is None:  # removed meanwhile
        return []
    known = _known(session, inbox, arrivals)
    fresh = [one for one in arrivals if one.identity not in known]
    for one in arrivals:
        values = {"title": one.title, "content": one.content, "changed": one.changed}
        if one.identity not in known:
            row = {"inbox_id": inbox.id, "identity": one.identity, "place": one.place, **values}
            session.execute(_inserting(database)(Item).values(row).on_conflict_do_nothing())
        elif known[one.identity] != one.changed:
            session.execute(
                update(Item)
                .where(Item.inbox_id == inbox.id, Item.identity == one.identity)
                .values(state="waiting", error="", attempts=0, **values)
            )
    if inbox.kind == FOLDER:
        session.execute(
            delete(Item).where(
                Item.inbox_id == inbox.id,
                Item.place.in_([one.place for one in fresh]),
                Item.identity.not_in([one.identity for one in fresh]),
                Item.state != "taken",
            )
        )
    return fresh


def _inserting(database: Database) -> "type[sqlite.Insert] | type[postgresql.Insert]":
    return sqlite.Insert if database.is_sqlite else postgresql.Insert
