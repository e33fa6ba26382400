"""kill -9 in the midst of work: another process goes on, and in the end everything is there, once."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlalchemy import select

from service.database.open import Database
from service.database.tables import Sentence, Version
from tests.conftest import environment
from tests.service.articles.waiting import until
from tests.service.serving import translator
from translate.translation import MEMORY

LINES = (Path(__file__).parents[3] / "examples" / "dam.ar.txt").read_text(encoding="utf-8").split("\n")
TEXTS = [
    "\n".join(f"قال الشاهد رقم {number} لمراسلنا: {line}" for line in LINES if line.strip()) for number in range(1, 5)
]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Process:
    """`jisr serve` in a process of its own."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = (folder / f"{self.port}.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jisr", "serve", "--port", str(self.port), "--database", database_url, "--threads",
             "1", "--model", "bundled", "--memory", str(folder / "memory.sqlite")],
            env=environment(), cwd=folder, stdout=self._log, stderr=self._log,
        )  # fmt: skip

    @property
    def id(self) -> str:
        return str(self._process.pid)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/ready", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        self._process.kill()
        assert self._process.wait() == -signal.SIGKILL

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)
        self._log.close()


@contextmanager
def processes(database_url: str, folder: Path) -> Iterator[list[Process]]:
    """Two processes that are ready; whoever is in the list at the end is ended."""
    found = [Process(database_url, folder) for _ in range(2)]
    try:
        for one in found:
            until(one.is_ready)
        yield found
    finally:
        for one in found:
            one.end()


def in_work(database: Database, process: Process) -> bool:
    """Whether the process has begun with an article and is not done with it."""
    with database.reading() as session:
        rows = session.execute(
            select(Version.worker, Version.finished_sentences, Version.sentences).where(Version.state == "working")
        ).all()
    return any(process.id in worker.split() and 0 < finished < sentences for worker, finished, sentences in rows)


def test_nothing_is_lost_and_nothing_comes_twice(database_url: str, tmp_path: Path) -> None:
    with Database(database_url) as database, processes(database_url, tmp_path) as running:
        first, second = running
        brought = [httpx.post(f"{first.url}/articles", json={"text": text}, timeout=60).json() for text in TEXTS]
        victim = until(lambda: next((one for one in (first, second) if in_work(database, one)), None))
        victim.kill()
        left = unfinished(database)
        assert left, "it was killed too late to show anything"
        running[running.index(victim)] = Process(database_url, tmp_path)
        victim.end()
        until(lambda: not unfinished(database), patience=120)
        for text, one in zip(TEXTS, brought, strict=True):
            check(database, one["id"], text)


def unfinished(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Version.id).where(Version.state.in_(["waiting", "working"]))))


def check(database: Database, article_id: str, text: str) -> None:
    """The article is as one that was translated without any trouble."""
    with translator() as opened:
        wanted = list(opened.translate(text.split("\n")))
    with database.reading() as session:
        version = session.scalars(select(Version).where(Version.article_id == article_id)).one()
        found = session.scalars(
            select(Sentence).where(Sentence.version_id == version.id).order_by(Sentence.position)
        ).all()
    assert (version.state, version.error, version.worker, version.attempts) == ("done", "", "", 0)
    assert [(one.source, one.target, one.score) for one in found] == [
        (one.source, one.target, one.score) for one in wanted
    ]
    # What the killed process had handed to the memory, and not yet to the database, came from there.
    assert [[flag for flag in one.flags if flag != MEMORY] for one in found] == [list(one.flags) for one in wanted]
    assert sorted(one.turn or 0 for one in found) == list(range(1, len(wanted) + 1))
    assert version.finished_sentences == version.sentences == len(wanted)
