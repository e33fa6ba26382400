"""A turn of the watch: looks at each folder and feed that is due, takes in what is new, delivers what is done."""

import time
from collections import deque
from collections.abc import Callable, Collection
from datetime import timedelta

from models.errors import InputError
from service.desk import ClosedError
from service.inbox import inboxes, items
from service.inbox.deliver import Deliverer, Ended, ended, outstanding, present
from service.inbox.inboxes import FOLDER, Due
from service.inbox.lookout import Lookout
from service.inbox.take import ASIDE, GONE, LATER, TAKEN, take_in
from service.inbox.waits import Hosts
from service.logs import event
from service.running import Service

_LONGEST = 5.0  # seconds after which no further look or item is begun; other work of the process waits meanwhile
_AT_ONCE = 50  # items of an inbox
_SWEEP = 60.0  # seconds between two looks at what nobody has delivered
_PAUSE = 60.0  # seconds before a translation that could not be written is written again


class Watch:
    """Watches folders and feeds for a service: `turn` is to be called every now and then, by one thread.

    `places`: those of this process; with `standing`, those that every service watches too. `every`: seconds between
    two looks at a feed. `first`: seconds before what is down is tried again. `deliverer`: writes translations.
    `is_ending`: nothing more is begun. `tell` is given a line for all that happens. `counts`: how many items were
    taken, put off, set aside; how many articles are done, failed, or could not be written.
    """

    def __init__(
        self, service: Service, places: Collection[str], *, every: float, first: float, standing: bool = False,
        deliverer: Deliverer | None = None, is_ending: Callable[[], bool], tell: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._service, self._database = service, service.database
        self._places, self._standing, self._first = tuple(places), standing, first
        self._deliverer = deliverer
        self._is_ending, self._tell = is_ending, tell
        self._hosts = Hosts()
        without = deliverer.folder if deliverer else None
        self.lookout = Lookout(service, self._hosts, every=every, first=first, without=without, tell=tell)
        self.open: set[str] = set()  # versions that are not translated and delivered yet
        self._ids: list[str] = []
        self._swept = float("-inf")
        self._unwritten: dict[str, float] = {}
        self.counts = dict.fromkeys((TAKEN, LATER, ASIDE, "done", "failed", "unwritten"), 0)

    def turn(self) -> None:
        """Do what is to be done now, for some seconds at most but for what takes longer by itself."""
        watched = inboxes.watched(self._database, self._places, standing=self._standing)
        self._ids = [inbox.id for inbox in watched]
        until = time.monotonic() + _LONGEST
        for inbox in sorted(watched, key=lambda one: (one.kind != FOLDER, one.until)):
            if self._is_ending() or time.monotonic() >= until:
                break
            self.lookout.look(inbox)
        self._take(watched)
        self._deliver()

    def is_through(self) -> bool:
        """Whether everything that is there now has been looked at, taken, and ended one way or another."""
        seen = self.lookout.seen.issuperset(self._ids) and not sum(self.lookout.moving.values())
        return seen and self.open <= self._unwritten.keys() and not items.count(self._database, self._ids, fresh=True)

    def put_off(self) -> int:
        """How many items wait for their server to come back."""
        return items.count(self._database, self._ids, fresh=False)

    def _take(self, watched: Collection[Due]) -> None:
        """Take what waits, as much as there is time for: one of each inbox in turn, and of each host as it likes."""
        lease = timedelta(seconds=self._service.settings.lease)  # who takes longer may lose the item, and no more
        until = time.monotonic() + _LONGEST
        lines = deque((inbox, deque(items.waiting(self._database, inbox.id, _AT_ONCE))) for inbox in watched)
        while lines:
            inbox, line = lines.popleft()
            if not line:
                continue
            if time.monotonic() >= until or self._is_ending():
                return
            item, place = line.popleft()
            if inbox.kind != FOLDER:
                self._hosts.wait(place)
            if (taking := items.take(self._database, item, lease)) is not None:
                self._take_one(inbox, taking)
            lines.append((inbox, line))

    def _take_one(self, inbox: Due, taking: items.Taking) -> None:
        try:
            outcome = take_in(self._service, inbox, taking, self._first)
        finally:
            if inbox.kind != FOLDER:
                self._hosts.asked(taking.place)
        if outcome.state == GONE:
            self.lookout.forget(inbox, taking.identity)
            return
        self.counts[outcome.state] += 1
        if outcome.brought is not None:
            self.open.add(outcome.brought.version_id)
        elif outcome.state == ASIDE:
            self._tell(f"{taking.place}: set aside: {outcome.reason}")
        else:
            self._tell(f"{taking.place}: put off: {outcome.reason}")

    def _deliver(self) -> None:
        moment = time.monotonic()
        due = [one for one in self.open if self._unwritten.get(one, 0.0) <= moment]
        for one in ended(self._database, due):
            try:
                self._end(one)
            except ClosedError:
                return
            except InputError as error:
                self._tell(str(error))
                self.counts["unwritten"] += 1
                self._unwritten[one.version_id] = moment + _PAUSE
        if moment - self._swept >= _SWEEP:  # others may have left something
            folder = str(self._deliverer.folder) if self._deliverer else None
            self.open.update(outstanding(self._database, self._ids, folder))
            self._swept = moment
        self.open = present(self._database, self.open)  # people may have removed something

    def _end(self, one: Ended) -> None:
        """Say that an article is translated, and write it where it is wanted."""
        if one.state == "failed":
            self._tell(f"{one.place}: could not be translated ({one.error})")
            self.counts["failed"] += 1
        else:
            path = self._deliverer.deliver(one) if self._deliverer else None
            if path is None and self._deliverer and not self._deliverer.has_written(one):
                return  # another process is at it; where that has ended, its claim runs out
            if path is not None or self._deliverer is None:
                self._tell(f"{one.place}: translated{_told(one)}" + (f": {path}" if path else ""))
                self.counts["done"] += 1
        self.open.discard(one.version_id)
        self._unwritten.pop(one.version_id, None)


def _told(one: Ended) -> str:
    version = f", version {one.number}" if one.number > 1 else ""
    doubtful = f", {one.doubtful} doubtful" if one.doubtful else ""
    return f"{version} ({one.sentences} sentence{'s' * (one.sentences != 1)}{doubtful})"


def serving_watch(service: Service, places: Collection[str]) -> Watch:
    """The watch of `jisr serve`: over `places`, and over what people have added."""
    settings = service.settings

    def tell(line: str) -> None:
        event("inbox", said=line)

    return Watch(
        service, places, every=settings.watch_seconds, first=settings.retry_seconds, standing=True,
        is_ending=lambda: service.jobs.is_ending, tell=tell,
    )  # fmt: skip
