"""Takes an item in: what it is becomes an article, or the reason is kept why it cannot."""

import logging
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from models.errors import InputError, JisrError
from service.articles.bring import Brought, bring
from service.articles.content import storable
from service.fetching import FetchedArticle
from service.inbox import items
from service.inbox.arrivals import read_file
from service.inbox.feeds import own_page
from service.inbox.inboxes import FOLDER, Due
from service.inbox.items import LostItemError, Taking
from service.inbox.waits import next_try
from service.running import Service
from translate.web.fetch import UnreachableError

_TRIES = 12  # of a page whose server is down; twice as long between two of them each time, half a day in all
_LONGEST = 1_000  # characters of a reason

_log = logging.getLogger("jisr.inbox")

TAKEN, LATER, ASIDE, GONE = "taken", "later", "aside", "gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of an item: taken (`brought`), later or aside (`reason`), or gone: another's or nobody's."""

    state: str
    reason: str = ""
    brought: Brought | None = None


def take_in(service: Service, inbox: Due, taking: Taking, first: float) -> Outcome:
    """Make an item of `inbox` an article; one whose server is down is tried again in `first` seconds, then in twice as
    many, and so on.
    """
    try:
        try:
            if taking.attempts > _TRIES:  # nobody came to an end with it, good or bad
                raise InputError(
                    f"{_TRIES} processes ended while they took it in; look into it before it is tried again"
                )
            brought = _file(service, inbox, taking) if inbox.kind == FOLDER else _page(service, inbox, taking)
        except UnreachableError as error:
            if taking.attempts >= _TRIES:
                return _aside(service, taking, f"{_reason(error, taking)}; given up after {taking.attempts} tries")
            reason = _reason(error, taking)
            items.put_off(service.database, taking, reason, next_try(taking.attempts, first, error.after))
            return Outcome(LATER, reason)
        except (LostItemError, SQLAlchemyError):
            raise
        except JisrError as error:
            return _aside(service, taking, _reason(error, taking))
        except Exception as error:  # one that breaks its reader does not keep the others out
            _log.exception("an item could not be read")
            return _aside(service, taking, f"cannot be read ({type(error).__name__}); bring it in another format")
        if brought is None:
            items.forget(service.database, taking)
    except LostItemError:
        return Outcome(GONE)
    return Outcome(TAKEN, brought=brought) if brought else Outcome(GONE)


def _aside(service: Service, taking: Taking, reason: str) -> Outcome:
    items.set_aside(service.database, taking, reason)
    return Outcome(ASIDE, reason)


def _reason(error: JisrError, taking: Taking) -> str:
    """What is wrong, without the name of the item, which stands beside it wherever it is shown."""
    words = str(error).removeprefix(f"{taking.place}: ").removeprefix(f"{Path(taking.place).name}: ")
    return storable(words)[:_LONGEST]


def _file(service: Service, inbox: Due, taking: Taking) -> Brought | None:
    path = Path(taking.place)
    content = read_file(taking.identity, path, service.settings.upload_bytes)
    if content is None:
        return None
    return bring(service, content, path.name, identity=taking.place, owner=inbox.owner, within=items.taken(taking))


def _page(service: Service, inbox: Due, taking: Taking) -> Brought:
    has_page = not taking.place.startswith(f"{inbox.place}#")
    found = _article(service, taking) if has_page else _own_article(service, taking)
    return bring(
        service, found.content, found.name, title=found.title or taking.title,
        address=taking.place if has_page else inbox.place, identity=taking.place,
        owner=inbox.owner, within=items.taken(taking),
    )  # fmt: skip


def _article(service: Service, taking: Taking) -> FetchedArticle:
    """The article on its page, or what the feed itself holds of it where the page cannot be had."""
    try:
        return service.fetcher.article(taking.place)
    except InputError as error:
        if not taking.content or (isinstance(error, UnreachableError) and taking.attempts < _TRIES):
            raise
        try:
            return _own_article(service, taking)
        except InputError:
            raise error from None


def _own_article(service: Service, taking: Taking) -> FetchedArticle:
    page = own_page(taking.title, taking.content, taking.place)
    return service.fetcher.as_article(page, taking.place)
