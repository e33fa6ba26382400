"""How much one may ask for: requests a minute, by key and by address, and bytes a request."""

import math
import time
from http import HTTPStatus

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.extras import require
from service.refusing import refusal

_FREE = ("/health", "/ready", "/metrics", "/static/")
_COUNTED = "counted"  # in a request's state: its dependency has counted it already


class Rates:
    """Counts requests a minute; in Redis where service processes share one, in memory else.

    `usual`: of an address, and of a key that has no rate of its own; 0: as many as anybody likes.
    """

    def __init__(self, usual: int, queue: str = "") -> None:
        self.usual = usual
        self._limiter = SlidingWindowCounterRateLimiter(_storage(queue))

    async def hit(self, who: str, rate: int = 0) -> int:
        """Count a request of `who`; 0 where it may be, else the seconds until the next may."""
        if not (rate := rate or self.usual):
            return 0
        item = RateLimitItemPerMinute(rate)
        return 0 if await self._limiter.hit(item, who) else await self._after(item, who)

    async def test(self, who: str) -> int:
        """As `hit`, without counting."""
        if not self.usual:
            return 0
        item = RateLimitItemPerMinute(self.usual)
        return 0 if await self._limiter.test(item, who) else await self._after(item, who)

    async def _after(self, item: RateLimitItemPerMinute, who: str) -> int:
        stats = await self._limiter.get_window_stats(item, who)
        return max(1, math.ceil(stats.reset_time - time.time()))


def _storage(queue: str) -> Storage:
    if not queue:
        return MemoryStorage()
    require("redis", extra="redis", purpose="--queue")
    scheme = "async+redis+" if queue.startswith("unix://") else "async+"
    return RedisStorage(scheme + queue, implementation="redispy", key_prefix="jisr")


def too_many(rate: int, after: int) -> HTTPException:
    """The refusal of one request more than `rate` a minute, in LibreTranslate's words."""
    return HTTPException(HTTPStatus.TOO_MANY_REQUESTS, f"Slowdown: {rate} per 1 minute", {"Retry-After": str(after)})


def address_of(scope: Scope) -> str:
    """Who asks, as the network tells it; a trusted proxy's word for it has been put there by then."""
    client = scope.get("client")
    return f"address {client[0]}" if client else "address"


def count(scope: Scope) -> None:
    """Note that a request has been counted."""
    scope["state"][_COUNTED] = True


def is_free(scope: Scope) -> bool:
    """What watches the service, and what its page is made of, is not counted."""
    return str(scope["path"]).startswith(_FREE)


def is_counted(scope: Scope) -> bool:
    """A request has been counted."""
    return _COUNTED in scope["state"]


class RateLimit:
    """Turns away at the door whose address has asked too often; counts what no dependency has, when it is answered."""

    def __init__(self, app: ASGIApp, *, rates: Rates) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_free(scope) or not self._rates.usual:
            await self._app(scope, receive, send)
            return
        who = address_of(scope)
        headers = Headers(scope=scope)
        # A key that came in a header is counted by itself, wherever it comes from.
        if "authorization" not in headers and (after := await self._rates.test(who)):
            refused = too_many(self._rates.usual, after)
            await refusal(scope, refused.status_code, refused.detail, after=after)(scope, receive, send)
            return

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start" and not is_counted(scope):
                count(scope)
                await self._rates.hit(who)
            await send(message)

        await self._app(scope, receive, counted)


class BodyLimit:
    """Refuses a body of more than `most` bytes, as soon as it is known: from its header, or while it comes."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if length.isascii() and length.isdigit() and int(length[:20]) > self._most:
            await refusal(scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, self._text)(scope, receive, send)
            return
        arrived = 0

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > self._most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, self._text)
            return message

        await self._app(scope, counted, send)

    @property
    def _text(self) -> str:
        return f"a request may have {self._most:,} bytes; send less at a time"
