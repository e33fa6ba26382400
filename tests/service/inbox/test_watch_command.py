"""`jisr watch`: what a user sees, and that kill -9 and other processes double nothing and lose nothing."""

import os
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

import jisr
from service.database.open import Database
from service.database.tables import Article, Item, Version
from tests.conftest import Jisr
from tests.service.inbox.site import Site, article, item, rss, site
from tests.service.inbox.watching import Watching, watching
from tests.service.postgres import away, new_database

FILES = [f"خبر رقم {number}.txt" for number in range(1, 7)]
PAGES = [f"/مقال-{number}.html" for number in range(1, 3)]
LINES = (Path(__file__).parents[3] / "examples" / "dam.ar.txt").read_text(encoding="utf-8").splitlines()[:3]


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as found:
        found.pages |= {path: article(f"خبر {path}") for path in PAGES}
        found.pages["/feed"] = rss(*(item(path) for path in PAGES))
        yield found


def text_of(name: str) -> str:
    return "\n".join(f"{name}: {line}" for line in LINES if line.strip()) + "\n"


def fill(folder: Path) -> None:
    folder.mkdir()
    for name in FILES:
        (folder / name).write_text(text_of(name), encoding="utf-8")
        os.utime(folder / name, (time.time() - 60,) * 2)


def check_database(url: str, number: int) -> None:
    """Each item is one article of one version, all of it translated."""
    with Database(url) as database, database.reading() as session:
        items = list(session.scalars(select(Item)))
        versions = list(session.scalars(select(Version)))
        articles = list(session.scalars(select(Article)))
    assert [(one.state, one.error) for one in items] == [("taken", "")] * number
    assert len({one.version_id for one in items}) == number
    assert [(one.number, one.state, one.error) for one in versions] == [(1, "done", "")] * number
    assert len(articles) == number


