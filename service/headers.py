"""The headers that tell a browser what a page of ours may do, and which other pages may talk to us."""

import ipaddress
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.refusing import refusal

_OURS = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
    "script-src 'self'; style-src 'self'"
)
_GIVEN = "default-src 'none'; frame-ancestors 'none'; sandbox"  # what users bring is no page of ours
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
SAFE = ("GET", "HEAD", "OPTIONS")
_LOCAL = ("localhost", "127.0.0.1", "::1")


class SecurityHeaders:
    """Adds them to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(raw=message["headers"]))
            await send(message)

        await self._app(scope, receive, with_headers)


def _add(headers: MutableHeaders) -> None:
    for name, value in _ALWAYS.items():
        headers[name] = value
    is_given = headers.get("content-disposition", "").startswith("attachment")
    headers["Content-Security-Policy"] = _GIVEN if is_given else _OURS
    if "etag" not in headers:
        headers.setdefault("Cache-Control", "no-store")


class Origins:
    """Refuses what comes under another name than the service's, and what other sites' pages would have written.

    A page whose own name is made to point at this address (DNS rebinding) asks under its name, and a page that sends a
    form to this service is said by the browser to be of another origin. `names`: what the service is called; empty:
    anything. `origins`: other sites whose pages may write, "*" for all.
    """

    def __init__(self, app: ASGIApp, *, names: Sequence[str], origins: Sequence[str]) -> None:
        self._app = app
        self._names = frozenset(name.lower() for name in names)
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if self._names and not self._is_known(name := _name(headers.get("host", ""))):
                text = f"this service is not called {name[:200]!r}; to call it so, start it with --allow-host"
                await refusal(scope, HTTPStatus.MISDIRECTED_REQUEST, text)(scope, receive, send)
                return
            if scope["method"] not in SAFE and not self._may_write(headers):
                text = "other sites' pages may not write here; to let one, start the service with --cors and its origin"
                await refusal(scope, HTTPStatus.FORBIDDEN, text)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_known(self, name: str) -> bool:
        return name in self._names or _is_address(name)

    def _may_write(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None and "sec-fetch-site" not in headers:  # no browser
            return True
        return is_own_page(headers) or origin in self._origins or "*" in self._origins


def is_own_page(headers: Headers) -> bool:
    """A browser says that a page of this very service asks, or its user by hand. No page can make it say so."""
    if headers.get("sec-fetch-site") in ("same-origin", "none"):
        return True
    # Browsers say nothing of sites to a service that is neither local nor behind TLS.
    origin = urlsplit(headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == headers.get("host")


def names_of(host: str, allowed: Sequence[str]) -> tuple[str, ...]:
    """What a service that listens on `host` is called: anything, unless it serves this machine only, or is told."""
    if allowed or is_local(host):
        return (*_LOCAL, host, *allowed)
    return ()


def is_local(host: str) -> bool:
    """Only this machine reaches what listens on `host`."""
    return host in _LOCAL or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _name(host: str) -> str:
    """The name in a Host header, without the port; "" where there is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    """An address cannot be made to point elsewhere, as a name can."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
