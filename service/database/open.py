"""Opens the database, and brings its tables up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from models.errors import InputError, SettingsError
from models.extras import require

_PATIENCE = 30.0  # seconds to wait for another process that writes
_MOST_CONNECTIONS = 60  # beside the five that stay: more than there are threads that could want one
_LOCK = 0x6A697372  # "jisr": one migrates a PostgreSQL at a time
_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """A database, its tables made or brought up to date; owns its connections, so it is a context manager.

    Without `create` it must be there, with its tables in it.

    Raises SettingsError when `url` is none of an SQLite or a PostgreSQL, InputError when it cannot be used, or is of
    a later version of jisr.
    """

    def __init__(self, url: str, *, create: bool = True) -> None:
        self.url = _checked(url)
        self._create = create
        if not create and self.is_sqlite and not Path(self.url.database or "").is_file():
            raise InputError(f"{self.url.render_as_string()}: {_NO_SERVICE}")
        with self._told():
            self.engine = _engine(self.url)
            self._upgrade()
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(self.engine.execution_options(reading=True), expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction, committed when nothing is raised; in SQLite one at a time."""
        with self._writing.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads, and waits for nobody."""
        with self._reading() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _upgrade(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        head = ScriptDirectory.from_config(config).get_current_head()
        if self.is_sqlite and self.url.database not in (None, "", ":memory:"):
            with FileLock(f"{self.url.database}.lock"), self.engine.begin() as connection:
                _migrate(connection, config, head, self.url, create=self._create)
            return
        with self.engine.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            _migrate(connection, config, head, self.url, create=self._create)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
            raise InputError(
                f"{self.url.render_as_string()}: this database cannot be used ({reason}); "
                "name another with --database, or see that it runs and may be written"
            ) from error


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError(f"--database {url}: is no address of a database; {_EXAMPLES}") from None
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        require("psycopg", extra="postgres", purpose="a PostgreSQL database")
    elif parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise SettingsError(f"--database {parsed.render_as_string()}: is neither SQLite nor PostgreSQL; {_EXAMPLES}")
    return parsed


_NO_SERVICE = "there is no service's database; `jisr serve` makes one, or name another"
_EXAMPLES = "write sqlite:////folder/jisr.sqlite or postgresql://user:password@host/name"


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, max_overflow=_MOST_CONNECTIONS)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"timeout": _PATIENCE}, hide_parameters=True, max_overflow=_MOST_CONNECTIONS
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, not by pysqlite
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Any) -> None:
    # At once for writing: a transaction that reads first and then writes would fail beside another writer, unwaited.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _migrate(connection: Any, config: Config, head: str | None, url: URL, *, create: bool) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current == head:
        return
    if current is None and not create:
        raise InputError(f"{url.render_as_string()}: {_NO_SERVICE}")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise InputError(
            f"{url.render_as_string()}: is of a later version of jisr; update jisr, or name another --database"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
