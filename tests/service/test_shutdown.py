"""A service that is told to end finishes what it can, gives back the rest, and ends well."""

import signal
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from sqlalchemy import select

from service.database.open import Database
from service.database.tables import Sentence, Version
from tests.service.process import Serving, process

SENTENCE = "وصل الوفد رقم {} إلى القاهرة صباح اليوم، وزار المتحف الكبير مع الوزير."
BOOK = "\n\n".join(SENTENCE.format(number) for number in range(400))
SOME = [SENTENCE.format(number) for number in range(12)]
ASKED: dict[str, object] = {"q": SOME, "source": "ar", "target": "en"}


LONG = ASKED | {"q": [f"{SENTENCE.format(number)} {number}" for number in range(600)]}


def post(service: Serving, path: str, body: Mapping[str, object]) -> httpx.Response:
    return httpx.post(service.url + path, json=body, timeout=90, trust_env=False)


def follow(service: Serving, article: str) -> str:
    """The events of an article, until the service ends them."""
    return httpx.get(f"{service.url}/articles/{article}/events", timeout=90, trust_env=False).text


def inside(service: Serving) -> int:
    numbers = httpx.get(f"{service.url}/metrics", timeout=30, trust_env=False).text
    (line,) = (line for line in numbers.splitlines() if line.startswith("jisr_requests_inside "))
    return int(float(line.split()[1]))


def test_what_is_at_work_is_finished_and_an_article_given_back(tmp_path: Path) -> None:
    with process(tmp_path) as service, ThreadPoolExecutor(2) as pool:
        service.until(service.ready)
        article = post(service, "/articles", {"text": BOOK}).json()["id"]
        events = pool.submit(follow, service, article)
        translated = pool.submit(post, service, "/translate", ASKED)
        service.until(lambda: inside(service) == 2)
        service.signal(signal.SIGTERM)
        assert events.result().startswith("retry: ")  # ended, not cut off
        assert translated.result().status_code == 200
        assert len(translated.result().json()["translatedText"]) == 12
        assert service.end() == 0
    with Database(f"sqlite:///{tmp_path / 'service.sqlite'}") as database, database.reading() as session:
        version = session.scalars(select(Version)).one()
        assert (version.state, version.lease, version.worker) == ("waiting", None, "")
        done = session.scalars(select(Sentence).where(Sentence.target.is_not(None))).all()
        assert version.finished_sentences == len(done) < 400


def test_while_it_ends_nothing_new_is_taken(tmp_path: Path) -> None:
    with process(tmp_path) as service, ThreadPoolExecutor(1) as pool:
        service.until(service.ready)
        long = pool.submit(post, service, "/translate", ASKED | {"q": [*SOME, *SOME, *SOME]})
        service.until(lambda: inside(service) == 1)
        service.signal(signal.SIGINT)
        service.until(lambda: any("ending" in line for line in service.lines))
        ready = httpx.get(f"{service.url}/ready", trust_env=False)
        assert (ready.status_code, ready.json()) == (503, {"status": "ending"})
        late = post(service, "/translate", ASKED)
        assert (late.status_code, late.headers["retry-after"]) == (503, "5")
        assert httpx.get(f"{service.url}/health", trust_env=False).status_code == 200
        assert long.result().status_code == 200
        assert service.end() == 0


def test_what_takes_longer_than_the_grace_is_given_up(tmp_path: Path) -> None:
    with process(tmp_path, "--grace", "0") as service, ThreadPoolExecutor(1) as pool:
        service.until(service.ready)
        long = pool.submit(post, service, "/translate", LONG)
        service.until(lambda: inside(service) == 1)
        service.signal(signal.SIGTERM)
        assert service.end() == 0
        error = long.exception()
        assert isinstance(error, httpx.TransportError) or long.result().status_code >= 500


def test_the_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    with process(tmp_path, "--grace", "600") as service, ThreadPoolExecutor(1) as pool:
        service.until(service.ready)
        long = pool.submit(post, service, "/translate", LONG)
        service.until(lambda: inside(service) == 1)
        service.signal(signal.SIGTERM)
        service.until(lambda: any("ending" in line for line in service.lines))
        service.signal(signal.SIGTERM)
        assert service.end() == 128 + signal.SIGTERM
        assert isinstance(long.exception(), httpx.TransportError)


def test_one_that_has_nothing_to_do_ends_before_its_model_is_there(tmp_path: Path) -> None:
    with process(tmp_path) as service:
        service.signal(signal.SIGTERM)
        assert service.end() == 0


def test_a_database_that_cannot_be_used_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "service.sqlite").write_bytes(b"no database" * 1000)
    try:
        with process(tmp_path) as service:
            raise AssertionError(service.lines)
    except RuntimeError as error:
        lines = str(error).splitlines()
    assert lines[-1].startswith("jisr: sqlite:///")
    assert "this database cannot be used" in lines[-1]
    assert not any("Traceback" in line for line in lines)
