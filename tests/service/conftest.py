"""A service for the tests of a module, and a client of it."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.service.postgres import new_database, postgres
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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Path]:
    """A PostgreSQL that runs for all tests that want one."""
    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'service.sqlite'}"
    return new_database(request.getfixturevalue("postgres_server"), f"jisr_{uuid.uuid4().hex}")
