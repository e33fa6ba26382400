"""Where the work waits: what is put by one process is taken by any; huey's storages, which keep it in order."""

from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from models.errors import SettingsError
from models.extras import require

_LOCK = 0x6A697371  # "jisq"


class Queue:
    """Ids of versions, in the order in which they came, in Redis where `address` names one, else beside the database.

    What is in it is a hint: it may be lost or come twice, as the database says what is to be done.

    Raises SettingsError when it is no address of a queue.
    """

    def __init__(self, database: URL, address: str = "") -> None:
        self.blocks = False  # whether `take` waits for a moment when there is nothing
        self._storage = self._opened(database, address)

    def put(self, version_id: str) -> None:
        """Add an id."""
        self._storage.enqueue(version_id.encode())

    def take(self) -> str | None:
        """The next id, None where there is none."""
        data = self._storage.dequeue()
        return bytes(data).decode() if data is not None else None

    def __len__(self) -> int:
        return int(self._storage.queue_size())

    def close(self) -> None:
        self._storage.close()

    def _opened(self, database: URL, address: str) -> Any:
        from huey import storage

        if address:
            if not address.startswith(("redis://", "rediss://", "unix://")):
                raise SettingsError(f"--queue {address}: is no address of a Redis; write redis://HOST:6379/0")
            require("redis", extra="redis", purpose="--queue")
            self.blocks = True
            return storage.RedisStorage("jisr", url=address)
        if database.get_backend_name() == "postgresql":
            self.blocks = True
            plain = database.set(drivername="postgresql").render_as_string(hide_password=False)
            import psycopg

            # Of processes that begin at once, only one may make the tables: IF NOT EXISTS does not see to that.
            with psycopg.connect(plain) as connection:
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
                return storage.PostgresStorage("jisr", dsn=plain, table_prefix="jisr_queue")
        if database.database in (None, "", ":memory:"):
            return storage.MemoryStorage("jisr")
        return storage.SqliteStorage("jisr", filename=str(Path(database.database).with_suffix(".queue.sqlite")))
