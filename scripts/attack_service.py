"""Attack a service: ten thousand hostile requests, with API keys required; nothing may be lost, nobody let in.

    python scripts/attack_service.py --requests 10000

Starts a service of its own, with a database in a folder of its own, brings articles with one key, and attacks with
another, with a wrong one and with none. Exits with 1 where an attack has come through.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
from attack import raw
from attack.asks import Ask, asks
from attack.files import ARABIC
from attack.judge import active, faults, leaks
from sqlalchemy import func, select

from service.database.open import Database
from service.database.tables import Article, Sentence, Version
from service.keys import add_key

_Found = TypeVar("_Found")
_PATIENCE = 120.0
_AT_ONCE = 16
_SILENCE = 0.5  # seconds in which a broken request is answered, or will not be
_KEPT = 5  # articles that the attack is not to touch


@dataclass(slots=True)
class Result:
    """What came of an attack: answers by kind of request and status, and what has come through."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    brought: set[str] = field(default_factory=set)
    seconds: float = 0.0

    def __str__(self) -> str:
        kinds = sorted({kind for kind, _ in self.answers})
        statuses = sorted({status for _, status in self.answers})
        rows = [["request", *(str(status) if status else "none" for status in statuses)]]
        rows += [[kind, *(str(self.answers[kind, status] or "") for status in statuses)] for kind in kinds]
        lines = ["  ".join(f"{cell:>6}" if n else f"{cell:<16}" for n, cell in enumerate(row)) for row in rows]
        total = f"{sum(self.answers.values()):,} requests in {self.seconds:.0f} s; {len(self.faults)} came through"
        return "\n".join([*lines, total, *self.faults[:20]])


def main() -> int:
    """Attack, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = attack(Path(folder), options.requests, options.seed)
    print(result)
    return 1 if result.faults else 0


def attack(folder: Path, requests: int, seed: int) -> Result:
    """Attack a service that keeps its data in `folder`."""
    url = f"sqlite:///{folder / 'service.sqlite'}"
    with Database(url) as database, database.writing() as session:
        keys = {name: add_key(session, name) for name in ("owner", "attacker")}
        keys["admin"] = add_key(session, "admin", ("admin",))
    with running(folder, url) as (process, address), Database(url) as database:
        kept = [_bring(address, keys["owner"], f"{ARABIC} رقم {n}.") for n in range(_KEPT)]
        before = [_read(address, keys["owner"], one) for one in kept]
        own = _bring(address, keys["attacker"], ARABIC)
        result = Result()
        started = time.monotonic()
        _throw(address, keys["attacker"], requests, Random(seed), own, kept[0], result)
        result.seconds = time.monotonic() - started
        result.faults += _after(process, address, keys, result)
        if [_read(address, keys["owner"], one) for one in kept] != before:
            result.faults.append("an article of somebody else's was changed")
        result.faults += _lost(database, result.brought | {*kept, own})
    return result


@contextmanager
def running(folder: Path, database: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A service that lets nobody in without a key: its process and its address."""
    command = [
        sys.executable, "-m", "jisr", "serve", "--port", "0", "--model", "bundled", "--require-keys", "--database",
        database, "--memory", str(folder / "memory.sqlite"), "--seconds", "60",
    ]  # fmt: skip
    paths = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "JISR_HOME": str(folder)}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stderr=log, text=True, env=environment, cwd=folder)
    try:
        found = _until(lambda: re.search(r"running on (http://\S+)", (folder / "log").read_text()), process)
        address = found.group(1)
        _until(lambda: _is_ready(address), process)
        yield process, address
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/ready", timeout=_PATIENCE, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def _until(holds: Callable[[], _Found | None], process: "subprocess.Popen[str]") -> _Found:
    end = time.monotonic() + _PATIENCE
    while not (found := holds()):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the service does not run")
        time.sleep(0.1)
    return found


def _client(address: str, key: str = "") -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.Client(base_url=address, headers=headers, timeout=_PATIENCE, trust_env=False)


def _bring(address: str, key: str, text: str) -> str:
    with _client(address, key) as client:
        brought = str(client.post("/articles", json={"text": text, "title": "kept"}).raise_for_status().json()["id"])
        client.get(f"/articles/{brought}/events").raise_for_status()  # to its end
    return brought


def _read(address: str, key: str, article: str) -> object:
    with _client(address, key) as client:
        return client.get(f"/articles/{article}").raise_for_status().json()


