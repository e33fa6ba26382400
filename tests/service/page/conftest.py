"""A real browser, and pages in it that complain of nothing and ask nobody else."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.service.serving import Served

Opening = Callable[..., "Watched"]
_PATIENCE = 30_000  # milliseconds: the machine may be busy

# What Chromium logs of every answer from 400 on; that such answers come is what some tests are about.
_ANSWERED = "Failed to load resource: the server responded with a status of"


@dataclass(frozen=True, slots=True)
class Watched:
    """A page, what it complained of, and what it asked others than the service for."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open the service's page at `path`."""
        self.page.goto(self.url + path)
        return self.page

    def watch(self) -> None:
        """Note from now on what the page complains of and whom it asks."""
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self._meet(asked.url))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(_ANSWERED):
            self.complaints.append(text)

    def _meet(self, url: str) -> None:
        if urlsplit(url).scheme in ("http", "https") and not url.startswith(self.url):
            self.strangers.append(url)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("these tests need Chromium: apt-get install --no-install-recommends chromium fonts-noto-core")
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def opening(browser: Browser, server: Served) -> Iterator[Opening]:
    """Opens pages with `opening(**options of a browser context)`; at the end none of them may have complained."""
    opened: list[Watched] = []

    def open_page(url: str = "", **options: Any) -> Watched:
        context = browser.new_context(locale="en-GB", timezone_id="UTC", **options)
        context.set_default_timeout(_PATIENCE)
        watched = Watched(context.new_page(), url or server.url)
        watched.watch()
        opened.append(watched)
        return watched

    yield open_page
    for one in opened:
        one.page.context.close()
    assert [one.complaints for one in opened] == [[]] * len(opened)
    assert [one.strangers for one in opened] == [[]] * len(opened)


@pytest.fixture
def watched(opening: Opening) -> Watched:
    """A page of the usual kind."""
    return opening()
