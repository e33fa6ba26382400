"""The inboxes' page: what is watched, what has come in, what could not be read, and feeds to watch."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from models.errors import InputError
from service.access import Caller, Calling, allow
from service.inbox.asked import ItemView, add_inbox, list_inboxes, remove_inbox, retry_item
from service.page.refusal import PageRoute, status_of
from service.page.rendering import STATES, model_state, render
from service.running import Running, Service

_WAITS = {"waiting": "Waiting", "aside": "Set aside"}

router = APIRouter(
    prefix="/inbox", route_class=PageRoute, include_in_schema=False, dependencies=[Depends(allow("articles"))]
)


@router.get("")
def inboxes(service: Running, caller: Calling) -> Response:
    """What is watched, and what came of it."""
    return _page(service, caller)


@router.post("")
def watch(service: Running, caller: Calling, place: Annotated[str, Form()] = "") -> Response:
    """Watch a feed, or a folder where that is allowed."""
    try:
        add_inbox(service, place, owner=caller.owner, folders=caller.may("admin"))
    except InputError as error:
        return _page(service, caller, place=place, error=str(error), status=status_of(error))
    return RedirectResponse("/inbox", 303)


@router.post("/{inbox_id}/remove")
def remove(service: Running, caller: Calling, inbox_id: str) -> Response:
    """Watch it no longer; what came from it stays."""
    remove_inbox(service, inbox_id, owner=caller.sees)
    return RedirectResponse("/inbox", 303)


@router.post("/{inbox_id}/{item_id}")
def again(service: Running, caller: Calling, inbox_id: str, item_id: str) -> Response:
    """Try again what could not be taken, or could not be translated."""
    retry_item(service, inbox_id, item_id, owner=caller.sees)
    return RedirectResponse(f"/inbox#i{item_id}", 303)


def state_of(item: ItemView) -> str:
    """What has become of an item: waiting or aside, or the state of the article that it became."""
    return item.version_state or ("done" if item.state == "taken" else item.state)


def is_stuck(item: ItemView) -> bool:
    """Whether there is something to try again."""
    return item.state == "aside" or item.version_state == "failed" or (item.state == "waiting" and bool(item.error))


def _page(service: Service, caller: Caller, *, place: str = "", error: str = "", status: int = 200) -> Response:
    with service.database.reading() as session:
        found = list_inboxes(session, owner=caller.sees)
    return render(
        "inbox.html", status, inboxes=found, place=place, error=error, model=model_state(service),
        state_of=state_of, is_stuck=is_stuck, words=STATES | _WAITS,
    )  # fmt: skip
