"""Bringing articles in, and the list of them, in a real browser."""

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.service.page.conftest import Watched
from tests.service.page.texts import DAM, DOUBTFUL, SHORT, brought

_DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  for (const type of ["dragenter", "dragover", "drop"])
    document.querySelector("h2").dispatchEvent(
      new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def is_read(page: Page, sentences: int) -> None:
    """`page` shows an article of as many sentences, and in the end all of them in English."""
    expect(page.locator("#article")).to_have_attribute("data-state", "done")
    expect(page.locator(".pair")).to_have_count(sentences)
    assert all(text.strip() for text in page.locator(".text").all_inner_texts())


def test_what_is_pasted_is_translated_while_one_watches(watched: Watched) -> None:
    watched.page.add_init_script("""
      window.seen = new Set();
      const filled = () => [...document.querySelectorAll(".text .s")].filter((one) => one.textContent).length;
      new MutationObserver(() => seen.add(filled()))
        .observe(document, { subtree: true, childList: true, characterData: true });
    """)
    page = watched.go("/")
    page.get_by_label("Arabic text").fill(DAM)
    page.get_by_role("button", name="Translate").click()
    page.wait_for_url("**/read/*")
    expect(page.locator("#article")).to_have_attribute("data-state", "done")
    count = page.locator(".pair").count()
    is_read(page, count)
    seen = page.evaluate("[...window.seen]")
    assert [number for number in seen if 0 < number < count], seen  # some were there before the others
    expect(page.locator("#said")).to_have_text("All sentences are translated.")
    expect(page.locator("#progress")).to_be_hidden()
    page.reload()
    is_read(page, count)


def test_a_file_is_dropped_anywhere(watched: Watched) -> None:
    page = watched.go("/")
    page.evaluate(_DROP, ["جسر.md", DOUBTFUL])
    page.wait_for_url("**/read/*")
    is_read(page, 4)
    expect(page.locator(".head .from")).to_have_text("جسر.md")
    expect(page.locator("h2.text")).to_have_count(1)  # its heading


def test_files_are_chosen_and_one_that_is_broken_stays(watched: Watched) -> None:
    page = watched.go("/")
    page.get_by_label("Files").set_input_files(
        [
            FilePayload(name="خبر.txt", mimeType="text/plain", buffer=SHORT.encode()),
            FilePayload(name="broken.docx", mimeType="application/octet-stream", buffer=b"PK\x03\x04 no zip"),
        ]
    )
    page.get_by_role("button", name="Translate").click()
    expect(page.get_by_role("alert").first).to_contain_text("broken.docx")
    expect(page.locator("#list")).to_contain_text("خبر.txt")  # the other one has come in
    assert page.evaluate("[...document.getElementById('file').files].map((one) => one.name)") == ["broken.docx"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste some Arabic text"),
        ("No Arabic in it at all.", "no Arabic letters in it"),
        ("http://127.0.0.1:9/article", "127.0.0.1"),
        ("http://[::1/", "address"),
    ],
)
def test_what_is_refused_is_said_and_not_lost(watched: Watched, text: str, words: str) -> None:
    page = watched.go("/")
    page.get_by_label("Arabic text").fill(text)
    page.get_by_role("button", name="Translate").click()
    expect(page.get_by_role("alert").first).to_contain_text(words)
    expect(page.get_by_label("Arabic text")).to_have_value(text)
    expect(page.get_by_role("button", name="Translate")).to_be_enabled()


def test_what_is_too_large_is_not_even_sent(watched: Watched) -> None:
    page = watched.go("/")
    page.locator("#bring").evaluate("(form) => (form.dataset.most = 10)")
    page.reload()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(33 << 20)], "كتاب.txt"));
          document.getElementById("file").files = data.files;
        }"""
    )
    page.get_by_role("button", name="Translate").click()
    expect(page.get_by_role("alert").first).to_contain_text("كتاب.txt: has 34.6 MB, and 33.6 MB are taken")


def test_a_service_that_is_gone_loses_nothing(watched: Watched) -> None:
    page = watched.go("/")
    page.get_by_label("Arabic text").fill(SHORT)
    page.context.set_offline(True)
    page.get_by_role("button", name="Translate").click()
    expect(page.get_by_role("alert").first).to_contain_text("did not answer")
    expect(page.get_by_label("Arabic text")).to_have_value(SHORT)
    watched.complaints.clear()  # Chromium says that there is no network
    page.context.set_offline(False)
    page.get_by_role("button", name="Translate").click()
    page.wait_for_url("**/read/*")


def test_articles_are_listed_searched_and_paged(watched: Watched, http: httpx.Client) -> None:
    path = brought(http, DOUBTFUL, name="جسر.md", title="جسر لا ثاني له")
    for number in range(35):
        assert http.post("/articles", data={"text": SHORT, "title": f"عدد {number}"}).status_code == 202
    page = watched.go("/")
    titles = page.locator(".list h3")
    expect(titles.first).to_have_text("عدد 34")
    expect(titles).to_have_count(30)
    page.get_by_role("link", name="Older").click()
    expect(titles.first).to_have_text("عدد 4")
    page.get_by_role("link", name="Newest").click()
    expect(page.locator("#list")).to_have_attribute("data-working", "no")  # renewed by itself
    page.get_by_role("searchbox").fill("لا ثاني له")
    page.get_by_role("button", name="Search").click()
    expect(titles).to_have_count(1)
    expect(page.locator(".list .doubt")).to_have_text("1 doubtful")
    assert page.get_by_role("link", name="جسر لا ثاني له").get_attribute("href") == path
    page.get_by_role("searchbox").fill("لا يوجد شيء كهذا")
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_contain_text("Nothing holds")
