"""Articles by their addresses: fetched from the public web, as its sites wish, and from where the operator says."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.service.articles.waiting import finished
from tests.service.inbox.site import Site, article, rss, site
from tests.service.serving import Served, own_settings, serving

ENGLISH = "<p>Nothing but English words in this article about the weather of tomorrow and of the week.</p>" * 3


@pytest.fixture(scope="module")
def web() -> Iterator[Site]:
    with site() as found:
        found.pages["/robots.txt"] = "User-agent: *\nDisallow: /private/\n"
        yield found


@pytest.fixture(scope="module")
def near(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service that may fetch from this machine, a little at a time."""
    folder = tmp_path_factory.mktemp("near")
    settings = own_settings(folder, private_hosts=frozenset({"127.0.0.1"}), fetch_seconds=3.0, fetch_bytes=200_000)
    with serving(settings) as served, httpx.Client(base_url=served.url, timeout=60, trust_env=False) as client:
        yield client


def count(http: httpx.Client) -> int:
    return len(http.get("/articles").json()["articles"])


def test_a_page_becomes_an_article_with_its_title(near: httpx.Client, web: Site) -> None:
    web.pages["/news/1"] = article("خطة لإعادة الإعمار")
    answer = near.post("/articles", json={"address": f"{web.url}/news/1"})
    assert answer.status_code == 202
    whole = finished(near, answer.json())
    sources = [one["source"] for block in whole["blocks"] for one in block["sentences"]]
    assert sources[0] == "خطة لإعادة الإعمار"
    assert any(one.startswith("قال وزير الخارجية") for one in sources)
    assert not any("حقوق النشر" in one or "الرئيسية" in one for one in sources)
    assert (whole["article"]["title"], whole["article"]["address"]) == ("خطة لإعادة الإعمار", f"{web.url}/news/1")
    page = near.get(f"/articles/{whole['article']['id']}/download").text
    assert '<html lang="en" dir="ltr">' in page
    assert "rtl" not in page


def test_it_comes_again_as_a_version_where_it_has_changed(near: httpx.Client, web: Site) -> None:
    web.pages["/news/2"] = article("الخبر الأول")
    first = near.post("/articles", data={"address": f"{web.url}/news/2"}).json()
    same = near.post("/articles", data={"address": f"{web.url}/news/2"}).json()
    assert (same["id"], same["version"], same["new"]) == (first["id"], 1, False)
    web.pages["/news/2"] = article("الخبر الأول بعد التحديث")
    later = near.post("/articles", data={"address": f"{web.url}/news/2"}).json()
    assert (later["id"], later["version"], later["new"]) == (first["id"], 2, True)
    assert finished(near, later)["article"]["title"] == "الخبر الأول بعد التحديث"


def test_text_at_an_address_is_an_article_too(near: httpx.Client, web: Site) -> None:
    web.pages["/notes.txt"] = "بدأ موسم الحصاد.\nيعمل الفلاحون منذ الفجر.\n"
    web.headers["/notes.txt"] = {"Content-Type": "text/plain; charset=utf-8"}
    whole = finished(near, near.post("/articles", json={"address": f"{web.url}/notes.txt"}).json())
    assert [block["text"] for block in whole["blocks"]] == ["بدأ موسم الحصاد.", "يعمل الفلاحون منذ الفجر."]


def test_what_cannot_be_had_is_told_and_leaves_nothing(near: httpx.Client, web: Site) -> None:
    web.pages |= {
        "/private/1": article("سري"), "/broken": 500, "/feed": rss(), "/empty": "<html></html>",
        "/english": f"<html><body><article>{ENGLISH}</article></body></html>",
        "/long": article("طويل", "<p>كلمات كثيرة جدا.</p>" * 10_000),
        "/inward": 302, "/local-file": 302,
    }  # fmt: skip
    web.headers["/inward"] = {"Location": "http://169.254.169.254/latest/meta-data/"}
    web.headers["/local-file"] = {"Location": "file:///etc/passwd"}
    before = count(near)
    for path, status, message in (
        ("/private/1", 400, "robots.txt"), ("/nothing", 400, "says 404"), ("/broken", 400, "says 500"),
        ("/feed", 400, "is a feed"), ("/empty", 400, "no article"), ("/english", 400, "no Arabic"),
        ("/long", 400, "larger than 200,000 bytes"), ("/inward", 403, "no public host"), ("/local-file", 400, ""),
    ):  # fmt: skip
        answer = near.post("/articles", json={"address": f"{web.url}{path}"})
        assert (answer.status_code, message in answer.json()["error"]) == (status, True), (path, answer.text)
    assert count(near) == before


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/news/1", "http://localhost:{port}/news/1", "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/", "http://2130706433:{port}/", "http://0x7f.1:{port}/",
        "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://0.0.0.0:{port}/",
    ],
)  # fmt: skip
def test_a_service_fetches_nothing_from_its_own_network(
    http: httpx.Client, server: Served, web: Site, address: str
) -> None:
    web.pages["/news/1"] = article("خطة لإعادة الإعمار")
    web.asked.clear()
    answer = http.post("/articles", json={"address": address.format(port=web.port)})
    assert answer.status_code == 403
    assert "no public host" in answer.json()["error"]
    assert web.asked == []
    assert count(http) == 0


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.org/x", "javascript:alert(1)", "", "http://", "http:///x", "نص"]
)
def test_what_is_no_address_of_the_web_is_told(http: httpx.Client, address: str) -> None:
    answer = http.post("/articles", json={"address": address})
    assert answer.status_code == 400
    assert "is no web address" in answer.json()["error"]
