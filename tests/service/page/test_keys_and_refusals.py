"""What the page says when it lets nobody in, has too much to do, or has no model."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from service.admission import Admission
from tests.service.page.conftest import Opening
from tests.service.page.texts import SHORT, brought
from tests.service.serving import Served, new_key, own_settings, serving


@pytest.fixture(scope="module")
def keyed(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service that asks for keys."""
    settings = own_settings(tmp_path_factory.mktemp("keyed"), admission=Admission(require_keys=True))
    with serving(settings) as served:
        yield served


def test_a_key_lets_in_and_is_forgotten(opening: Opening, keyed: Served) -> None:
    secret = new_key(keyed, "Layla", "articles", "correct")
    watched = opening(keyed.url)
    page = watched.go("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("A key is needed")
    page.get_by_role("link", name="Give a key").click()
    page.get_by_label("API key").fill("jisr_wrong")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_role("alert")).to_contain_text("opens nothing")
    page.get_by_label("API key").fill(secret)
    page.get_by_role("button", name="Enter").click()
    page.wait_for_url(f"{keyed.url}/")
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("jisr_key", True, "Strict")

    page.get_by_label("Arabic text").fill(SHORT)
    page.get_by_role("button", name="Translate").click()
    page.wait_for_url("**/read/*")
    expect(page.locator("#article")).to_have_attribute("data-state", "done")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#approved")).to_have_text("1")
    page.get_by_text("Download").click()
    with page.expect_download() as loading:
        page.get_by_role("link", name="Text (txt)").click()
    assert loading.value.path().stat().st_size > 50

    address = page.url
    page = watched.go("/enter")
    page.get_by_role("button", name="Forget the key").click()
    assert not page.context.cookies()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("A key is needed")


def test_nobody_sees_the_articles_of_others(keyed: Served) -> None:
    def client(secret: str) -> httpx.Client:
        return httpx.Client(base_url=keyed.url, trust_env=False, timeout=60, cookies={"jisr_key": secret})

    own = {"Sec-Fetch-Site": "same-origin"}
    with (
        client(new_key(keyed, "Nur", "articles")) as nur,
        client(new_key(keyed, "Omar", "articles", "correct")) as omar,
    ):
        path = nur.post("/", data={"text": SHORT}, headers=own).headers["location"]
        assert nur.get(path).status_code == 200
        assert path in nur.get("/").text
        assert path not in omar.get("/").text
        for method, address in (("GET", path), ("POST", f"{path}/delete"), ("POST", f"{path}/1/0")):
            answer = omar.request(method, address, headers=own, data={"do": "approve"} if method == "POST" else None)
            assert answer.status_code == 404, address
        refused = nur.post(f"{path}/1/0", data={"do": "approve"}, headers=own)
        assert (refused.status_code, "correct" in refused.text) == (403, True)
        foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
        assert nur.post(f"{path}/delete", headers=foreign).status_code == 403
        assert nur.get(path).status_code == 200


def test_a_model_that_cannot_be_loaded_is_told_of(opening: Opening, tmp_path: Path) -> None:
    with serving(own_settings(tmp_path, model="no-such-model"), loaded=False) as served:
        with pytest.raises(Exception, match="no-such-model"):
            served.service.desk.ready.result(60)
        page = opening(served.url).go("/")
        expect(page.locator("main .trouble").first).to_contain_text("no-such-model")
        page.get_by_label("Arabic text").fill(SHORT)
        page.get_by_role("button", name="Translate").click()
        page.wait_for_url("**/read/*")
        expect(page.locator("#state")).to_have_text("Waiting")
        expect(page.locator("main .trouble").first).to_contain_text("no-such-model")
        page.goto("about:blank")  # it would listen for as long as the service is there


def test_who_comes_too_often_or_with_too_much_reads_so(opening: Opening, tmp_path: Path) -> None:
    settings = own_settings(tmp_path, admission=Admission(rate=8), upload_bytes=1000)
    with serving(settings) as served:
        watched = opening(served.url, java_script_enabled=False)
        page = watched.go("/")
        page.get_by_label("Arabic text").fill(SHORT * 20)
        page.get_by_role("button", name="Translate").click()
        expect(page.get_by_role("alert").first).to_contain_text("larger than 1,000 bytes")
        expect(page.get_by_label("Arabic text")).to_have_value(SHORT * 20)
        page.get_by_label("Files").set_input_files(
            {"name": "كتاب.txt", "mimeType": "text/plain", "buffer": b"x" * 200_000}
        )
        page.get_by_role("button", name="Translate").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Too large")
        for _ in range(8):
            page = watched.go("/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Too often")
        expect(page.get_by_role("alert")).to_contain_text("8 per 1 minute")


@pytest.mark.parametrize(
    "path", ["/read/none", "/read/none?version=1", "/?before=none", "/read/x?part=many", "/no/such/page"]
)
def test_what_is_not_there_is_a_page_that_says_so(http: httpx.Client, path: str) -> None:
    answer = http.get(path, headers={"Accept": "text/html"})
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"].startswith("text/html")
    assert 'role="alert"' in answer.text


def test_versions_can_be_chosen(http: httpx.Client, server: Served) -> None:
    """What comes again under the same name is another version, and the earlier one can be read still."""
    from service.articles.bring import bring
    from tests.service.articles.waiting import finished

    for number, text in enumerate(("وصل الوفد أمس.", "وصل الوفد اليوم."), 1):
        came = bring(server.service, text.encode(), "خبر.txt", identity="once")
        assert came.number == number
        finished(http, {"id": came.article_id, "version": number})
    newest = http.get(f"/read/{came.article_id}").text
    assert "وصل الوفد اليوم." in newest
    assert f'href="/read/{came.article_id}?version=1"' in newest
    assert "وصل الوفد أمس." in http.get(f"/read/{came.article_id}?version=1").text


def test_a_long_article_is_read_in_parts(http: httpx.Client) -> None:
    path = brought(http, "\n\n".join(["وصل الوفد."] * 900))
    first = http.get(path).text
    assert (first.count('class="pair"'), "Part 1 of 3" in first) == (400, True)
    last = http.get(f"{path}?part=3").text
    assert (last.count('class="pair"'), "Part 3 of 3" in last) == (100, True)
    assert 'id="s850"' in http.get(f"{path}?edit=850").text  # the part that holds it
