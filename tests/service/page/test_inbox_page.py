"""What is watched and what came of it, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from service.database.tables import Version
from tests.service.inbox.site import Site, article, item, rss, site
from tests.service.page.conftest import Opening, Watched
from tests.service.serving import Served, own_settings, serving


@pytest.fixture(scope="module")
def news() -> Iterator[Site]:
    with site() as found:
        yield found


@pytest.fixture(scope="module")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service that may fetch from the tests' own site, and looks at feeds often."""
    settings = own_settings(
        tmp_path_factory.mktemp("service"), private_hosts=frozenset({"127.0.0.1"}), watch_seconds=0.5,
        retry_seconds=0.5,
    )  # fmt: skip
    with serving(settings) as served:
        yield served


def test_a_feed_is_watched_and_what_is_broken_is_tried_again(watched: Watched, news: Site) -> None:
    news.pages["/visit"] = article("وزير الخارجية يزور دمشق")
    news.pages["/feed"] = rss(item("/visit", "زيارة", "أ"), item("/gone", "ذهب", "ب"))
    page = watched.go("/inbox")
    page.get_by_label("The address of a feed").fill("file:///etc")
    page.get_by_role("button", name="Watch").click()
    expect(page.get_by_role("alert")).to_contain_text("may not be watched")
    expect(page.get_by_label("The address of a feed")).to_have_value("file:///etc")
    page.get_by_label("The address of a feed").fill(f"{news.url}/feed")
    page.keyboard.press("Enter")
    expect(page.locator(".inbox h2")).to_have_text(f"{news.url}/feed")
    rows = page.locator(".inbox .list li")
    expect(rows.filter(has_text="زيارة").locator(".state")).to_have_text("Translated")  # as it comes
    gone = rows.filter(has_text="ذهب")
    expect(gone.locator(".state")).to_have_text("Set aside")
    expect(gone.locator(".trouble")).to_contain_text("404")
    news.pages["/gone"] = article("رئيس الوزراء يعود من القاهرة")
    page.get_by_role("button", name="Try ذهب again now").click()
    expect(gone.locator(".state")).to_have_text("Translated")
    gone.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("رئيس الوزراء يعود من القاهرة")
    expect(page.locator(".head a.from")).to_have_attribute("href", f"{news.url}/gone")
    watched.go("/inbox")
    page.get_by_text("Remove…").click()
    page.get_by_role("button", name="Watch it no longer").click()
    expect(page.locator("#inboxes")).to_contain_text("Nothing is watched")


def test_an_address_is_brought(watched: Watched, news: Site) -> None:
    news.pages["/story"] = article("مدينة قديمة تحت الرمال")
    page = watched.go("/")
    page.get_by_label("Arabic text").fill(f"  {news.url}/story\n")
    page.get_by_role("button", name="Translate").click()
    page.wait_for_url("**/read/*")
    expect(page.locator("#article")).to_have_attribute("data-state", "done")
    expect(page.locator("h1")).to_have_text("مدينة قديمة تحت الرمال")
    expect(page.locator("h2.text")).to_have_count(1)


def test_what_failed_is_tried_again(opening: Opening, server: Served, news: Site) -> None:
    news.pages["/other"] = article("صياد يجد لؤلؤة في الخليج")
    for scripts in (True, False):
        watched = opening(java_script_enabled=scripts)
        page = watched.go("/")
        page.get_by_label("Arabic text").fill(f"{news.url}/other")
        page.get_by_role("button", name="Translate").click()
        page.wait_for_url("**/read/*")
        expect(page.locator("#state")).to_have_text("Translated")
        with server.service.database.writing() as session:
            session.execute(update(Version).values(state="failed", error="the model ran out of memory"))
        page.reload()
        expect(page.locator("#trouble")).to_have_text("the model ran out of memory")
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("#state")).to_have_text("Translated")
        expect(page.locator("#trouble")).to_be_hidden()
