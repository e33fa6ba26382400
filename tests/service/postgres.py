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
    programs = _programs()
    user = _user()
    # Not below pytest's folders, which only their owner may enter: PostgreSQL does not run as root.
    folder = Path(tempfile.mkdtemp(prefix="jisr-postgres-"))
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), *arguments]
        done = subprocess.run(command, user=user, cwd=folder, capture_output=True, text=True, timeout=100)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")

    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-U", "jisr", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c max_connections=200"
        run("pg_ctl", "start", "-w", "-D", data, "-o", options, "-l", str(folder / "log"))
        try:
            yield folder
        finally:
            run("pg_ctl", "stop", "-w", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: Path, name: str) -> str:
    """Make an empty database; its address, as `--database` takes it."""
    with psycopg.connect(f"postgresql://jisr@/postgres?host={server}", autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return f"postgresql://jisr@/{name}?host={server}"


def _programs() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))


def _user() -> str | None:
    """Who runs it: whoever runs the tests, unless that is root."""
    if os.getuid():
        return None
    names = [one.pw_name for one in pwd.getpwall()]
    return "postgres" if "postgres" in names else "nobody"
