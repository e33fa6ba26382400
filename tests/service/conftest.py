"""A service for the tests of a module, and a client of it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.service.serving import Served, own_settings, serving


@pytest.fixture(scope="module")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One service a module, with a database and a memory of its own, and the model loaded."""
    with serving(own_settings(tmp_path_factory.mktemp("service"))) as served:
        yield served


@pytest.fixture(scope="module")
def http(server: Served) -> Iterator[httpx.Client]:
    """A client of `server`: `http.get("/health")`."""
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as client:
        yield client
