"""Each request, as the log and the metrics see it."""

import logging
import re
import time
import uuid
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.logs import event
from service.metrics import Metrics
from service.refusing import refusal

_IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,64}")
_UNANSWERED = 499  # what nginx logs where the client has gone
_FAILED = "something went wrong here, not in what you sent; the log of the service says what, under this request's id"


class Observed:
    """Gives each request an identifier, logs and counts it; and answers 500 to what nobody expected."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identifier = _identifier(scope)
        scope.setdefault("state", {})["request_id"] = identifier
        started = time.perf_counter()
        status = 0

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(raw=message["headers"])["X-Request-ID"] = identifier
            await send(message)

        try:
            await self._app(scope, receive, told)
        except Exception as error:
            event("request failed", logging.ERROR, error=error, request=identifier, route=route_of(scope))
            if status:  # the answer has begun: cut it off, so that nobody takes it for whole
                raise BrokenAnswerError from None
            await refusal(scope, HTTPStatus.INTERNAL_SERVER_ERROR, _FAILED)(scope, receive, told)
        finally:
            self._count(scope, identifier, status or _UNANSWERED, time.perf_counter() - started)

    def _count(self, scope: Scope, identifier: str, status: int, seconds: float) -> None:
        route = route_of(scope)
        caller = scope["state"].get("caller")
        self._metrics.answered(scope["method"], route, status, seconds)
        event(
            "request", request=identifier, method=scope["method"][:16], route=route, status=status,
            ms=round(seconds * 1000, 1), key=caller.name if caller else "",
        )  # fmt: skip


class BrokenAnswerError(Exception):
    """An answer that had begun cannot be ended; what went wrong has been logged."""


def route_of(scope: Scope) -> str:
    """The template of the route that a request came to, "none" where there is none: never the path itself."""
    route = getattr(scope.get("route"), "path", "")
    return str(route) or ("static" if "app_root_path" in scope else "none")


def _identifier(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _IDENTIFIER.fullmatch(given) else uuid.uuid4().hex
