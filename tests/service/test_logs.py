"""What a service writes of what it does: every request, and nothing of what is in it."""

import json
import logging
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.keys import add_key
from service.logs import JsonLines, TextLines
from tests.service.process import Serving, process

SECRET = "السرالدفين"
WORD = "confidential-word"


@pytest.fixture(scope="module", params=["json", "text"])
def told(request: pytest.FixtureRequest, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """What a service has logged that was asked all kinds of things."""
    folder = tmp_path_factory.mktemp("logs")
    with process(folder, "--log", request.param, "--require-keys") as service:
        service.until(service.ready)
        ask(service, key(folder))
        service.signal(signal.SIGTERM)
        service.end()
        yield service.lines


def key(folder: Path) -> str:
    from service.database.open import Database

    with Database(f"sqlite:///{folder / 'service.sqlite'}") as database, database.writing() as session:
        return add_key(session, "salma", ("admin",))


def ask(service: Serving, secret: str) -> None:
    text = f"وصل {SECRET} {WORD} إلى القاهرة."
    asked = {"q": text, "source": "ar", "target": "en"}
    with httpx.Client(base_url=service.url, timeout=60, trust_env=False) as client:
        service.until(lambda: client.get("/articles", headers={"Authorization": f"Bearer {secret}"}).is_success)
        headers = {"Authorization": f"Bearer {secret}", "X-Request-ID": "asked-1"}
        assert client.post("/translate", json=asked, headers=headers).status_code == 200
        client.post("/translate", json=asked | {"api_key": secret})
        client.post("/translate", json=asked | {"api_key": f"wrong-{WORD}"})
        client.post("/translate", data=asked | {"api_key": secret})
        client.get("/articles", params={"search": WORD, "api_key": secret})
        client.get(f"/articles/{WORD}", headers=headers)
        client.get(f"/{WORD}/{SECRET}?{WORD}={secret}")
        client.post("/articles", json={"text": text, "title": WORD}, headers=headers)
        client.post("/articles", files={"file": (f"{WORD}.docx", b"broken" + WORD.encode())}, headers=headers)
        client.post("/articles", json={"address": f"http://{WORD}.invalid/{WORD}"}, headers=headers)
        client.request(f"X{WORD}", "/translate")
        client.get("/health", headers={"X-Request-ID": f"{WORD} {WORD}", "User-Agent": WORD, "Referer": WORD})
        client.get("/health", headers={"Cookie": f"jisr_key={secret}"})
        client.get("/articles", headers={"Host": f"{WORD}.example"})


def test_what_users_send_is_not_in_the_log(told: list[str]) -> None:
    log = "\n".join(told)
    assert len(told) > 15
    for hidden in (SECRET, WORD, "jisr_", "القاهرة", "Cairo", "Bearer", json.dumps(SECRET).strip('"')):
        assert hidden not in log


def test_each_request_is_a_line(told: list[str]) -> None:
    if not told[0].startswith("{"):
        (line,) = (line for line in told if 'request="asked-1"' in line and 'route="/translate"' in line)
        assert re.fullmatch(
            r'2\S+ info request request="asked-1" method="POST" route="/translate" status=200 ms=[\d.]+ key="salma"',
            line,
        )
        return
    events = [json.loads(line) for line in told]
    (one,) = (event for event in events if event.get("request") == "asked-1" and event["route"] == "/translate")
    assert (one["event"], one["method"], one["status"], one["key"]) == ("request", "POST", 200, "salma")
    assert one["ms"] > 0
    routes = {event["route"] for event in events if event["event"] == "request"}
    assert {"/articles/{article_id}", "/translate", "none"} <= routes
    assert {event["status"] for event in events if event["event"] == "request"} >= {200, 202, 400, 403, 404, 421}


def test_a_request_has_an_identifier_of_its_own_or_the_one_it_came_with(http: httpx.Client) -> None:
    assert http.get("/health", headers={"X-Request-ID": "a.b_c-1"}).headers["x-request-id"] == "a.b_c-1"
    seen = set()
    for wrong in ("", "a b", "a" * 65, "<script>", '"', "é"):
        answer = http.get("/health", headers={b"X-Request-ID": wrong.encode("latin-1")})
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])
        seen.add(answer.headers["x-request-id"])
    assert len(seen) == 6


def record(name: str, message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.WARNING, "some/file.py", 12, message, arguments, info)


def test_what_libraries_say_is_told_without_what_they_put_into_it() -> None:
    for lines in (JsonLines(), TextLines()):
        assert WORD not in lines.format(record("trafilatura.core", "discarding %s", WORD))
        assert "discarding %s" in lines.format(record("trafilatura.core", "discarding %s", WORD))
        assert WORD not in lines.format(record("trafilatura.core", f"discarding {WORD}"))
        assert "file:12" in lines.format(record("trafilatura.core", f"discarding {WORD}"))


def test_of_an_error_is_told_which_and_where_and_not_its_message() -> None:
    try:
        raise ValueError(WORD)
    except ValueError as error:
        for lines in (JsonLines(), TextLines()):
            line = lines.format(record("jisr.service", "request failed", error=error))
            assert "\n" not in line
            assert WORD not in line
            assert "ValueError" in line
            assert "test_logs.py:" in line


def test_a_line_stays_a_line() -> None:
    for lines in (JsonLines(), TextLines()):
        assert "\n" not in lines.format(record("uvicorn.error", "one\ntwo\r%s", "three\nfour"))
