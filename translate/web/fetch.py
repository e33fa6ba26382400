"""Fetches what is at a web address, within limits of time and size."""

import gzip
import http.client
import io
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from models.errors import InputError
from translate.web.guard import Guard

_SECONDS = 60.0  # for all of it
_SILENCE = 20.0  # between two bytes
_MOST_BYTES = 32 << 20  # the longest pages are some megabytes
_PIECE = 1 << 16
_AGENT = "Mozilla/5.0 (compatible; jisr)"  # some papers' servers answer nothing else
_LATER = (408, 425, 429)  # of 400 to 499, what is said of the time, not of the address
_SAFE = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: `address` after redirections; `media`, `charset`, `tag` as the server says, "" where it does not.

    `tag`: what to give `fetch` to be told only of what has changed since.
    """

    address: str
    media: str
    charset: str
    data: bytes
    tag: str = ""


class MissingError(InputError):
    """There is nothing at an address, or not for us: its server says so, with a status from 400 to 499."""


class UnreachableError(InputError):
    """What is at an address cannot be had now, but may be later: `after` seconds, where its server says so, else 0."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


class UnchangedError(InputError):
    """What is at an address has not changed."""


def fetch(
    address: str, *, seconds: float = _SECONDS, most: int = _MOST_BYTES, guard: Guard | None = None, tag: str = ""
) -> Fetched:
    """What is at `address`, http or https; with a `guard`, only where that lets, and through no proxy.

    Raises InputError when it cannot be had, or not within `most` bytes; an UnreachableError when that may be otherwise
    later, or it takes longer than `seconds`, a MissingError when there is nothing, a RefusedError when the guard does
    not let, an UnchangedError when it is what had that `tag`.
    """
    answers: SimpleQueue[Fetched | Exception] = SimpleQueue()

    def work() -> None:
        try:
            answers.put(_fetched(address, seconds, most, guard, tag))
        except Exception as error:  # whatever it is, it is raised where it is waited for
            answers.put(error)

    # In a thread, as no timeout of a socket holds for a server that sends a byte now and then.
    threading.Thread(target=work, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise UnreachableError(f"{address}: took longer than {seconds:.0f} s; try again later, or save it") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


class _WebOnly(HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        """Follow to the web only, not to what else urllib can open."""
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise HTTPError(req.full_url, code, f"leads to {newurl}", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _GuardedHTTP(HTTPHandler):
    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_guarded(http.client.HTTPConnection, self._guard), req)


class _GuardedHTTPS(HTTPSHandler):
    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_guarded(http.client.HTTPSConnection, self._guard), req)


def _guarded(kind: type[http.client.HTTPConnection], guard: Guard) -> Callable[..., http.client.HTTPConnection]:
    def made(host: str, **settings: Any) -> http.client.HTTPConnection:
        connection = kind(host, **settings)
        connection._create_connection = guard.connect  # type: ignore[attr-defined]
        return connection

    return made


def _fetched(address: str, seconds: float, most: int, guard: Guard | None, tag: str) -> Fetched:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        host = f"[{host}]" if ":" in host else host
        port = f":{parts.port}" if parts.port else ""
        plain = parts._replace(netloc=host + port, path=quote(parts.path, _SAFE), query=quote(parts.query, _SAFE))
        request = Request(plain._replace(fragment="").geturl(), headers={"User-Agent": _AGENT} | _conditions(tag))
        guarded = [ProxyHandler({}), _GuardedHTTP(guard), _GuardedHTTPS(guard)] if guard else []
        with build_opener(_WebOnly, *guarded).open(request, timeout=min(_SILENCE, seconds)) as reply:
            data = _read(reply, most)
            if reply.length:  # the connection was closed before all had come, which http.client does not mind
                raise http.client.IncompleteRead(data, reply.length)
            if reply.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip"):
                data = _read(gzip.GzipFile(fileobj=io.BytesIO(data)), most)
            media, charset = reply.headers.get_content_type(), reply.headers.get_content_charset("")
            media = media if "Content-Type" in reply.headers else ""
            return Fetched(reply.url, media, charset, data, _tag(reply.headers))
    except _TooLargeError:
        raise InputError(f"{address}: is larger than {most:,} bytes; save it, and translate the file") from None
    except HTTPError as error:
        if error.code == http.HTTPStatus.NOT_MODIFIED:
            raise UnchangedError(f"{address}: has not changed") from error
        raise _refusal(address, error) from error
    except (ValueError, http.client.InvalidURL) as error:
        raise InputError(f"{address}: cannot be fetched ({error}); check the address") from error
    except (URLError, OSError, http.client.HTTPException, zlib.error, EOFError) as error:
        reason = getattr(error, "reason", None) or error
        raise UnreachableError(
            f"{address}: cannot be fetched ({reason}); check the address and the connection"
        ) from error


def _refusal(address: str, error: HTTPError) -> InputError:
    said = f"{address}: the server says {error.code} {error.msg}"
    if error.code in _LATER or error.code >= 500:
        return UnreachableError(f"{said}; try again later", _after(error.headers.get("Retry-After", "")))
    advice = "check the address" if error.code in (404, 410) else "open it in a browser, and save the page"
    return (MissingError if error.code >= 400 else InputError)(f"{said}; {advice}")


def _after(said: str) -> float:
    """The seconds until a time that a server names in seconds or as a date (RFC 9110, 10.2.3); 0 where it does not."""
    if said.strip().isascii() and said.strip().isdigit():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _tag(headers: Message) -> str:
    """What says which version it is: the server's own mark, or else its date."""
    return headers.get("ETag") or headers.get("Last-Modified") or ""


def _conditions(tag: str) -> dict[str, str]:
    if not tag:
        return {}
    return {"If-None-Match" if tag.endswith('"') else "If-Modified-Since": tag}


class _TooLargeError(Exception):
    """More came than is taken."""


def _read(stream: "http.client.HTTPResponse | gzip.GzipFile", most: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > most:
            raise _TooLargeError
        pieces.append(piece)
    return b"".join(pieces)
