"""What a site asks of robots, which a service that fetches by itself keeps to (RFC 9309)."""

import threading
import time
from collections import OrderedDict
from urllib.parse import urlsplit

from models.errors import InputError
from models.extras import require
from translate.web.fetch import MissingError, fetch
from translate.web.guard import Guard

_AGENT = "jisr"
_KEPT = 3600.0  # seconds; RFC 9309, 2.4: no longer than a day
_MOST = 512 << 10  # RFC 9309, 2.5: at least 500 kibibytes are read
_SECONDS = 10.0
_SITES = 1_000


class DisallowedError(InputError):
    """A site asks programs not to fetch an address."""


class Robots:
    """The robots.txt of sites, remembered for an hour."""

    def __init__(self, guard: Guard | None = None) -> None:
        self._guard = guard
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def check(self, address: str) -> None:
        """Raise DisallowedError when the site at `address` asks robots to stay away from it.

        Raises UnreachableError when it cannot be asked now, MissingExtraError without the extra `web`.
        """
        library = require("protego", extra="web", purpose="reading robots.txt")
        parts = urlsplit(address)
        rules = self._rules(f"{parts.scheme}://{parts.netloc}")
        if not library.Protego.parse(rules).can_fetch(address, _AGENT):
            raise DisallowedError(
                f"{address}: its site asks programs not to fetch it (robots.txt); save the page and bring the file"
            )

    def _rules(self, site: str) -> str:
        with self._lock:
            until, rules = self._known.get(site, (0.0, ""))
        if time.monotonic() < until:
            return rules
        try:
            rules = fetch(f"{site}/robots.txt", seconds=_SECONDS, most=_MOST, guard=self._guard).data.decode(
                errors="replace"
            )
        except MissingError:
            rules = ""  # 2.3.1.3: no such file, no wishes
        with self._lock:
            self._known[site] = (time.monotonic() + _KEPT, rules)
            while len(self._known) > _SITES:
                self._known.popitem(last=False)
        return rules
