"""A service that really runs: uvicorn in a thread of this process, on a port of its own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from models.engines.settings import EngineSettings
from models.model import load
from service.keys import USUAL, add_key
from service.running import Service
from service.server import Server
from service.settings import Settings
from translate.translator import Translator

_PATIENCE = 60.0  # seconds that starting may take


@dataclass(frozen=True, slots=True)
class Served:
    """A service that runs: where it is reached, and what it works with."""

    url: str
    service: Service
    app: FastAPI


def own_settings(folder: Path, **changes: Any) -> Settings:
    """Settings that keep everything in `folder`; `changes` are other fields of Settings."""
    own: dict[str, Any] = {
        "port": 0,
        "database": f"sqlite:///{folder / 'service.sqlite'}",
        "memory": str(folder / "memory.sqlite"),
        "model": "bundled",
        "threads": 1,
    }
    return Settings(**(own | changes))


@contextmanager
def serving(settings: Settings, *, loaded: bool = True) -> Iterator[Served]:
    """Serve until the block is left; with `loaded`, the model is there when it is entered."""
    server = Server(settings)
    thread = threading.Thread(target=server.run, name="server")
    thread.start()
    try:
        until = time.monotonic() + _PATIENCE
        while not server.started:
            if not thread.is_alive() or time.monotonic() > until:
                raise RuntimeError("the service has not started; its log says why")
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        service: Service = server.app.state.service
        if loaded:
            service.desk.ready.result(_PATIENCE)
        yield Served(f"http://{settings.host}:{port}", service, server.app)
    finally:
        server.should_exit = True
        thread.join()


def new_key(served: Served, name: str, *scopes: str, rate: int = 0) -> str:
    """The secret of a new key, which the service lets in at once; without `scopes` it has the usual ones."""
    with served.service.database.writing() as session:
        secret = add_key(session, name, scopes or USUAL, rate)
    served.service.keyring.look_again()
    return secret


@contextmanager
def translator() -> Iterator[Translator]:
    """A translator that says what a service says, without one."""
    with load("bundled", settings=EngineSettings(padded=True)) as model, Translator(model) as opened:
        yield opened