def _throw(address: str, key: str, requests: int, random: Random, own: str, other: str, result: Result) -> None:
    """Send `requests` requests, a twentieth of them raw bytes."""
    local = threading.local()
    lock = threading.Lock()
    broken = raw.requests(key)

    def one(work: Ask | bytes) -> None:
        if isinstance(work, bytes):
            kind, status, found = "raw bytes", *_send(address, work)
        else:
            client = local.client = getattr(local, "client", None) or _client(address)
            kind, status, found = work.kind, *_ask(client, work, key, result, lock)
        with lock:
            result.answers[kind, status] += 1
            result.faults += [f"{kind}: {what}: {_shown(work)}" for what in found]

    made = asks(random, own=own, other=other)
    works = iter(random.choice(broken) if random.random() < 0.05 else next(made) for _ in range(requests))

    def some(_: int) -> None:
        while True:
            with lock:
                work = next(works, None)
            if work is None:
                return
            one(work)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(some, range(_AT_ONCE)))


def _ask(client: httpx.Client, ask: Ask, key: str, result: Result, lock: threading.Lock) -> tuple[int, list[str]]:
    secret = {"own": key, "wrong": f"{key[:-1]}_", "": ""}[ask.keyed]
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    options = ask.options | {"headers": {**headers, **ask.options.get("headers", {})}}
    try:
        answer = client.request(ask.method, ask.path, **options)
    except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeError):
        return 0, []  # the library does not send it
    except httpx.TransportError as error:
        return 0, [type(error).__name__] if not isinstance(error, httpx.RemoteProtocolError | httpx.WriteError) else []
    if ask.keyed == "own":
        with lock:
            result.brought |= _accepted(ask, answer)
    return answer.status_code, list(faults(answer, keyed=ask.keyed, path=ask.path))


def _accepted(ask: Ask, answer: httpx.Response) -> set[str]:
    if answer.status_code == 202 and ask.path == "/articles":
        return {str(answer.json()["id"])}
    where = answer.headers.get("location", "")
    return (
        {where.split("/")[2]} if answer.status_code == 303 and where.startswith("/read/") and ask.path == "/" else set()
    )


def _send(address: str, data: bytes) -> tuple[int, list[str]]:
    place = urlsplit(address)
    received = b""
    try:
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=_SILENCE) as connection:
            connection.sendall(data)
            while len(received) < 1 << 20 and (some := connection.recv(1 << 16)):
                received += some
    except OSError:
        pass  # it waits for more, or has hung up
    found = re.match(rb"HTTP/1\.1 (\d{3})", received)
    status = int(found.group(1)) if found else 0
    return status, [*leaks(received), *([str(status)] if status >= 500 and status not in (501, 503, 504) else [])]


def _after(process: "subprocess.Popen[str]", address: str, keys: dict[str, str], result: Result) -> Iterator[str]:
    """What is wrong with the service now."""
    if process.poll() is not None:
        yield f"the service has ended ({process.returncode})"
        return
    with _client(address, keys["admin"]) as admin:
        for path in ("/health", "/ready", "/articles", "/", "/inbox"):
            if (answer := admin.get(path)).status_code != 200:
                yield f"{path} answers {answer.status_code} afterwards"
        # A sentence that the attacker has not "put right": a key that may correct does so for everybody.
        done = admin.post("/translate", json={"q": "زار الوزير المتحف.", "source": "ar", "target": "en"})
        if "museum" not in done.text.lower():
            yield f"it translates no more: {done.status_code}"
        for article in sorted(result.brought)[:300]:
            page = admin.get(f"/read/{article}")
            if page.status_code != 200:
                yield f"/read/{article} answers {page.status_code}"
            yield from (f"/read/{article}: {what}" for what in active(page.text))
        before = ""
        while found := admin.get("/articles", params={"before": before, "limit": 50}).json()["articles"]:
            page = admin.get("/", params={"before": before})
            yield from (f"the list of articles: {what}" for what in active(page.text))
            before = found[-1]["id"]


def _lost(database: Database, brought: set[str]) -> Iterator[str]:
    """What of the articles that were accepted is not there, or twice, or not done."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with database.reading() as session:
            unfinished = session.scalar(
                select(func.count()).select_from(Version).where(Version.state.in_(("waiting", "working")))
            )
        if not unfinished:
            break
        time.sleep(0.5)
    else:
        yield f"{unfinished} articles are not translated"
    with database.reading() as session:
        there = set(session.scalars(select(Article.id)))
        failed = session.scalar(select(func.count()).select_from(Version).where(Version.state == "failed"))
        missing = session.scalar(
            select(func.count())
            .select_from(Sentence)
            .join(Version)
            .where(Version.state == "done", Sentence.target.is_(None))
        )
    if brought - there:
        yield f"{len(brought - there)} articles are lost"
    if failed:
        yield f"{failed} articles could not be translated"
    if missing:
        yield f"{missing} sentences have no translation"


def _shown(work: Ask | bytes) -> str:
    if isinstance(work, bytes):
        return repr(work[:150])
    return f"{work.method} {work.path[:100]} ({work.keyed or 'no key'}) {str(work.options)[:300]}"


if __name__ == "__main__":
    sys.exit(main())
