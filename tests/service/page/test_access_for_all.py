"""Whoever reads, and on whatever: axe-core finds nothing serious, phones and dark rooms are served."""

from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.service.page.conftest import Opening
from tests.service.page.texts import DOUBTFUL, brought

PAGES = ("list", "refused", "read", "editing", "menus", "keys", "inbox", "enter", "missing")


@pytest.fixture(scope="module")
def doubtful(http: httpx.Client) -> str:
    path = brought(http, DOUBTFUL, name="جسر.md", title="جسر النيل: a bridge")
    number = f"/articles{path.removeprefix('/read')}/versions/1/sentences"
    assert http.put(f"{number}/1", json={"target": "The minister came to town.", "approved": True}).is_success
    return path


def shown(page: Page, url: str, name: str, article: str) -> None:
    """Bring `page` to what `name` says."""
    if name in ("list", "refused"):
        page.goto(url)
        if name == "refused":
            page.get_by_role("button", name="Translate").click()
            expect(page.get_by_role("alert").first).to_be_visible()
        return
    page.goto(url + {"inbox": "/inbox", "enter": "/enter", "missing": "/read/none"}.get(name, article))
    if name == "editing":
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.get_by_role("textbox")).to_be_focused()
    elif name == "menus":
        page.locator("#s1 summary").click()
        page.get_by_text("Delete…").click()
    elif name == "keys":
        page.keyboard.press("?")


def violations(page: Page) -> list[tuple[str, str, list[Any]]]:
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], one["impact"], [node["html"] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(opening: Opening, doubtful: str, scheme: str) -> None:
    watched = opening(color_scheme=scheme)
    found = {}
    for name in PAGES:
        shown(watched.page, watched.url, name, doubtful)
        found[name] = violations(watched.page)
    assert found == {name: [] for name in PAGES}


def test_a_phone_shows_pairs_and_scrolls_down_only(opening: Opening, doubtful: str) -> None:
    watched = opening(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    for name in PAGES:
        shown(watched.page, watched.url, name, doubtful)
        assert watched.page.evaluate("document.documentElement.scrollWidth") == 360, name
        assert not violations(watched.page), name
    page = watched.go(doubtful)
    above, below = (page.locator(f"#s1 {side}").bounding_box() for side in (".english", ".arabic"))
    assert above and below and above["y"] + above["height"] <= below["y"]


def test_the_dark_is_dark(opening: Opening, doubtful: str) -> None:
    for scheme, dark in (("light", False), ("dark", True)):
        page = opening(color_scheme=scheme).go(doubtful)
        (paper, ink) = page.evaluate(
            """() => ["backgroundColor", "color"].map((name) =>
                 getComputedStyle(document.body)[name].match(/\\d+/g).map(Number).reduce((a, b) => a + b))"""
        )
        assert (paper < ink) == dark


def test_paper_holds_both_languages_beside_each_other_and_no_buttons(opening: Opening, doubtful: str) -> None:
    page = opening(viewport={"width": 700, "height": 990}).go(doubtful)  # A4, as wide as Chromium prints it
    page.emulate_media(media="print")
    left, right = (page.locator(f"#s0 {side}").bounding_box() for side in (".english", ".arabic"))
    assert left and right
    assert left["x"] + left["width"] <= right["x"] <= 360
    expect(page.locator("#s2 .why")).to_be_visible()
    expect(page.locator("#s1 .arabic")).to_be_visible()
    for gone in (".bar", ".sticky", "#s1 .acts"):
        expect(page.locator(gone)).to_be_hidden()
