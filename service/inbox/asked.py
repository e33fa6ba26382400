"""What people ask of the inboxes over HTTP: what is in them, to watch one, to watch it no longer, to try again."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import InputError
from service.articles.again import try_again
from service.database.tables import Inbox, Item, Version
from service.inbox import items
from service.inbox.inboxes import is_feed, place_of, register
from service.running import Service

_MOST = 200  # inboxes of an owner
_SHOWN = 50  # items of an inbox


class MissingInboxError(InputError):
    """There is no such inbox."""


class ForbiddenPlaceError(InputError):
    """A folder that nobody may name over HTTP."""


class TooManyError(InputError):
    """There are as many inboxes as there may be."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """What came into an inbox; see service.database.tables.Item.

    `article_id`, `number`: the version that it became, "" and 0 where it became none, or that is no longer there.
    `version_state`, `version_error`: what has become of that.
    """

    id: str
    place: str
    title: str
    state: str
    error: str
    attempts: int
    next_try: datetime
    created: datetime
    article_id: str
    number: int
    version_state: str
    version_error: str


@dataclass(frozen=True, slots=True)
class InboxView:
    """A watched folder or feed, how many items of it are in which state, and the newest of them.

    `error`: what was wrong when it was looked at last; where `failures` is 0 it could be looked at all the same.
    """

    id: str
    kind: str
    place: str
    standing: bool
    failures: int
    error: str
    checked: datetime | None
    next_try: datetime
    created: datetime
    waiting: int
    taken: int
    aside: int
    items: tuple[ItemView, ...]


def list_inboxes(session: Session, *, owner: str | None = None, shown: int = _SHOWN) -> list[InboxView]:
    """The inboxes of `owner` (None: all), the oldest first, with the `shown` newest items of each."""
    query = select(Inbox).order_by(Inbox.created, Inbox.id)
    if owner is not None:
        query = query.where(Inbox.owner == owner)
    return [_viewed(session, one, shown) for one in session.scalars(query)]


def read_inbox(session: Session, inbox_id: str, *, owner: str | None = None, shown: int = _SHOWN) -> InboxView:
    """An inbox of `owner` (None: of anybody).

    Raises MissingInboxError when there is none.
    """
    return _viewed(session, _found(session, inbox_id, owner), shown)


def add_inbox(service: Service, name: str, *, owner: str = "", folders: bool = False) -> str:
    """Have every service watch the feed or, if the caller may name `folders`, the folder `name`; the id of the inbox.

    Raises InputError when it is neither, a ForbiddenPlaceError for a folder that is not below one of
    settings.watch_roots, TooManyError when there are too many already.
    """
    place = place_of(name) if is_feed(name.strip()) else _folder(service, name, allowed=folders)
    with service.database.reading() as session:
        known = session.scalars(select(Inbox.place).where(Inbox.owner == owner, Inbox.standing)).all()
    if place not in known and len(known) >= _MOST:
        raise TooManyError(f"{len(known)} folders and feeds are watched, which is as many as may be; remove one first")
    return register(service.database, place, owner=owner, standing=True)


def remove_inbox(service: Service, inbox_id: str, *, owner: str | None = None) -> None:
    """Watch an inbox no longer, and forget what came into it; the articles stay.

    Raises MissingInboxError when there is none.
    """
    with service.database.writing() as session:
        session.delete(_found(session, inbox_id, owner))


def retry_item(service: Service, inbox_id: str, item_id: str, *, owner: str | None = None) -> None:
    """Have an item that was set aside or put off, or whose translation has failed, tried again at once.

    Raises MissingInboxError or MissingItemError when there is none.
    """
    with service.database.reading() as session:
        _found(session, inbox_id, owner)
        failed = session.execute(
            select(Version.article_id, Version.number)
            .join(Item, Item.version_id == Version.id)
            .where(Item.id == item_id, Item.inbox_id == inbox_id, Version.state == "failed")
        ).first()
    if failed is not None:
        try_again(service, failed.article_id, failed.number)
    else:
        items.retry(service.database, inbox_id, item_id)


def _folder(service: Service, name: str, *, allowed: bool) -> str:
    """A folder that may be watched: whether others exist is not said."""
    roots = service.settings.watch_roots if allowed else ()
    try:
        path = Path(name.strip())
        is_below = path.is_absolute() and any(path.resolve().is_relative_to(root.resolve()) for root in roots)
    except (OSError, ValueError, RuntimeError):
        is_below = False
    if not is_below:
        below = f"folders below {' or '.join(map(str, roots))}, and " if roots else ""
        raise ForbiddenPlaceError(
            f"{name[:200]!r}: may not be watched; name the address of a feed, https://… ({below}whoever runs the "
            "service can name folders: jisr serve --watch FOLDER, or --watch-root FOLDER)"
        )
    return place_of(name.strip())


def _found(session: Session, inbox_id: str, owner: str | None) -> Inbox:
    found = session.get(Inbox, inbox_id)
    if found is None or (owner is not None and found.owner != owner):
        raise MissingInboxError(f"{inbox_id[:64]}: there is no such inbox")
    return found


def _viewed(session: Session, inbox: Inbox, shown: int) -> InboxView:
    counted = select(Item.state, func.count()).where(Item.inbox_id == inbox.id).group_by(Item.state)
    counts = {state: number for state, number in session.execute(counted)}  # noqa: C416
    rows = session.execute(
        select(Item, Version)
        .outerjoin(Version, Version.id == Item.version_id)
        .where(Item.inbox_id == inbox.id)
        .order_by(Item.created.desc(), Item.id)
        .limit(shown)
    )
    found = tuple(
        ItemView(
            item.id, item.place, item.title, item.state, item.error, item.attempts, item.next_try, item.created,
            *((version.article_id, version.number, version.state, version.error) if version else ("", 0, "", "")),
        )
        for item, version in rows
    )  # fmt: skip
    return InboxView(
        inbox.id, inbox.kind, inbox.place, inbox.standing, inbox.failures, inbox.error, inbox.checked, inbox.next_try,
        inbox.created, counts.get("waiting", 0), counts.get("taken", 0), counts.get("aside", 0), found,
    )  # fmt: skip
