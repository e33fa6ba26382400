"""The HTTP server: uvicorn, which ends as it is told, and waits for no one for ever."""

import asyncio
import os
import time
from types import FrameType
from typing import Any, cast

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from models.errors import SettingsError
from service.app import create_app
from service.gate import Traffic
from service.logs import event
from service.settings import Settings

_HEADER_SECONDS = 20.0  # that a connection may take to say what it wants
_IDLE_SECONDS = 30  # that it may stay open when it has got its answer
_HEADER_BYTES = 32 << 10
_GOODBYE_SECONDS = 2  # for what is on its way to a client when everything else has ended


def run(settings: Settings) -> None:
    """Serve until told to end.

    Raises JisrError when the database cannot be used, SettingsError when the address cannot be listened on.
    """
    server = Server(settings)
    try:
        server.run()
    except SystemExit:
        if (error := getattr(server.app.state, "failed", None)) is not None:
            raise error from None
        where = f"--host {settings.host} --port {settings.port}"
        raise SettingsError(f"{where}: cannot be listened on; choose another port") from None


class Server(uvicorn.Server):
    """At a first SIGTERM or SIGINT it turns away what comes, finishes what is inside, and ends; at a second at once."""

    def __init__(self, settings: Settings, app: FastAPI | None = None) -> None:
        self.app = app or create_app(settings)
        self._grace = settings.admission.grace
        self._until: float | None = None
        super().__init__(
            uvicorn.Config(
                self.app, host=settings.host, port=settings.port, http=_Protocol, ws="none", lifespan="on",
                log_config=None, access_log=False, proxy_headers=False, server_header=False,
                timeout_keep_alive=_IDLE_SECONDS, h11_max_incomplete_event_size=_HEADER_BYTES,
                timeout_graceful_shutdown=_GOODBYE_SECONDS,
            )
        )  # fmt: skip

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._until is not None:
            os._exit(128 + sig)  # nothing is lost: what is not in the database was not promised
        self._until = time.monotonic() + self._grace

    async def on_tick(self, counter: int) -> bool:
        if self._until is not None and self._may_end(self._until):
            self.should_exit = True
        return await super().on_tick(counter)

    def _may_end(self, until: float) -> bool:
        if not self._traffic.closing:
            event("ending", inside=self._traffic.inside, grace=self._grace)
            self._traffic.close()
        return not self._traffic.inside or time.monotonic() > until

    @property
    def _traffic(self) -> Traffic:
        return cast(Traffic, self.app.state.traffic)


class _Protocol(H11Protocol):
    """Hangs up on a client that holds a connection and does not say what it wants."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait(_HEADER_SECONDS)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._wait(_IDLE_SECONDS + _HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._patience is not None:
            self._patience.cancel()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        if self._patience is not None:
            self._patience.cancel()
        self._patience = self.loop.call_later(seconds, self._hang_up)

    def _hang_up(self) -> None:
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if not is_answering and not self.transport.is_closing():
            self.transport.close()
