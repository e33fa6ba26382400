"""A PostgreSQL of the tests' own: made, started and stopped by them, reached through a socket in its folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def postgres() -> Iterator[Path]:
    """Run a server until the block is left; the folder of its socket."""
    user = _user()
    # Not below pytest's folders, which only their owner may enter: PostgreSQL does not run as root.
    folder = Path(tempfile.mkdtemp(prefix="jisr-postgres-"))
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    try:
        _run(folder, "initdb", "-U", "jisr", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        _start(folder)
        try:
            yield folder
        finally:
            _stop(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def away(server: Path) -> Iterator[None]:
    """The server has ended without a word, and is back when the block is left."""
    _stop(server)
    try:
        yield
    finally:
        _start(server)


def new_database(server: Path, name: str) -> str:
    """Make an empty database; its address, as `--database` takes it."""
    with psycopg.connect(f"postgresql://jisr@/postgres?host={server}", autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return f"postgresql://jisr@/{name}?host={server}"


def _start(folder: Path) -> None:
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c max_connections=200"
    _run(folder, "pg_ctl", "start", "-w", "-o", options, "-l", str(folder / "log"))


def _stop(folder: Path) -> None:
    _run(folder, "pg_ctl", "stop", "-w", "-m", "immediate")


def _run(folder: Path, program: str, *arguments: str) -> None:
    command = [str(_programs() / program), "-D", str(folder / "data"), *arguments]
    # Into a file: the server that is started keeps what it is given, and would keep a pipe open.
    with (folder / "run.log").open("w+", encoding="utf-8") as log:
        done = subprocess.run(command, user=_user(), cwd=folder, stdout=log, stderr=log, timeout=100)
        if done.returncode:
            log.seek(0)
            raise RuntimeError(f"{program}: {log.read()}")


def _programs() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).parent
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if not installed:
        raise RuntimeError("these tests need PostgreSQL: apt-get install postgresql")
    return max(installed, key=lambda path: float(path.parent.name))


def _user() -> str | None:
    """Who runs it: whoever runs the tests, unless that is root."""
    if os.getuid():
        return None
    names = [one.pw_name for one in pwd.getpwall()]
    return "postgres" if "postgres" in names else "nobody"
