"""Waits for what a service does by and by."""

import time
from collections.abc import Callable
from typing import Any

import httpx

_PATIENCE = 60.0


def until(true: Callable[[], Any], *, patience: float = _PATIENCE) -> Any:
    """What `true` gives, as soon as it is something; raises TimeoutError when that takes too long."""
    end = time.monotonic() + patience
    while not (found := true()):
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)
    return found


def finished(http: httpx.Client, brought: dict[str, Any]) -> dict[str, Any]:
    """The article that was brought, when all of it is translated or it has failed."""

    def read() -> dict[str, Any] | None:
        found: dict[str, Any] = http.get(f"/articles/{brought['id']}", params={"version": brought["version"]}).json()
        return found if found["version"]["state"] in ("done", "failed") else None

    whole: dict[str, Any] = until(read)
    return whole
