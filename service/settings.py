"""How a service is run."""

from dataclasses import dataclass, field
from pathlib import Path

from models.errors import SettingsError
from models.home import data_home
from service.admission import Admission


def default_database() -> str:
    """Where articles are kept unless told otherwise: `service.sqlite` in JISR_HOME, else in the user's data folder."""
    return f"sqlite:///{data_home() / 'service.sqlite'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of a service.

    `database`: an SQLAlchemy URL, SQLite or PostgreSQL ("": default_database). `queue`: where jobs wait, a URL
    (`redis://…`) or "": beside the database, in a file or in PostgreSQL itself. `model`, `engine`, `glossary`,
    `memory`: those of `jisr translate`; `memory` is "auto", "none" or a path. `threads`: cores that the model uses
    (0: all). `wait`: seconds that a request waits for others to be translated with. `together`: characters that are
    translated at a time; those of a longer text take turns with other requests. `waiting`: characters that may wait;
    beyond, requests are turned away (503). `upload_bytes`: of a file, and `longest`: characters of an article; more is
    refused (413). `lease`: seconds after which the work of a process that is no longer heard of is taken over.
    `private_hosts`: hosts that may be fetched from though their addresses are not public. `fetch_seconds`,
    `fetch_bytes`: what a page may take. `admission`: who may ask, and how much. `characters`, `texts`: what a request
    that is waited for may hold. `file_hours`: how long a translated file may be fetched. `watch`: folders and feeds
    that are watched. `watch_roots`: folders below which others may be named over HTTP. `watch_seconds`: between two
    looks at a feed; `retry_seconds`: before a source that is down is tried again, and twice as many the next time.

    Raises SettingsError when a value is out of range.
    """

    host: str = "127.0.0.1"
    port: int = 5000  # LibreTranslate's, so that its clients find it
    database: str = ""
    queue: str = ""
    model: str = "auto"
    engine: str = "auto"
    glossary: Path | None = None
    memory: str = "auto"
    threads: int = 0
    wait: float = 0.01
    together: int = 8_000
    waiting: int = 2_000_000
    upload_bytes: int = 32 << 20
    admission: Admission = field(default_factory=Admission)
    longest: int = 5_000_000  # a dozen long books
    lease: float = 15.0
    private_hosts: frozenset[str] = frozenset()
    fetch_seconds: float = 30.0
    fetch_bytes: int = 16 << 20  # the longest pages are some megabytes
    characters: int = 200_000
    texts: int = 2_000
    file_hours: float = 1.0
    watch: tuple[str, ...] = ()
    watch_roots: tuple[Path, ...] = ()
    watch_seconds: float = 300.0
    retry_seconds: float = 30.0

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise SettingsError(f"--port {self.port}: must be from 0 (any free one) to 65535")
        for name, least in (
            ("threads", 0),
            ("together", 1),
            ("waiting", 1),
            ("upload_bytes", 1),
            ("longest", 1),
            ("fetch_bytes", 1),
            ("characters", 1),
            ("texts", 1),
            ("file_hours", 0),
        ):
            if getattr(self, name) < least:
                raise SettingsError(f"{name} must be at least {least}, not {getattr(self, name)}")
        for name in ("lease", "fetch_seconds", "watch_seconds", "retry_seconds"):
            if getattr(self, name) <= 0:
                raise SettingsError(f"{name} must be more than 0 seconds, not {getattr(self, name)}")
        if not 0 <= self.wait <= 1:
            raise SettingsError(f"wait must be from 0 to 1 second, not {self.wait}")

    @property
    def database_url(self) -> str:
        """The database's address."""
        return self.database or default_database()
