"""The inboxes over HTTP: what is watched and what came of it, feeds added and removed, items tried again."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from models.errors import InputError
from service.access import Calling, allow
from service.api.refusal import RefusalError, Refusing
from service.inbox.asked import (
    ForbiddenPlaceError,
    MissingInboxError,
    TooManyError,
    add_inbox,
    list_inboxes,
    read_inbox,
    remove_inbox,
    retry_item,
)
from service.inbox.items import MissingItemError
from service.running import Running

router = APIRouter(prefix="/inboxes", tags=["inbox"], route_class=Refusing, dependencies=[Depends(allow("articles"))])
_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "it is no address of a feed, and no folder"},
    403: {"description": "this may not be watched"},
    404: {"description": "there is no such inbox, or nothing in it to try again"},
    409: {"description": "as many are watched as may be"},
}
Id = Annotated[str, Path(max_length=64)]
Shown = Annotated[int, Query(ge=0, le=1000, description="how many items of each inbox, the newest")]


class Place(BaseModel):
    """What is to be watched."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"place": "https://news.example/feed.xml"}})

    place: str = Field(min_length=1, max_length=2000, description="the address of a feed, or a folder that may be")


_STATUS: tuple[tuple[type[InputError], int], ...] = (
    (MissingInboxError, 404), (MissingItemError, 404), (ForbiddenPlaceError, 403), (TooManyError, 409),
    (InputError, 400),
)  # fmt: skip


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except InputError as error:
        raise RefusalError(next(status for kind, status in _STATUS if isinstance(error, kind)), str(error)) from error


@router.get("")
def listed(service: Running, caller: Calling, items: Shown = 50) -> dict[str, Any]:
    """What is watched, and the newest of what came into each: taken, waiting, or set aside with the reason."""
    with service.database.reading() as session:
        found = list_inboxes(session, owner=caller.sees, shown=items)
    return {"inboxes": [dataclasses.asdict(one) for one in found]}


@router.post("", status_code=201, responses=_REFUSED)
def add(service: Running, caller: Calling, what: Place) -> dict[str, Any]:
    """Watch a feed, or a folder where whoever runs the service lets folders be named (`--watch-root`)."""
    with _told():
        inbox = add_inbox(service, what.place, owner=caller.owner, folders=caller.may("admin"))
        with service.database.reading() as session:
            return dataclasses.asdict(read_inbox(session, inbox))


@router.delete("/{inbox_id}", status_code=204, responses=_REFUSED)
def remove(service: Running, caller: Calling, inbox_id: Id) -> None:
    """Watch it no longer; the articles that came from it stay. What `--watch` names comes back."""
    with _told():
        remove_inbox(service, inbox_id, owner=caller.sees)


@router.post("/{inbox_id}/items/{item_id}/retry", status_code=202, responses=_REFUSED)
def retry(service: Running, caller: Calling, inbox_id: Id, item_id: Id) -> dict[str, Any]:
    """Try again what was set aside, what waits for its server, or what could not be translated."""
    with _told():
        retry_item(service, inbox_id, item_id, owner=caller.sees)
        with service.database.reading() as session:
            return dataclasses.asdict(read_inbox(session, inbox_id))
