"""Reading, correcting and approving, in a real browser."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.service.page.conftest import Watched
from tests.service.page.texts import DOUBTFUL, SHORT, brought
from tests.service.serving import Served
from translate.memory.store import Memory

KEYED = "وصل الوزير صباحا.\n\nزار الوفد المدينة.\n\nوقع الاتفاق بحضور NATO وBBC وIOM وUNHCR وUNDP.\n"
LIT = re.compile(r"^rgb\((251, 238, 186|74, 64, 22)\)$")  # --lit, light and dark


def pair(page: Page, position: int) -> Locator:
    return page.locator(f"#s{position}")


def english(page: Page, position: int) -> Locator:
    return page.locator(f"#s{position} .text")


def is_lit(page: Page, position: int) -> None:
    """The sentence is lit on both sides, and no other one on any."""
    for side in (".text .s", ".arabic .s"):
        expect(page.locator(f"#s{position} {side}")).to_have_css("background-color", LIT)
    for other in page.locator(f".pair:not(#s{position}) .s").all():
        expect(other).not_to_have_css("background-color", LIT)


@pytest.fixture
def article(http: httpx.Client) -> str:
    return brought(http, SHORT)


@pytest.fixture
def doubtful(http: httpx.Client) -> str:
    return brought(http, DOUBTFUL, name="جسر.md")


def test_a_sentence_is_lit_on_both_sides(watched: Watched, article: str) -> None:
    page = watched.go(article)
    page.locator("#s1 .arabic .s").hover()
    is_lit(page, 1)
    page.locator("#s2 .text .s").hover()
    is_lit(page, 2)
    page.mouse.move(0, 0)
    page.keyboard.press("j")
    is_lit(page, 0)
    expect(page.locator("#s0 .arabic")).to_have_attribute("dir", "rtl")
    expect(page.locator("#s0 .arabic")).to_have_attribute("lang", "ar")
    left, right = (page.locator(f"#s0 {side}").bounding_box() for side in (".english", ".arabic"))
    assert left and right and left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 10


def test_a_doubtful_sentence_says_why(watched: Watched, doubtful: str) -> None:
    page = watched.go(doubtful)
    expect(page.locator("#doubtful")).to_have_text("1")
    expect(pair(page, 2).locator(".why")).to_have_text("Doubtful: a Latin word of the Arabic is missing")
    expect(english(page, 2).locator(".s")).to_have_css("text-decoration-style", "wavy")
    expect(pair(page, 1).locator(".why")).to_be_hidden()
    page.get_by_role("button", name="Next doubtful").click()
    expect(pair(page, 2)).to_be_focused()
    page.get_by_role("link", name="Doubtful", exact=True).click()
    expect(page.locator(".pair")).to_have_count(1)
    page.get_by_role("button", name="Approve sentence 3").click()
    expect(pair(page, 2).locator(".why")).to_be_hidden()  # a person has settled it
    expect(page.locator("#doubtful")).to_be_hidden()


def test_it_is_edited_approved_and_taken_back(watched: Watched, server: Served, http: httpx.Client) -> None:
    source = "عبر الفلاح النهر عند الفجر."
    path = brought(http, source)
    page = watched.go(path)
    machine = english(page, 0).inner_text()
    pair(page, 0).hover()
    page.get_by_role("link", name="Edit sentence 1").click()
    box = page.get_by_role("textbox", name="English of sentence 1")
    expect(box).to_be_focused()
    expect(box).to_have_value(machine)
    box.fill("At dawn the peasant crossed the river.")
    page.get_by_role("button", name="Save").click()
    expect(english(page, 0)).to_have_text("At dawn the peasant crossed the river.")
    expect(pair(page, 0)).to_be_focused()
    expect(page.locator(".theirs summary")).to_be_visible()
    expect(page.locator("#edited")).to_have_text("1")
    with Memory(Path(server.service.settings.memory)) as memory:
        assert memory.find([source], "")[source].target == "At dawn the peasant crossed the river."

    page.get_by_role("button", name="Approve sentence 1").click()
    expect(page.get_by_role("button", name="Approve sentence 1")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(english(page, 0)).to_have_text("At dawn the peasant crossed the river.")
    expect(page.get_by_role("button", name="Approve sentence 1")).to_have_attribute("aria-pressed", "true")

    page.locator(".theirs summary").click()
    expect(pair(page, 0).locator(".machine")).to_have_text(machine)
    page.get_by_role("button", name="back to what was there before").click()
    expect(english(page, 0)).to_have_text(machine)
    expect(page.locator(".theirs")).to_be_hidden()
    expect(page.locator("#edited")).to_be_hidden()
    page.reload()
    expect(english(page, 0)).to_have_text(machine)


def test_what_was_corrected_comes_from_memory_the_next_time(watched: Watched, http: httpx.Client) -> None:
    text = "زرع الفلاح القمح في حقله."
    first = brought(http, text)
    page = watched.go(first)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("The farmer sowed wheat in his field.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#edited")).to_have_text("1")
    page = watched.go(brought(http, text))
    expect(english(page, 0)).to_have_text("The farmer sowed wheat in his field.")
    expect(pair(page, 0).locator(".note")).to_have_text("From memory: a person wrote it")


def test_all_of_it_is_done_with_the_keyboard_alone(watched: Watched) -> None:
    page = watched.go("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Arabic text")).to_be_focused()
    page.keyboard.insert_text(KEYED)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/read/*")
    expect(page.locator("#article")).to_have_attribute("data-state", "done")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    for key, position in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0), ("d", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(pair(page, position)).to_be_focused()
    before = english(page, 1).inner_text()
    page.keyboard.press("Enter")
    page.keyboard.type("Not kept")
    page.keyboard.press("Escape")
    expect(english(page, 1)).to_have_text(before)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Truly, j and a and d.")
    page.keyboard.press("Control+Enter")
    expect(english(page, 1)).to_have_text(f"{before} Truly, j and a and d.")
    expect(pair(page, 1)).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#approved")).to_have_text("1")
    page.keyboard.press("a")
    expect(page.locator("#approved")).to_be_hidden()


def test_a_letter_counts_before_the_focus_has_left_the_closed_list_of_keys(watched: Watched, article: str) -> None:
    page = watched.go(article)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate(
        """() => {
            const letters = document.activeElement;
            letters.closest("dialog").close();
            letters.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
        }"""
    )
    expect(pair(page, 0)).to_be_focused()


def test_letters_can_be_left_alone(watched: Watched, article: str) -> None:
    page = watched.go(article)
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Letters work as keys").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("j")
    expect(pair(page, 0)).not_to_be_focused()


def test_what_cannot_be_saved_is_not_lost(watched: Watched, article: str) -> None:
    page = watched.go(article)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("textbox").fill("Mine")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(pair(page, 0).get_by_role("alert")).to_contain_text("did not answer")
    expect(page.get_by_role("textbox")).to_have_value("Mine")
    watched.complaints.clear()  # Chromium says that there is no network
    page.context.set_offline(False)
    page.get_by_role("textbox").fill("x" * 20_001)
    page.keyboard.press("Control+Enter")
    expect(pair(page, 0).get_by_role("alert")).to_contain_text("at most 20,000 characters")
    page.get_by_role("textbox").fill("Mine")
    page.keyboard.press("Control+Enter")
    expect(english(page, 0)).to_have_text("Mine")


def test_it_is_downloaded_and_deleted(watched: Watched, http: httpx.Client) -> None:
    path = brought(http, SHORT, name="خبر.txt")
    page = watched.go(path)
    for words, ending in (
        ("Word", ".docx"), ("Web page", ".html"), ("Text", ".txt"), ("Translation memory", ".tmx"),
        ("Sentences", ".jsonl"), ("Its own format", ".txt"),
    ):  # fmt: skip
        page.get_by_text("Download").click()
        with page.expect_download() as loading:
            page.get_by_role("link", name=words).click()
        assert loading.value.suggested_filename == f"خبر.en{ending}"
        assert loading.value.path().stat().st_size > 50
        page.keyboard.press("Escape")
        page.locator("#text").click(position={"x": 1, "y": 1})
    page.get_by_text("Delete…").click()
    page.get_by_role("button", name="Delete this article").click()
    page.wait_for_url("**/")
    page = watched.go(path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Not here")
    expect(page.get_by_role("alert")).to_contain_text("there is no such article")
