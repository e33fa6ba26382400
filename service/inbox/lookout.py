"""Looks at a folder or a feed when it is its turn, and keeps in the database what has come into it."""

import logging
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from models.errors import JisrError
from service.articles.content import storable
from service.database.tables import now
from service.inbox import inboxes
from service.inbox.arrivals import Arrival, Folder
from service.inbox.feeds import look_at_feed
from service.inbox.inboxes import FOLDER, Due
from service.inbox.waits import Hosts, next_try
from service.running import Service

_PACE = 2.0  # seconds between two looks at a folder
_PART = 10  # of which a look takes one at most
_LEASE = timedelta(seconds=20)
_LONGEST = 60.0  # seconds before a folder that is not there is looked for again, which costs nothing
_LONGEST_REASON = 1_000  # characters

_log = logging.getLogger("jisr.inbox")


class Lookout:
    """Looks at inboxes for one process.

    `every`: seconds between two looks at a feed. `first`: seconds before one that is down is tried again, twice as many
    the next time. `without`: a folder of translations, which is left out. `tell` is given a line for all that happens.
    """

    def __init__(
        self, service: Service, hosts: Hosts, *, every: float, first: float, without: Path | None,
        tell: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._service, self._database, self._hosts = service, service.database, hosts
        self._every, self._first, self._without = every, first, without
        self._tell = tell
        self._folders: dict[str, Folder] = {}
        self._recorded: dict[str, set[str]] = {}  # identities of files that are in the database
        self._told: dict[str, set[str]] = {}
        self.moving: dict[str, int] = {}  # files of a folder that were not whole when it was looked at last
        self.seen: set[str] = set()  # inboxes that have been looked at, or tried
        self.down: set[str] = set()  # those that could not be looked at the last time

    def look(self, inbox: Due) -> None:
        """Look at the inbox if it is its turn, which it is when this process has not yet, unless it was down."""
        early = inbox.id not in self.seen and not inbox.failures
        if not early and inbox.until > now():
            if inbox.id not in self.seen:
                self.down.add(inbox.id)
                self._tell(f"{inbox.place}: was down; is tried again {_when(inbox.until)}")
            self.seen.add(inbox.id)
            return
        lease = _LEASE if inbox.kind == FOLDER else _LEASE + timedelta(seconds=self._service.settings.fetch_seconds)
        if inboxes.begin(self._database, inbox, lease):
            self._look(inbox)
        self.seen.add(inbox.id)

    def forget(self, inbox: Due, identity: str) -> None:
        """A file that has come in is no longer what it was; should it be again, it comes in again."""
        self._recorded.get(inbox.id, set()).discard(identity)

    def _look(self, inbox: Due) -> None:
        try:
            fresh = self._folder(inbox) if inbox.kind == FOLDER else self._feed(inbox)
        except SQLAlchemyError:
            raise
        except Exception as error:  # whatever is wrong with one, the others are looked at
            if not isinstance(error, JisrError):
                _log.exception("an inbox could not be looked at")
            reason = storable(str(error) if isinstance(error, JisrError) else f"{inbox.place}: {type(error).__name__}")
            first, longest = (_PACE, _LONGEST) if inbox.kind == FOLDER else (self._first, max(self._every, 6 * 3600.0))
            again = next_try(inbox.failures + 1, first, getattr(error, "after", 0.0), longest)
            inboxes.fail(self._database, inbox, reason[:_LONGEST_REASON], again)
            self.down.add(inbox.id)
            self._tell(f"{reason}; tried again {_when(again)}")
            return
        self.down.discard(inbox.id)
        if inbox.failures:
            self._tell(f"{inbox.place}: is back")
        for arrival in fresh:
            self._tell(f"{arrival.place}: has come in")

    def _folder(self, inbox: Due) -> list[Arrival]:
        folder = self._folders.setdefault(inbox.id, Folder(Path(inbox.place), self._without))
        begun = time.monotonic()
        found = folder.look()
        self.moving[inbox.id] = found.moving
        self._tell_once(inbox, found.problems)
        recorded = self._recorded.setdefault(inbox.id, set())
        unknown = [one for one in found.arrivals if one.identity not in recorded]
        fresh = inboxes.record(self._database, inbox, unknown)
        self._recorded[inbox.id] = {one.identity for one in found.arrivals}
        again = now() + timedelta(seconds=max(_PACE, _PART * (time.monotonic() - begun)))
        inboxes.succeed(self._database, inbox, "", "; ".join(found.problems[:3]), again)
        return fresh

    def _feed(self, inbox: Due) -> list[Arrival]:
        self._hosts.wait(inbox.place)
        try:
            found = look_at_feed(self._service.fetcher, inbox.place, inbox.tag)
        finally:
            self._hosts.asked(inbox.place)
        fresh = inboxes.record(self._database, inbox, found.arrivals)
        warning = f"{inbox.place}: lists {found.left_out:,} items more than are looked at" if found.left_out else ""
        self._tell_once(inbox, [warning] if warning else [])
        inboxes.succeed(self._database, inbox, found.tag, warning, now() + timedelta(seconds=self._every))
        return fresh

    def _tell_once(self, inbox: Due, problems: Collection[str]) -> None:
        before = self._told.get(inbox.id, set())
        for problem in problems:
            if problem not in before:
                self._tell(problem)
        self._told[inbox.id] = set(problems)


def _when(moment: datetime) -> str:
    """How long until then, for people.

    >>> _when(now() + timedelta(minutes=3, seconds=0.5))
    'in 3 min'
    """
    seconds = max(1, round((moment - now()).total_seconds()))
    return f"in {seconds} s" if seconds < 120 else f"in {seconds // 60} min"
