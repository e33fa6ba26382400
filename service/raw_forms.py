"""Forms whose letters were not encoded, as `curl -d q=مرحبا` sends them, are read as the UTF-8 that they are."""

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_RAW = re.compile(rb"[\x80-\xff]+")


class RawForms:
    """Writes bytes over 127 of form bodies and of queries as %XX; whoever parses them takes them for Latin-1 else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()

        async def encoded() -> Message:
            message = await receive()
            if message.get("body"):
                message["body"] = _encoded(message["body"])
            return message

        scope["query_string"] = _encoded(scope["query_string"])
        await self._app(scope, encoded if kind == "application/x-www-form-urlencoded" else receive, send)


def _encoded(data: bytes) -> bytes:
    """`data` in ASCII.

    >>> _encoded("q=دم 1".encode())
    b'q=%D8%AF%D9%85 1'
    """
    return _RAW.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0]).encode(), data)
