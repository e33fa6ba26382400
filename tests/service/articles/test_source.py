"""What people have said of translations becomes rows of a corpus."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from corpus.pairs import Pair
from corpus.sources import open_source
from models.errors import InputError, SettingsError
from tests.conftest import Jisr
from tests.service.articles.waiting import finished
from tests.service.postgres import new_database
from tests.service.serving import Served, own_settings, serving

LINES = ["وصل الوفد إلى القاهرة صباح اليوم.", "أعلنت الوزارة نتائج الانتخابات.", "بدأ العمل في الجسر الجديد.", "2026"]


@pytest.fixture(scope="module")
def article(http: httpx.Client) -> dict[str, Any]:
    return finished(http, http.post("/articles", json={"text": "\n".join(LINES)}).json())


@pytest.fixture(scope="module")
def say(http: httpx.Client, article: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    def put(position: int, **said: Any) -> dict[str, Any]:
        place = f"/articles/{article['article']['id']}/versions/1/sentences/{position}"
        answer: dict[str, Any] = http.put(place, json=said).json()
        return answer

    return put


@pytest.fixture
def place(server: Served) -> str:
    return f"service://?database={quote(str(server.service.settings.database))}"


def rows(place: str) -> list[Pair]:
    return [one for one in open_source(place).items() if isinstance(one, Pair)]


def test_only_what_people_said_is_a_row(
    article: dict[str, Any], say: Callable[..., dict[str, Any]], place: str
) -> None:
    before = open_source(place).fingerprint
    assert rows(place) == []
    say(0, target="The delegation is in Cairo since this morning.")
    approved = say(1, approved=True)["target"]
    found = rows(place)
    assert [(one.ar, one.en, one.flags) for one in found] == [
        (LINES[0], "The delegation is in Cairo since this morning.", ("corrected", "version-1")),
        (LINES[1], approved, ("approved", "version-1")),
    ]
    for position, one in enumerate(found):
        assert (one.origin.source, one.origin.document) == ("service", article["article"]["id"])
        assert (one.origin.block, one.origin.method, one.origin.model) == (position, "human", "")
    after = open_source(place).fingerprint
    assert after != before
    assert list(pickle.loads(pickle.dumps(open_source(place))).items()) == found
    assert open_source(place).fingerprint == after
    say(1, approved=False)
    assert [one.ar for one in rows(place)] == [LINES[0]]
    assert open_source(place).fingerprint not in (before, after)


def test_the_models_own_are_asked_for(article: dict[str, Any], say: Callable[..., dict[str, Any]], place: str) -> None:
    say(0, target="Put right.")
    found = rows(f"{place}&machine=1&name=wire&licence=CC0-1.0")
    machine = [one for one in found if one.origin.method == "machine"]
    sentences = [one for block in article["blocks"] for one in block["sentences"]]
    sound = [one for one in sentences[1:] if not one["reasons"] and "copied" not in one["flags"]]
    assert [(one.ar, one.en) for one in machine] == [(one["source"], one["target"]) for one in sound]
    assert {one.origin.model for one in machine} == {article["version"]["signature"]}
    assert {(one.origin.source, one.origin.licence) for one in found} == {("wire", "CC0-1.0")}
    assert sentences[3]["source"] not in [one.ar for one in found]


def test_the_latest_word_on_a_sentence_counts(home: Path, http: httpx.Client, server: Served, place: str) -> None:
    from service.articles.bring import bring

    def brought(text: str) -> dict[str, Any]:
        one = bring(server.service, text.encode(), "page.txt", identity="latest word")
        return finished(http, {"id": one.article_id, "version": one.number})

    def said(number: int, position: int, target: str) -> None:
        http.put(f"/articles/{article_id}/versions/{number}/sentences/{position}", json={"target": target})

    first = brought("عاد الفريق إلى بلاده.\nفاز المنتخب بالكأس.\n")
    article_id = first["article"]["id"]
    said(1, 0, "The team is back home.")
    said(1, 1, "The team won the cup.")
    brought("عاد الفريق إلى بلاده.\nخسر المنتخب المباراة.\n")
    mine = [one for one in rows(place) if one.origin.document == article_id]
    assert [(one.ar, one.en, one.flags[-1]) for one in mine] == [
        ("عاد الفريق إلى بلاده.", "The team is back home.", "version-2"),
        ("فاز المنتخب بالكأس.", "The team won the cup.", "version-1"),
    ]
    said(2, 0, "")  # taken back where it was carried to
    mine = [one for one in rows(place) if one.origin.document == article_id]
    assert [one.ar for one in mine] == ["فاز المنتخب بالكأس."]


def test_a_corpus_is_built_of_them(say: Callable[..., dict[str, Any]], place: str, jisr: Jisr, tmp_path: Path) -> None:
    say(0, target="The delegation arrived in Cairo this morning.")
    built = jisr("corpus", "build", "out", place)
    assert built.returncode == 0, built.stderr.decode()
    exported = jisr("corpus", "export", "out", "--to", "jsonl", "-o", "out.jsonl")
    assert exported.returncode == 0, exported.stderr.decode()
    text = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert "The delegation arrived in Cairo this morning." in text
    assert '"human"' in text


@pytest.mark.parametrize(
    ("place", "kind", "message"),
    [
        ("service://?database=sqlite:////no/such/file.sqlite", InputError, "there is no service's database"),
        ("service://?database=mysql://host/name", SettingsError, "is neither SQLite nor PostgreSQL"),
        ("service://?machines=1", SettingsError, "did you mean 'machine'"),
        ("service://?machine=yes", SettingsError, "machine=yes: must be 1"),
        ("service://?kind=tmx", SettingsError, "unknown setting 'kind'"),
        ("service://elsewhere", InputError, "write service://"),
        ("servise://", InputError, "no such kind of source; there is service://"),
    ],
)
def test_what_is_no_service_is_said(place: str, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        open_source(place)


def test_from_postgresql(home: Path, tmp_path: Path, postgres_server: Path) -> None:
    url = new_database(postgres_server, "jisr_source")
    with pytest.raises(InputError, match="there is no service's database"):
        open_source(f"service://?database={quote(url, safe='')}")
    with serving(own_settings(tmp_path, database=url)) as served, httpx.Client(base_url=served.url) as http:
        whole = finished(http, http.post("/articles", json={"text": LINES[0]}).json())
        http.put(f"/articles/{whole['article']['id']}/versions/1/sentences/0", json={"target": "Put right."})
        assert [one.en for one in rows(f"service://?database={quote(url, safe='')}")] == ["Put right."]
