"""What came into the inboxes, in the database: each is taken by one process, once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, undefer

from models.errors import InputError
from service.articles.bring import Brought
from service.database.open import Database
from service.database.tables import Item, now

_REST = timedelta(hours=1)  # before an article that its feed says has changed is fetched again


class LostItemError(Exception):
    """Another process has taken the item over, or it is no longer there."""


class MissingItemError(InputError):
    """There is no such item, or nothing to try again."""


@dataclass(frozen=True, slots=True)
class Taking:
    """An item that this process takes, as long as nobody else has begun to after `until`."""

    id: str
    identity: str
    place: str
    title: str
    content: str
    changed: str
    attempts: int
    until: datetime


def waiting(database: Database, inbox_id: str, most: int) -> list[tuple[str, str]]:
    """The ids and places of items that may be taken now."""
    query = (
        select(Item.id, Item.place)
        .where(Item.inbox_id == inbox_id, Item.state == "waiting", Item.next_try <= now())
        .order_by(Item.next_try, Item.created, Item.id)
    )
    with database.reading() as session:
        return [(item, place) for item, place in session.execute(query.limit(most))]


def count(database: Database, inboxes: Collection[str], *, fresh: bool) -> int:
    """How many items wait: those that nothing is known against, or (not `fresh`) those whose server was down."""
    query = select(func.count()).where(Item.inbox_id.in_(inboxes), Item.state == "waiting")
    with database.reading() as session:
        return session.scalars(query.where(Item.error == "" if fresh else Item.error != "")).one()


def take(database: Database, item_id: str, lease: timedelta) -> Taking | None:
    """Begin to take an item, for as long as `lease`; None where another does, or has."""
    moment = now()
    with database.writing() as session:
        taken = session.scalars(
            update(Item)
            .where(Item.id == item_id, Item.state == "waiting", Item.next_try <= moment)
            .values(next_try=moment + lease, attempts=Item.attempts + 1)
            .returning(Item.id)
        ).first()
        if taken is None:
            return None
        one = session.scalars(select(Item).where(Item.id == item_id).options(undefer(Item.content))).one()
        return Taking(one.id, one.identity, one.place, one.title, one.content, one.changed, one.attempts, one.next_try)


def taken(taking: Taking) -> Callable[[Session, Brought], None]:
    """What says, in the transaction that stores its article, that the item has been taken.

    It raises LostItemError, so that nothing is stored, when another has taken it over.
    """

    def noted(session: Session, brought: Brought) -> None:
        _settle(
            session, taking, state="taken", error="", content="", version_id=brought.version_id,
            next_try=now() + _REST,
        )  # fmt: skip

    return noted


def put_off(database: Database, taking: Taking, error: str, again: datetime) -> None:
    """The item could not be taken now; it is tried `again` then."""
    with database.writing() as session:
        _settle(session, taking, error=error, next_try=again)


def set_aside(database: Database, taking: Taking, error: str) -> None:
    """The item cannot be taken, for a reason that is kept."""
    with database.writing() as session:
        _settle(session, taking, state="aside", error=error)


def forget(database: Database, taking: Taking) -> None:
    """The file that the item was is no longer there, or another by now."""
    with database.writing() as session:
        session.execute(delete(Item).where(Item.id == taking.id, Item.next_try == taking.until))


def retry(database: Database, inbox_id: str, item_id: str) -> None:
    """Have an item that was set aside, or that waits for its source to come back, tried again at once.

    Raises MissingItemError when there is none.
    """
    with database.writing() as session:
        waits = session.scalars(
            update(Item)
            .where(Item.id == item_id, Item.inbox_id == inbox_id, Item.state.in_(("aside", "waiting")))
            .values(state="waiting", error="", attempts=0, next_try=now())
            .returning(Item.id)
        ).first()
    if waits is None:
        raise MissingItemError(f"{item_id[:64]}: nothing of that id waits in this inbox, or was set aside")


def _settle(session: Session, taking: Taking, **values: object) -> None:
    """Set `values` of the item in the transaction of `session`.

    Raises LostItemError when another has begun to take it.
    """
    held = session.scalars(
        update(Item)
        .where(Item.id == taking.id, Item.state == "waiting", Item.next_try == taking.until)
        .values(**values)
        .returning(Item.id)
    ).first()
    if held is None:
        raise LostItemError
