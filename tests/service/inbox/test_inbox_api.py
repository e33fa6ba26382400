"""The inboxes over HTTP: what may be watched, and what came of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.keys import add_key
from tests.conftest import Jisr
from tests.service.articles.waiting import until
from tests.service.inbox.site import Site, article, item, rss, site
from tests.service.serving import Served, own_settings, serving

KEYS = {"reader": ("translate",), "one": ("articles",), "two": ("articles",), "boss": ("admin",)}


@pytest.fixture(scope="module")
def news() -> Iterator[Site]:
    with site() as found:
        yield found


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("root")


@pytest.fixture(scope="module")
def server(home: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = own_settings(
        tmp_path_factory.mktemp("service"), private_hosts=frozenset({"127.0.0.1"}), watch_roots=(root,),
        watch_seconds=0.5, retry_seconds=0.5,
    )  # fmt: skip
    with serving(settings) as served:
        yield served


def add(http: httpx.Client, place: str) -> dict[str, Any]:
    answer = http.post("/inboxes", json={"place": place})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def inbox(http: httpx.Client, inbox_id: str) -> dict[str, Any]:
    return next(one for one in http.get("/inboxes").json()["inboxes"] if one["id"] == inbox_id)


def done(http: httpx.Client, inbox_id: str, number: int) -> list[dict[str, Any]]:
    """The items of an inbox, when so many of them are translated."""

    def look() -> list[dict[str, Any]] | None:
        items: list[dict[str, Any]] = inbox(http, inbox_id)["items"]
        return items if sum(one["version_state"] == "done" for one in items) == number else None

    found: list[dict[str, Any]] = until(look)
    return found


def test_a_feed_that_is_added_is_translated(http: httpx.Client, news: Site) -> None:
    news.pages["/visit"] = article("وزير الخارجية يزور دمشق")
    news.pages["/feed"] = rss(item("/visit", "زيارة", "أ"), item("/gone", "ذهب", "ب"))
    one = add(http, f"{news.url}/feed#top")
    assert (one["kind"], one["place"], one["standing"]) == ("feed", f"{news.url}/feed", True)
    items = {found["title"]: found for found in done(http, one["id"], 1)}
    taken = items["زيارة"]
    assert (taken["state"], taken["number"], taken["place"]) == ("taken", 1, f"{news.url}/visit")
    whole = http.get(f"/articles/{taken['article_id']}").json()
    assert (whole["article"]["title"], whole["article"]["address"]) == ("وزير الخارجية يزور دمشق", f"{news.url}/visit")
    assert "Damascus" in whole["blocks"][0]["sentences"][0]["shown"]
    until(lambda: inbox(http, one["id"])["aside"])
    (gone,) = [found for found in inbox(http, one["id"])["items"] if found["title"] == "ذهب"]
    assert (gone["state"], gone["article_id"]) == ("aside", "")
    assert gone["error"] == "the server says 404 Not Found; check the address"
    assert add(http, f"{news.url}/feed")["id"] == one["id"]  # it is there already


def test_what_was_set_aside_is_tried_again_when_asked(http: httpx.Client, news: Site) -> None:
    news.pages["/late-feed"] = rss(item("/late", guid="متأخر"))
    one = add(http, f"{news.url}/late-feed")
    until(lambda: inbox(http, one["id"])["aside"])
    (late,) = inbox(http, one["id"])["items"]
    news.pages["/late"] = article("خبر متأخر")
    answer = http.post(f"/inboxes/{one['id']}/items/{late['id']}/retry")
    assert (answer.status_code, answer.json()["items"][0]["error"]) == (202, "")
    done(http, one["id"], 1)
    again = http.post(f"/inboxes/{one['id']}/items/{late['id']}/retry")
    assert (again.status_code, "nothing of that id waits" in again.json()["error"]) == (404, True)


def test_a_feed_that_is_no_feed_says_so(http: httpx.Client, news: Site) -> None:
    news.pages["/page"] = article("ليس تغذية")
    one = add(http, f"{news.url}/page")
    until(lambda: inbox(http, one["id"])["failures"])
    assert "/page: is no feed; look for RSS or Atom on the site" in inbox(http, one["id"])["error"]
    assert http.delete(f"/inboxes/{one['id']}").status_code == 204
    assert http.delete(f"/inboxes/{one['id']}").status_code == 404


def test_hosts_of_the_own_network_are_not_fetched_from(http: httpx.Client, news: Site) -> None:
    before = len(news.asked)
    one = add(http, f"http://localhost:{news.port}/feed")
    until(lambda: inbox(http, one["id"])["failures"])
    assert "localhost: is no public host" in inbox(http, one["id"])["error"]
    assert not [path for path in news.asked[before:] if path == "/robots.txt"]
    http.delete(f"/inboxes/{one['id']}")


def test_folders_below_the_roots_are_watched(http: httpx.Client, root: Path) -> None:
    folder = root / "وارد"
    folder.mkdir()
    (folder / "خبر.txt").write_text("وصل الوفد إلى القاهرة.", encoding="utf-8")
    one = add(http, str(folder))
    assert one["kind"] == "folder"
    (found,) = done(http, one["id"], 1)
    assert found["place"] == str(folder / "خبر.txt")
    http.delete(f"/inboxes/{one['id']}")


@pytest.mark.parametrize(
    "place",
    ["/", "/etc", "..", ".", "{root}/..", "{root}/../../etc", "{root}/link", "relative", "{root}\0", "file:///etc", "~",
     "{root}/link/../..", "//etc", "{root}x"],
)  # fmt: skip
def test_no_other_folder_may_be_named(http: httpx.Client, root: Path, place: str) -> None:
    if not (root / "link").exists():
        (root / "link").symlink_to("/etc")
    answer = http.post("/inboxes", json={"place": place.format(root=root)})
    assert answer.status_code == 403, answer.text
    assert "may not be watched; name the address of a feed" in answer.json()["error"]


@pytest.mark.parametrize(
    "place",
    ["http://", "http:///x", "http://a b/", "http://user:secret@host/", "http://h:0/", "http://h:99999/", "HTTP:x"],
)
def test_an_address_that_is_none_is_refused(http: httpx.Client, place: str) -> None:
    answer = http.post("/inboxes", json={"place": place})
    assert answer.status_code == 400, answer.text
    assert "is no address of a feed; write https://" in answer.json()["error"]


@pytest.mark.parametrize(
    "body", [{}, {"place": ""}, {"place": 3}, {"place": "x" * 3000}, {"place": "x", "more": 1}, []]
)
def test_a_request_that_says_nothing_is_refused(http: httpx.Client, body: object) -> None:
    answer = http.post("/inboxes", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("Invalid request")


def test_a_folder_is_refused_where_none_is_allowed(home: Path, tmp_path: Path) -> None:
    with (
        serving(own_settings(tmp_path), loaded=False) as served,
        httpx.Client(base_url=served.url, trust_env=False, timeout=60) as http,
    ):
        answer = http.post("/inboxes", json={"place": str(tmp_path)})
        assert (answer.status_code, "--watch-root" in answer.json()["error"]) == (403, True)


def test_what_the_service_was_told_to_watch_is_watched(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "خبر.txt").write_text("وصل الوفد إلى القاهرة.", encoding="utf-8")
    with (
        serving(own_settings(tmp_path, watch=(str(folder),))) as served,
        httpx.Client(base_url=served.url, trust_env=False, timeout=60) as http,
    ):
        (one,) = until(lambda: http.get("/inboxes").json()["inboxes"])
        assert (one["place"], one["standing"]) == (str(folder), False)
        (found,) = done(http, one["id"], 1)
        whole = http.get(f"/articles/{found['article_id']}").json()
        assert whole["blocks"][0]["sentences"][0]["shown"] == "The delegation arrived in Cairo."
        assert http.delete(f"/inboxes/{one['id']}").status_code == 204
        until(lambda: [again for again in http.get("/inboxes").json()["inboxes"] if again["id"] != one["id"]])


def test_a_folder_that_is_not_there_is_told_before_anything_begins(jisr: Jisr, tmp_path: Path) -> None:
    started = jisr("serve", "--watch", "missing", "--port", "0", "--database", f"sqlite:///{tmp_path / 's.sqlite'}")
    assert started.returncode == 1
    assert "missing: no such folder; make it, or name the address of a feed" in started.stderr.decode()


def test_everybody_sees_their_own(home: Path, tmp_path: Path, news: Site) -> None:
    with (
        serving(own_settings(tmp_path, watch_roots=(tmp_path,)), loaded=False) as served,
        httpx.Client(base_url=served.url, trust_env=False, timeout=60) as http,
    ):
        with served.service.database.writing() as session:
            keys = {name: add_key(session, name, scopes) for name, scopes in KEYS.items()}
        served.service.keyring.look_again()
        head = {name: {"Authorization": f"Bearer {secret}"} for name, secret in keys.items()}
        feed = {"place": f"{news.url}/feed"}
        assert http.post("/inboxes", json=feed).status_code == 401
        assert http.post("/inboxes", json=feed, headers=head["reader"]).status_code == 403
        one = http.post("/inboxes", json=feed, headers=head["one"]).json()
        assert http.post("/inboxes", json={"place": str(tmp_path)}, headers=head["one"]).status_code == 403
        assert http.get("/inboxes", headers=head["two"]).json() == {"inboxes": []}
        assert http.delete(f"/inboxes/{one['id']}", headers=head["two"]).status_code == 404
        other = http.post("/inboxes", json=feed, headers=head["two"]).json()
        assert other["id"] != one["id"]
        seen = http.get("/inboxes", headers=head["boss"]).json()["inboxes"]
        assert [found["id"] for found in seen] == [one["id"], other["id"]]
        assert http.post("/inboxes", json={"place": str(tmp_path)}, headers=head["boss"]).status_code == 201
