"""Web addresses as inputs: an article each, or what a feed or a sitemap lists."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

from models.errors import InputError
from translate.web.article import page_text, read_article
from translate.web.fetch import Fetched, fetch
from translate.web.guard import Guard
from translate.web.listing import is_index, is_listing, listed

_MOST_ITEMS = 1_000
_MOST_SITEMAPS = 50
_ODD = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 80
# What is at an address need not be a page.
_ENDINGS = {"application/pdf": ".pdf", "application/epub+zip": ".epub", "text/plain": ".txt"}


@dataclass(frozen=True, slots=True)
class WebSource:
    """What is at `address`: `page` where it has been fetched, else it is when it is read, as `guard` lets."""

    address: str
    page: Fetched | None = None
    guard: Guard | None = None

    def content(self, ending: str) -> bytes:
        """The article as `.html` or text, or the file itself where it is no page.

        Raises InputError when it cannot be fetched or holds no article.
        """
        page = self.page or fetch(self.address, guard=self.guard)
        if page.media in _ENDINGS:
            if ending != _ENDINGS[page.media]:
                raise InputError(f"{self.address}: is no web page ({page.media}); name its address by itself")
            return page_text(page).encode("utf-8", "replace") if ending == ".txt" else page.data
        article = read_article(page)
        return (article.as_page() if ending == ".html" else article.as_text()).encode("utf-8", "replace")

    def place(self) -> PurePath:
        """A name for it under a folder, like its address."""
        parts = urlsplit(self.address)
        names = [unquote(name) for name in parts.path.split("/") if name.strip(".")] or ["index"]
        names = [_ODD.sub("_", name).strip(".")[:_LONGEST_NAME] or "_" for name in [parts.netloc, *names]]
        query = f"-{hashlib.sha256(parts.query.encode()).hexdigest()[:8]}" if parts.query else ""
        known = _ENDINGS.get(self.page.media, ".txt") if self.page else ".txt"
        last = re.sub(r"\.\w{2,5}$", "", names[-1]) or names[-1]
        return PurePath(*names[:-1], f"{last}{query}{known}")


def web_sources(address: str, guard: Guard | None = None) -> list[WebSource]:
    """The articles at `address`: itself, or each that the feed or sitemap there lists.

    Raises InputError when it cannot be fetched, or lists nothing or far too much.
    """
    page = fetch(address, guard=guard)
    if page.media in _ENDINGS or not is_listing(text := page_text(page)):
        return [WebSource(address, page, guard)]
    items = listed(text, page.address)
    if is_index(text):
        if len(items) > _MOST_SITEMAPS:
            raise InputError(f"{address}: lists {len(items):,} sitemaps; name one of them, such as {items[0]}")
        items = [item for sitemap in items for item in _items(sitemap, guard)]
    if not items:
        raise InputError(f"{address}: is a feed or a sitemap that lists nothing; name the address of an article")
    if len(items) > _MOST_ITEMS:
        raise InputError(f"{address}: lists {len(items):,} pages, over {_MOST_ITEMS:,}; name those that are wanted")
    return [WebSource(item, guard=guard) for item in dict.fromkeys(items)]


def _items(sitemap: str, guard: Guard | None) -> list[str]:
    page = fetch(sitemap, guard=guard)
    return listed(page_text(page), page.address)