class Collector:
    """Takes files out of a folder as soon as they are there, as another program would; what came, and how often."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._collect)
        self.found: Counter[str] = Counter()
        self.texts: dict[str, str] = {}

    def _collect(self) -> None:
        while not self._ending.is_set():
            for path in self._folder.rglob("*.*"):
                if path.is_file() and path.name[0] != ".":
                    self.texts[path.name] = path.read_text(encoding="utf-8")
                    self.found[path.name] += 1
                    path.unlink()
            time.sleep(0.002)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._ending.set()
            self._thread.join()


def test_killed_at_any_moment_it_loses_nothing_and_doubles_nothing(
    database_url: str, news: Site, tmp_path: Path
) -> None:
    fill(tmp_path / "in")
    arguments = ("in", f"{news.url}/feed", "-o", "out", "--every", "1")
    collector = Collector(tmp_path / "out")
    number = len(FILES) + len(PAGES)

    def last(one: Watching, words: str, least: int) -> bool:
        # One that was killed may have taken all there is, and then the next has no more to tell of.
        return len(one.told(words)) >= least or len(collector.found) == number

    with collector.at_work():
        for words, least in (("has come in", 1), ("has come in", 2), ("translated (", 1)):
            with watching(tmp_path, *arguments, database=database_url) as one:
                one.until(partial(last, one, words, least))
                one.kill()
        with watching(tmp_path, *arguments, "--once", database=database_url) as one:
            assert one.status() == 0, "\n".join(one.lines)
        time.sleep(0.1)
    check_database(database_url, number)
    assert collector.found == Counter([*FILES, *(path[1:] for path in PAGES)])
    for name in FILES:
        lines = collector.texts[name].splitlines()
        assert len(lines) == len(text_of(name).splitlines()) and all(lines)
    for path in PAGES:
        assert collector.texts[path[1:]].rstrip().endswith("</html>")
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


def test_two_processes_take_each_once(database_url: str, news: Site, tmp_path: Path) -> None:
    fill(tmp_path / "in")
    arguments = ("in", f"{news.url}/feed", "-o", "out", "--once")
    with (
        watching(tmp_path, *arguments, database=database_url) as one,
        watching(tmp_path, *arguments, database=database_url) as other,
    ):
        assert [one.status(), other.status()] == [0, 0], "\n".join([*one.lines, *other.lines])
    check_database(database_url, len(FILES) + len(PAGES))
    told = [*one.told(": translated ("), *other.told(": translated (")]
    assert len(told) == len(set(told)) == len(FILES) + len(PAGES)
    assert sorted(path.name for path in (tmp_path / "out" / "in").iterdir()) == sorted(FILES)
    assert max(Counter(path for path in news.asked if path in PAGES).values()) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_as_it_is_told(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "in").mkdir()
    with watching(tmp_path, "in", "-o", "out") as one:
        one.until(lambda: one.told("Ctrl-C ends it"))
        (tmp_path / "in" / "كتاب.txt").write_text(
            "\n".join(text_of(str(page)) for page in range(200)), encoding="utf-8"
        )
        one.until(lambda: one.told("كتاب.txt: has come in"))
        assert one.end(number) == 0
    assert one.lines[-1] in (
        "jisr: nothing new; ended, in work, to go on when it runs again: 1", "jisr: nothing new; ended",
    )  # fmt: skip
    assert not list((tmp_path / "out").rglob("*.txt"))


def test_files_that_are_dropped_in_while_it_runs(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with watching(tmp_path, "in", "-o", "in/english", "--format", "tmx") as one:
        one.until(lambda: one.told("Ctrl-C ends it"))
        (tmp_path / "in" / "a.txt").write_text("وصل الوفد إلى القاهرة.", encoding="utf-8")
        one.until((tmp_path / "in" / "english" / "a.txt.tmx").exists)
        (tmp_path / "in" / "b.md").write_text("# خبر", encoding="utf-8")
        one.until((tmp_path / "in" / "english" / "b.md.tmx").exists)
        assert one.end() == 0
    assert one.lines[-1] == "jisr: translated: 2; ended"
    assert len(one.told("has come in")) == 2


def test_once_says_what_became_of_everything(jisr: Jisr, news: Site, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.docx").write_text("no document")
    (tmp_path / "in" / "b.jpg").write_text("no text")
    options = ("--once", "--model", "bundled", "--memory", "none", "--database", f"sqlite:///{tmp_path / 's.sqlite'}")
    done = jisr("watch", "in", f"{news.url}/feed", *options)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert lines[0] == f"jisr: watching {tmp_path}/in; left out files of other kinds: 1"
    told = "\n".join(lines)  # whether the file or the feed comes first is not fixed
    assert f"jisr: {tmp_path}/in/a.docx: set aside: is no Word document" in told
    assert "127.0.0.1: is no public host; a service fetches from the public web only; tried again in " in told
    assert lines[-1] == "jisr: set aside: 1, places down: 1"
    done = jisr("watch", "in", *options)
    assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (0, "jisr: nothing new")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["missing"], 1, "missing: no such folder; make it, or name the address of a feed"),
        (["http://"], 1, "'http://': is no address of a feed"),
        (["."], 2, "is or lies in it; write translations to another folder"),
        (["sub"], 2, "is or lies in it; write translations to another folder"),
        (["sub", "--every", "0"], 2, "watch_seconds must be more than 0 seconds"),
    ],
)
def test_wrong_use_is_told(
    arguments: list[str], status: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    out = [] if "--every" in arguments else ["-o", "."]
    assert jisr.main(["watch", *arguments, *out, "--database", "sqlite:///x.sqlite"]) == status
    assert message in capfd.readouterr().err


def test_a_database_that_is_away_is_waited_for(postgres_server: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    database = new_database(postgres_server, f"jisr_{uuid.uuid4().hex}")
    with watching(tmp_path, "in", "-o", "out", database=database) as one:
        one.until(lambda: one.told("model bundled"))
        with away(postgres_server):
            (tmp_path / "in" / "a.txt").write_text("وصل الوفد إلى القاهرة.", encoding="utf-8")
            one.until(lambda: one.told("the database cannot be used"))
        one.until((tmp_path / "out" / "a.txt").exists)
        assert one.end() == 0
    assert not one.told("Traceback")
