"""The work of a process: its threads take versions from the queue, and see to what has been left undone."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import wait
from datetime import timedelta
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from service.articles.claim import Claim, claim, renew, unclaimed
from service.articles.news import News
from service.articles.work import work_on
from service.database.open import Database
from service.desk import Desk
from service.queue import Queue
from service.settings import Settings

_WORKERS = 4  # articles at a time, which take turns at the desk: a book holds nobody up
_LOOK = 0.5  # seconds between two looks into a queue that does not say when something comes
_SWEEP = 2.0  # seconds between two looks at what is left undone
_MOST_LEFT = 100

_log = logging.getLogger("jisr.jobs")


class Jobs:
    """Takes versions from the queue and translates them; a context manager that begins and ends its threads.

    `news` tells those who follow a version. `every`: functions that are called one after the other every two seconds
    or so, in a thread of their own, where they may take their time; `own`: such as take none, in another.
    """

    def __init__(self, settings: Settings, database: Database, desk: Desk) -> None:
        self._database, self._desk = database, desk
        self._lease = timedelta(seconds=settings.lease)
        self._queue = Queue(database.url, settings.queue)
        self._ending = threading.Event()
        self._ended = threading.Event()
        self._came = threading.Condition()
        self.news = News()
        self._claims: dict[str, Claim] = {}
        self.own: list[Callable[[], None]] = [self._sweep]
        self.every: list[Callable[[], None]] = []
        self._workers = [threading.Thread(target=self._work, name=f"job-{n}", daemon=True) for n in range(_WORKERS)]
        self._others = [
            threading.Thread(target=self._beat, name="job-lease", daemon=True),
            threading.Thread(target=self._look, args=(self.own,), name="job-own", daemon=True),
            threading.Thread(target=self._look, args=(self.every,), name="job-every", daemon=True),
        ]

    def start(self) -> Self:
        """Begin to work, as soon as the model is there."""
        for thread in (*self._workers, *self._others):
            thread.start()
        return self

    def stop(self) -> None:
        """Give back what is worked on, and end."""
        self._ending.set()
        with self._came:
            self._came.notify_all()
        for thread in self._workers:
            if thread.is_alive():
                thread.join()
        self._ended.set()  # leases are renewed as long as anybody works
        for thread in self._others:
            if thread.is_alive():
                thread.join()
        self._queue.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def is_ending(self) -> bool:
        """Whether it has been told to stop."""
        return self._ending.is_set()

    @property
    def busy(self) -> int:
        """How many versions this process works on."""
        return len(self._claims)

    def put(self, version_id: str) -> None:
        """Say that a version is to be translated; it has been stored already."""
        try:
            self._queue.put(version_id)
        except Exception as error:  # the next look at what is left undone finds it
            _log.warning("the queue takes nothing (%s)", error)
        with self._came:
            self._came.notify()

    def _work(self) -> None:
        while not self._ending.is_set():
            wait((self._desk.ready,), _LOOK)
            if self._desk.ready.done():
                break
        if not self._desk.ready.done() or self._desk.ready.exception():
            return  # /ready says why; other processes have a model
        while not self._ending.is_set():
            try:
                if not self._work_once():
                    self._wait(_LOOK if not self._queue.blocks else 0)
            except Exception:
                _log.exception("a job could not be begun or ended")
                self._ending.wait(_SWEEP)

    def _work_once(self) -> bool:
        """Take a version and translate it; False where there is none."""
        version_id = self._next()
        if version_id is None:
            return False
        taken = claim(self._database, version_id, self._lease)
        if taken is not None:
            self._claims[taken.worker] = taken
            try:
                work_on(
                    self._database,
                    self._desk,
                    taken,
                    is_ending=self._ending.is_set,
                    tell=lambda: self.news.tell(version_id),
                )
            finally:
                del self._claims[taken.worker]
        return True

    def _next(self) -> str | None:
        try:
            return self._queue.take()
        except Exception as error:  # the database knows as well what is to be done, only not so soon
            _log.warning("the queue gives nothing (%s)", error)
            self._ending.wait(_SWEEP)
            return next(iter(unclaimed(self._database, 1)), None)

    def _wait(self, seconds: float) -> None:
        with self._came:
            if seconds and not self._ending.is_set():
                self._came.wait(seconds)

    def _beat(self) -> None:
        while not self._ended.wait(self._lease.total_seconds() / 3):
            try:
                renew(self._database, list(self._claims), self._lease)
            except SQLAlchemyError as error:
                _log.warning("leases could not be renewed (%s)", error)

    def _look(self, functions: Sequence[Callable[[], None]]) -> None:
        while not self._ending.wait(_SWEEP):
            for function in functions:
                if self._ending.is_set():
                    return
                try:
                    function()
                except Exception:
                    _log.exception("%s failed", getattr(function, "__qualname__", function))

    def _sweep(self) -> None:
        """Put what nobody works on into the queue again, where there is nothing else in it."""
        if not len(self._queue):
            for version_id in unclaimed(self._database, _MOST_LEFT):
                self.put(version_id)
