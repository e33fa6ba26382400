"""Lets requests in while there is room, gives each its time, and sees them out when the service ends."""

import asyncio
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.refusing import refusal

_ALWAYS = ("/health", "/ready", "/metrics")  # what watches the service is answered under any load
_STREAM = "text/event-stream"
_STREAMS = 8  # times as many may be inside where the others only listen to events


class Traffic:
    """The requests that are inside, and whether more may come; lives in the event loop."""

    def __init__(self) -> None:
        self.closing = False
        self.inside = 0
        self._streams: set[asyncio.Task[None]] = set()
        self._left: set[asyncio.Task[None]] = set()

    @property
    def working(self) -> int:
        """Requests that want work done, not those that only listen."""
        return self.inside - len(self._streams)

    def close(self) -> None:
        """Let nobody in any more, and end what would never end by itself: streams of events."""
        self.closing = True
        for task in self._streams:
            task.cancel()

    def leave(self, task: "asyncio.Task[None]") -> None:
        """Give up waiting for a request's work, which ends when it can."""
        task.cancel()
        self._left.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: "asyncio.Task[None]") -> None:
        self._left.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not complain: nobody waits for it

    def stream(self, task: "asyncio.Task[None]") -> None:
        """`task` sends events without an end."""
        self._streams.add(task)
        task.add_done_callback(self._streams.discard)


class Gate:
    """At most `most` requests at a time, each answered within `seconds`; whoever hangs up is not worked for."""

    def __init__(self, app: ASGIApp, *, traffic: Traffic, most: int, seconds: float) -> None:
        self._app = app
        self._traffic = traffic
        self._most, self._seconds = most, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _ALWAYS:
            await self._app(scope, receive, send)
            return
        if self._traffic.closing:
            answer = refusal(scope, HTTPStatus.SERVICE_UNAVAILABLE, "the service is ending; ask again soon", after=5)
            answer.headers["Connection"] = "close"
            await answer(scope, receive, send)
            return
        if self._traffic.working >= self._most or self._traffic.inside >= _STREAMS * self._most:
            text = "too many requests are being answered; ask again in a moment"
            await refusal(scope, HTTPStatus.SERVICE_UNAVAILABLE, text, after=1)(scope, receive, send)
            return
        self._traffic.inside += 1
        try:
            await _Visit(self._app, self._traffic, self._seconds, scope, receive, send).run()
        finally:
            self._traffic.inside -= 1


class _Visit:
    """One request inside."""

    def __init__(
        self, app: ASGIApp, traffic: Traffic, seconds: float, scope: Scope, receive: Receive, send: Send
    ) -> None:
        self._app, self._traffic, self._seconds = app, traffic, seconds
        self._scope, self._receive, self._send = scope, receive, send
        self._begun = asyncio.Event()
        self._is_over = False
        self._is_stream = False
        self._arrived: asyncio.Queue[Message] = asyncio.Queue(1)
        self._listening: asyncio.Task[None] | None = None
        self._work: asyncio.Task[None] = asyncio.create_task(_awaited(app(scope, self._receive_one, self._send_one)))

    async def run(self) -> None:
        begun = asyncio.create_task(self._begun.wait())
        try:
            await asyncio.wait((self._work, begun), timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
            if self._work.done() or self._begun.is_set():
                await asyncio.wait((self._work,))
                await self._end()
            else:
                await self._refuse()
        finally:
            self._is_over = True
            begun.cancel()
            if self._listening is not None:
                self._listening.cancel()
            if not self._work.done():
                self._traffic.leave(self._work)

    async def _end(self) -> None:
        if not self._work.cancelled():
            self._work.result()
        elif self._is_stream and self._traffic.closing:
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _refuse(self) -> None:
        self._is_over = True
        text = f"this took longer than the {self._seconds:g} s that a request may take; ask for less at a time"
        await refusal(self._scope, HTTPStatus.GATEWAY_TIMEOUT, text)(self._scope, self._receive, self._send)

    async def _receive_one(self) -> Message:
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        return await self._arrived.get()

    async def _listen(self) -> None:
        """Take in what comes; when that is the end of the connection, nobody waits for an answer any more."""
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect" and not self._begun.is_set():
                self._work.cancel()
            await self._arrived.put(message)
            if message["type"] == "http.disconnect":
                return

    async def _send_one(self, message: Message) -> None:
        if self._is_over:
            return
        if message["type"] == "http.response.start":
            self._begun.set()
            if Headers(raw=message["headers"]).get("content-type", "").startswith(_STREAM):
                self._is_stream = True
                self._traffic.stream(self._work)
                # What has come in while the service began to end is not told to it again.
                if self._traffic.closing:
                    self._work.cancel()
        async with asyncio.timeout(self._seconds):  # of a client that does not read what it asked for
            await self._send(message)


async def _awaited(work: Coroutine[Any, Any, None] | Any) -> None:
    await work
