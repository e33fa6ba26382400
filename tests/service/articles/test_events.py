"""What becomes of an article is told while it becomes it, by every process, to whoever is still there."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.service.articles.waiting import finished, until
from tests.service.serving import Served, own_settings, serving

LONG = "\n".join(f"وصل الوفد رقم {number} إلى القاهرة صباح اليوم." for number in range(60))


def follow(http: httpx.Client, article: str, after: int = 0) -> Generator[tuple[int, str, dict[str, Any]]]:
    """The events of an article as they come: id, name, data."""
    headers = {"Last-Event-ID": str(after)} if after else {}
    with http.stream("GET", f"/articles/{article}/events", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        fields: dict[str, str] = {}
        for line in answer.iter_lines():
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "event" in fields:
                yield int(fields["id"]), fields["event"], json.loads(fields["data"])
                fields = {}


def test_they_come_while_it_is_worked_on(http: httpx.Client) -> None:
    brought = http.post("/articles", json={"text": LONG}).json()
    seen: list[tuple[int, str, dict[str, Any]]] = []
    states = []
    for event in follow(http, brought["id"]):
        seen.append(event)
        if event[1] == "progress":
            states.append(http.get(f"/articles/{brought['id']}").json()["version"]["state"])
    assert "working" in states
    numbers = [number for number, name, _ in seen if name == "sentence"]
    assert numbers == list(range(1, 61))
    progress = [data["finished"] for _, name, data in seen if name == "progress"]
    assert progress == sorted(progress)
    assert progress[-1] == 60
    assert seen[-1][1] == "done"


def test_who_comes_back_hears_the_rest(http: httpx.Client) -> None:
    brought = http.post("/articles", json={"text": LONG.replace("القاهرة", "بيروت")}).json()
    first = []
    for number, name, data in follow(http, brought["id"]):
        if name == "sentence":
            first.append((number, data["position"]))
        if len(first) == 5:
            break
    rest = [(n, data["position"]) for n, name, data in follow(http, brought["id"], first[-1][0]) if name == "sentence"]
    assert [number for number, _ in first + rest] == list(range(1, 61))
    assert sorted(position for _, position in first + rest) == list(range(60))


def test_who_leaves_is_not_waited_for(http: httpx.Client, server: Served) -> None:
    news = server.service.jobs.news
    brought = http.post("/articles", json={"text": LONG.replace("القاهرة", "دمشق")}).json()
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as other:
        following = follow(other, brought["id"])
        next(following)
        assert news.followers == 1
        following.close()
    until(lambda: news.followers == 0)
    finished(http, brought)


def test_what_is_removed_meanwhile_has_failed(http: httpx.Client) -> None:
    brought = http.post("/articles", json={"text": LONG.replace("القاهرة", "عمان")}).json()
    events = []
    for event in follow(http, brought["id"]):
        events.append(event)
        if len(events) == 1:
            assert http.delete(f"/articles/{brought['id']}").status_code == 204
    assert events[-1][1:] == ("failed", {"error": "the article has been removed"})


@pytest.mark.parametrize("last", ["-1", "x", "9" * 30, "1.5"])
def test_a_last_event_that_none_was_is_told(http: httpx.Client, last: str) -> None:
    brought = http.post("/articles", json={"text": "وصل الوفد."}).json()
    assert http.get(f"/articles/{brought['id']}/events", headers={"Last-Event-ID": last}).status_code == 422
    finished(http, brought)


def test_another_process_tells_it_too(home: Path, database_url: str, tmp_path: Path) -> None:
    """One works, and one that has no model tells of it."""
    (tmp_path / "idle").mkdir()
    with (
        serving(own_settings(tmp_path, database=database_url)) as worker,
        serving(own_settings(tmp_path / "idle", database=database_url, model="no-such-model"), loaded=False) as idle,
        httpx.Client(base_url=idle.url, timeout=60, trust_env=False) as http,
    ):
        brought = http.post("/articles", json={"text": LONG}).json()
        events = list(follow(http, brought["id"]))
        assert [number for number, name, _ in events if name == "sentence"] == list(range(1, 61))
        signature = worker.service.desk.ready.result().signature
        assert events[-1][1:] == ("done", {"signature": signature})
