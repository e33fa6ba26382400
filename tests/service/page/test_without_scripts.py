"""The page where no script runs."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.service.page.conftest import Opening
from tests.service.page.texts import SHORT, brought


@pytest.fixture
def page(opening: Opening) -> Page:
    return opening(java_script_enabled=False).go("/")


def test_it_is_brought_and_fills_in_by_itself(page: Page) -> None:
    page.get_by_label("Arabic text").fill(SHORT)
    page.get_by_role("button", name="Translate").click()
    page.wait_for_url("**/read/*")
    expect(page.locator("#state")).to_have_text("Translated")
    expect(page.locator(".pair")).to_have_count(3)


def test_what_is_refused_is_said_and_not_lost(page: Page) -> None:
    page.get_by_label("Arabic text").fill("No Arabic at all\nin two lines")
    page.get_by_role("button", name="Translate").click()
    expect(page.get_by_role("alert").first).to_contain_text("Arabic")
    expect(page.get_by_label("Arabic text")).to_have_value("No Arabic at all\nin two lines")


def test_it_is_edited_approved_and_taken_back(page: Page, http: httpx.Client) -> None:
    path = brought(http, SHORT)
    page.goto(page.url.rstrip("/") + path)
    machine = page.locator("#s1 .text").inner_text()
    page.get_by_role("link", name="Edit sentence 2").click()
    box = page.get_by_role("textbox", name="English of sentence 2")
    expect(box).to_have_value(machine)
    box.fill("x" * 20_001)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_contain_text("at most 20,000 characters")
    expect(box).to_have_value("x" * 20_001)
    box.fill("Mine.\nIn two lines.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#s1 .text")).to_have_text("Mine. In two lines.")
    assert page.url.endswith("#s1")
    page.get_by_role("button", name="Approve sentence 2").click()
    expect(page.locator("#approved")).to_have_text("1")
    page.locator("#s1 summary").click()
    page.locator("#s1").get_by_role("button", name="back to what was there before").click()
    expect(page.locator("#s1 .text")).to_have_text(machine)
    page.get_by_role("link", name="Edit sentence 1").click()
    page.get_by_role("link", name="Leave").click()
    expect(page.get_by_role("textbox")).to_have_count(0)


def test_it_is_deleted_once_that_is_confirmed(page: Page, http: httpx.Client) -> None:
    path = brought(http, SHORT)
    page.goto(page.url.rstrip("/") + path)
    expect(page.get_by_role("button", name="Delete this article")).to_be_hidden()
    page.get_by_text("Delete…").click()
    page.get_by_role("button", name="Delete this article").click()
    page.wait_for_url("**/")
    assert http.get(path).status_code == 404
