"""What browsers are told, and which names and pages a service listens to."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.admission import Admission
from service.headers import names_of
from tests.service.serving import Served, own_settings, serving


@pytest.fixture(scope="module")
def guarded(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a service that is called jisr.example too, and lets pages of https://friend.example ask."""
    door = Admission(names=("jisr.example",), origins=("https://friend.example",))
    settings = own_settings(tmp_path_factory.mktemp("guarded"), admission=door)
    with (
        serving(settings, loaded=False) as served,
        httpx.Client(base_url=served.url, timeout=60, trust_env=False) as client,
    ):
        yield client


def test_every_answer_has_the_headers(http: httpx.Client) -> None:
    for answer in (http.get("/health"), http.get("/no-such-page"), http.post("/health"), http.get("/ready")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'self'",) * 3
        assert (policy["frame-ancestors"], policy["base-uri"]) == ("'none'",) * 2
        assert "server" not in answer.headers
        assert answer.headers["x-request-id"]


def test_no_other_site_is_let_in_by_default(http: httpx.Client) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in http.options("/health", headers=headers).headers
    assert "access-control-allow-origin" not in http.get("/health", headers=headers).headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://127.0.0.1:5000.evil.example"},
    ],
)
def test_other_sites_pages_write_nothing(http: httpx.Client, headers: dict[str, str]) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = http.request(method, "/health", headers=headers)
        assert answer.status_code == 403
        assert "--cors" in answer.json()["error"]


def test_own_pages_and_programs_may_write(http: httpx.Client, server: Served) -> None:
    for headers in ({}, {"Origin": server.url}, {"Sec-Fetch-Site": "same-origin"}):
        assert http.post("/health", headers=headers).status_code == 405  # it came to the route


def test_a_friend_may_ask(guarded: httpx.Client) -> None:
    asked = {"Origin": "https://friend.example", "Access-Control-Request-Method": "POST"}
    answer = guarded.options("/health", headers=asked)
    assert answer.headers["access-control-allow-origin"] == "https://friend.example"
    assert guarded.post("/health", headers=asked).status_code == 405
    assert guarded.post("/health", headers=asked | {"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:5000", 200),
        ("localhost:80", 200),
        ("LOCALHOST", 200),
        ("[::1]:5000", 200),
        ("192.168.1.7", 200),
        ("jisr.example", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example:5000", 421),
        ("evil.example@127.0.0.1", 200),
        ("127.0.0.1@evil.example", 421),
        ("", 421),
        ("[::1", 421),
        ("<script>alert(1)</script>", 421),
    ],
)
def test_only_under_its_names_is_a_local_service_asked(guarded: httpx.Client, name: str, status: int) -> None:
    answer = guarded.get("/health", headers={"Host": name})
    assert answer.status_code == status
    if status == 421:
        assert "--allow-host" in answer.json()["error"]


def test_a_service_for_others_has_any_name_unless_it_is_told() -> None:
    assert names_of("0.0.0.0", ()) == ()
    assert "jisr.example" in names_of("0.0.0.0", ("jisr.example",))
    assert "localhost" in names_of("127.0.0.5", ())
