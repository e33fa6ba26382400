"""An article over HTTP: brought, translated, followed, put right, taken away."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import httpx
import pytest

from tests.service.articles.waiting import finished
from tests.service.serving import Served, translator

ARTICLE = (Path(__file__).parents[3] / "examples" / "dam.ar.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def dam(http: httpx.Client) -> dict[str, Any]:
    answer = http.post("/articles", files={"file": ("سد.ar.txt", ARTICLE.encode())}, data={"title": "السد"})
    assert answer.status_code == 202
    brought: dict[str, Any] = answer.json()
    assert (brought["version"], brought["new"]) == (1, True)
    assert brought["state"] in ("waiting", "working", "done")
    whole = finished(http, brought)
    assert whole["version"]["state"] == "done", whole["version"]["error"]
    return whole


def sentences(whole: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for block in whole["blocks"] for one in block["sentences"]]


def test_it_is_translated_sentence_by_sentence(dam: dict[str, Any], server: Served) -> None:
    with translator() as opened:
        wanted = [(one.source, one.target, one.score, one.flags) for one in opened.translate(ARTICLE.splitlines())]
    found = sentences(dam)
    assert [(one["source"], one["target"], one["score"], tuple(one["flags"])) for one in found] == wanted
    assert [one["position"] for one in found] == list(range(len(wanted)))
    for block in dam["blocks"]:
        for one in block["sentences"]:
            assert block["text"][one["start"] : one["end"]] == one["source"]
    assert dam["version"]["finished"] == dam["version"]["sentences"] == len(wanted)
    assert dam["version"]["signature"] == server.service.desk.ready.result().signature
    assert (dam["article"]["title"], dam["article"]["name"]) == ("السد", "سد.ar.txt")


def test_it_is_listed_and_found_in_both_languages(http: httpx.Client, dam: dict[str, Any]) -> None:
    target = sentences(dam)[0]["target"]
    for words in ("السد", sentences(dam)[1]["source"][5:25], target[:20].upper(), ""):
        found = http.get("/articles", params={"search": words}).json()["articles"]
        assert dam["article"]["id"] in [one["id"] for one in found], words
    assert http.get("/articles", params={"search": "100%_"}).json() == {"articles": []}


def test_events_tell_what_has_been_done(http: httpx.Client, dam: dict[str, Any]) -> None:
    address = f"/articles/{dam['article']['id']}/events"
    events = followed(http.get(address).text)
    found = [data for name, data in events if name == "sentence"]
    assert [(one["position"], one["target"]) for one in found] == [
        (one["position"], one["target"]) for one in sentences(dam)
    ]
    assert events[-1] == ("done", {"signature": dam["version"]["signature"]})
    assert events[-2] == ("progress", {"finished": len(found), "sentences": len(found)})
    rest = followed(http.get(address, headers={"Last-Event-ID": "3"}).text)
    assert [data for name, data in rest if name == "sentence"] == found[3:]


def followed(stream: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for message in stream.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in message.split("\n") if line and not line.startswith(":"))
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_a_correction_stands_beside_the_machines(http: httpx.Client, dam: dict[str, Any]) -> None:
    place = f"/articles/{dam['article']['id']}/versions/1/sentences/1"
    before = sentences(dam)[1]
    said = http.put(place, json={"target": "A person's words."}).json()
    assert (said["target"], said["edited"], said["shown"]) == (before["target"], *["A person's words."] * 2)
    assert http.put(place, json={"approved": True}).json()["approved"]
    listed = http.get(f"/articles/{dam['article']['id']}").json()["article"]
    assert (listed["edited"], listed["approved"]) == (1, 1)
    back = http.put(place, json={"target": ""}).json()
    assert (back["edited"], back["shown"], back["approved"]) == (None, before["target"], False)


@pytest.mark.parametrize("format", ["txt", "html", "docx", "tmx", "jsonl", "original"])
def test_every_file_holds_what_a_person_said(http: httpx.Client, dam: dict[str, Any], format: str) -> None:  # noqa: A002
    place = f"/articles/{dam['article']['id']}"
    http.put(f"{place}/versions/1/sentences/0", json={"target": "Put <right> by a person"})
    answer = http.get(f"{place}/download", params={"format": format})
    assert answer.status_code == 200
    disposition = answer.headers["content-disposition"]
    ending = "txt" if format == "original" else format
    assert disposition.startswith(f'attachment; filename="__.en.{ending}"; ')
    assert unquote(disposition.rpartition("''")[2]) == f"سد.en.{ending}"
    text = answer.text
    if format == "docx":
        rows = docx.Document(BytesIO(answer.content)).tables[0].rows
        text = "\n".join(cell.text for row in rows for cell in row.cells)
    wanted = "Put &lt;right&gt; by a person" if format in ("html", "tmx") else "Put <right> by a person"
    assert wanted in text
    last = sentences(dam)[-1]["target"]
    assert last in text.replace("&#x27;", "'").replace("&quot;", '"').replace('\\"', '"')


def test_what_is_not_there_is_said(http: httpx.Client, dam: dict[str, Any]) -> None:
    own = f"/articles/{dam['article']['id']}"
    for method, path, json_ in (
        ("GET", "/articles/none", None), ("GET", f"{own}?version=7", None), ("GET", "/articles/none/events", None),
        ("GET", "/articles/none/download", None), ("DELETE", "/articles/none", None),
        ("PUT", f"{own}/versions/1/sentences/999", {"target": "x"}),
        ("PUT", f"{own}/versions/9/sentences/0", {"target": "x"}), ("GET", "/articles?before=none", None),
    ):  # fmt: skip
        answer = http.request(method, path, json=json_)
        assert answer.status_code == 404, path
        assert "no" in answer.json()["error"] or "has" in answer.json()["error"]


def test_an_article_that_is_removed_is_gone(http: httpx.Client) -> None:
    brought = http.post("/articles", json={"text": "وصل الوفد إلى المدينة."}).json()
    finished(http, brought)
    assert http.delete(f"/articles/{brought['id']}").status_code == 204
    assert http.get(f"/articles/{brought['id']}").status_code == 404
