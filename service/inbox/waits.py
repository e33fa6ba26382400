"""How long to wait: before a source that is down is tried again, and between two requests to a host."""

import random
import time
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from service.database.tables import now

_SPREAD = 0.2  # of a wait, so that what failed together does not come back together
_LONGEST = 6 * 3600.0
_LONGEST_ASKED = 24 * 3600.0  # of what a server asks for
_DOUBLINGS = 20
_PAUSE = 1.0


def next_try(failures: int, first: float, asked: float = 0.0, longest: float = _LONGEST) -> datetime:
    """When to try again after so many `failures` in a row: after `first` seconds, twice as many each time, up to
    `longest`, and a fifth more or less; never before the `asked` seconds that a server asks for.
    """
    wait = min(longest, first * 2.0 ** min(max(failures, 1) - 1, _DOUBLINGS))
    spread = wait * random.uniform(1 - _SPREAD, 1 + _SPREAD)
    return now() + timedelta(seconds=max(spread, min(asked, _LONGEST_ASKED)))


class Hosts:
    """The hosts that were asked for something a moment ago, and are left alone for `pause` seconds."""

    def __init__(self, pause: float = _PAUSE) -> None:
        self._pause = pause
        self._until: dict[str, float] = {}

    def wait(self, address: str) -> None:
        """Wait until the host of `address` may be asked again."""
        time.sleep(max(0.0, self._until.get(_host(address), 0.0) - time.monotonic()))

    def asked(self, address: str) -> None:
        """The host of `address` has just been asked for something."""
        moment = time.monotonic()
        self._until = {host: until for host, until in self._until.items() if until > moment}
        self._until[_host(address)] = moment + self._pause


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
