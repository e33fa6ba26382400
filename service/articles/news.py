"""Tells those who follow a version in this process that something has become of it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class News:
    """Who follows which version; told from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = {}

    @property
    def followers(self) -> int:
        """How many follow something."""
        with self._lock:
            return sum(map(len, self._listeners.values()))

    @contextmanager
    def listening(self, version_id: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever something becomes of the version; to be used in a running loop."""
        own = asyncio.get_running_loop(), asyncio.Event()
        with self._lock:
            self._listeners.setdefault(version_id, set()).add(own)
        try:
            yield own[1]
        finally:
            with self._lock:
                self._listeners[version_id].discard(own)
                if not self._listeners[version_id]:
                    del self._listeners[version_id]

    def tell(self, version_id: str) -> None:
        """Something has become of the version."""
        with self._lock:
            found = list(self._listeners.get(version_id, ()))
        for loop, event in found:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)
