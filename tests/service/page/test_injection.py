"""What comes from outside is text, wherever the page shows it."""

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy import insert

from service.database.tables import Inbox, Item, Version
from service.page.rendering import web
from tests.service.page.conftest import Watched
from tests.service.page.texts import brought
from tests.service.serving import Served

EVIL = """</textarea></title><script>window.hit=1</script><img src=x onerror="window.hit=1">'"&lt;svg/onload=hit=1>"""
ARABIC = f"وصل الوفد {EVIL} إلى القاهرة."


def test_titles_names_sources_and_corrections_are_text(watched: Watched, http: httpx.Client) -> None:
    path = brought(http, ARABIC, name=f"{EVIL}.txt".replace("/", ""), title=f"خبر {EVIL}")
    page = watched.go(path)
    expect(page.locator("h1")).to_have_text(f"خبر {EVIL}")
    expect(page.locator("#s0 .arabic")).to_contain_text("<script>window.hit=1</script>")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("textbox").fill(EVIL)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#s0 .text")).to_have_text(EVIL)
    for address in (path, f"{path}?edit=0", "/", f"/?search={EVIL}", f"{path}?show={EVIL}", f"/enter?next={EVIL}"):
        page = watched.go(address)
        assert page.evaluate("window.hit") is None, address
        assert page.locator("main img, main script, main svg[onload]").count() == 0, address
    page.goto(f"{watched.url}{path}?edit=0")
    expect(page.get_by_role("textbox")).to_have_value(EVIL)
    page = watched.go("/")
    expect(page.locator(".list h3").first).to_have_text(f"خبر {EVIL}")
    page.get_by_label("Arabic text").fill(EVIL)
    page.get_by_role("button", name="Translate").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert page.evaluate("window.hit") is None


def test_errors_and_what_is_watched_are_text(watched: Watched, server: Served, http: httpx.Client) -> None:
    path = brought(http, ARABIC)
    with server.service.database.writing() as session:
        session.query(Version).filter_by(article_id=path.removeprefix("/read/")).update(
            {"state": "failed", "error": EVIL}
        )
        session.execute(insert(Inbox).values(id="evil", kind="feed", place=EVIL, error=EVIL, failures=3))
        session.execute(
            insert(Item).values(inbox_id="evil", identity="1", place=EVIL, title=EVIL, state="aside", error=EVIL)
        )
    page = watched.go(path)
    expect(page.locator("#trouble")).to_have_text(EVIL)
    page = watched.go("/inbox")
    expect(page.locator(".inbox h2").first).to_have_text(EVIL)
    expect(page.locator(".inbox .list .trouble").first).to_have_text(EVIL)
    assert page.evaluate("window.hit") is None
    assert page.locator("main img, main script").count() == 0


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://[::1", ""])
def test_only_addresses_of_the_web_are_links(address: str) -> None:
    assert web(address) == ""
