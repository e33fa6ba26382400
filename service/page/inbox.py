"""The inboxes' page: what is watched, what has come in, and what could not be read."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Depends, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.access import allow
from service.database.tables import Inbox, Item, Version
from service.page.refusal import PageRoute
from service.page.rendering import render
from service.running import Running, Service

_SHOWN = 50  # items of an inbox
_STATES = {"waiting": "Waiting", "taken": "Taken", "aside": "Set aside"}

router = APIRouter(prefix="/inbox", route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ShownItem:
    """Something that came in; `article_id`: what it became, "" where it became nothing (yet)."""

    id: str
    place: str
    title: str
    state: str
    error: str
    created: datetime
    article_id: str


@dataclass(frozen=True, slots=True)
class ShownInbox:
    """A folder or a feed and the newest of its `total` items."""

    id: str
    kind: str
    place: str
    failures: int
    error: str
    checked: datetime | None
    next_try: datetime
    total: int
    items: tuple[ShownItem, ...]


@router.get("", dependencies=[Depends(allow("articles"))])
def inboxes(service: Running) -> Response:
    """What is watched, and what came of it."""
    return _page(service)


def _page(service: Service, *, place: str = "", error: str = "", status: int = 200) -> Response:
    with service.database.reading() as session:
        found = [_shown(session, one) for one in session.scalars(select(Inbox).order_by(Inbox.created))]
    return render("inbox.html", status, inboxes=found, item_states=_STATES, place=place, error=error)


def _shown(session: Session, inbox: Inbox) -> ShownInbox:
    total = session.scalar(select(func.count()).select_from(Item).where(Item.inbox_id == inbox.id)) or 0
    rows = session.execute(
        select(Item, Version.article_id)
        .outerjoin(Version, Version.id == Item.version_id)
        .where(Item.inbox_id == inbox.id)
        .order_by(Item.created.desc(), Item.id)
        .limit(_SHOWN)
    )
    items = tuple(
        ShownItem(item.id, item.place, item.title, item.state, item.error, item.created, article_id or "")
        for item, article_id in rows
    )
    return ShownInbox(
        inbox.id, inbox.kind, inbox.place, inbox.failures, inbox.error, inbox.checked, inbox.next_try, total, items
    )
