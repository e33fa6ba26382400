"""Fetches what people and feeds give the addresses of: from the public web, within limits, as its sites wish."""

import re
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

from models.errors import InputError
from service.settings import Settings
from translate.web.article import page_text, read_article
from translate.web.fetch import Fetched, fetch
from translate.web.guard import Guard
from translate.web.listing import is_listing
from translate.web.robots import Robots
from translate.web.sources import WebSource

_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def _is_web(address: str) -> bool:
    try:
        return bool(_WEB.match(address) and urlsplit(address).hostname)
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class FetchedArticle:
    """An article from the web as a file: a small page of its own, or what was there where that is no page."""

    content: bytes
    name: str
    title: str


class Fetcher:
    """Fetches for a service; from hosts that are not public only where the settings name them."""

    def __init__(self, settings: Settings) -> None:
        self._guard = Guard(frozenset(host.lower() for host in settings.private_hosts))
        self._robots = Robots(self._guard)
        self._seconds, self._most = settings.fetch_seconds, settings.fetch_bytes

    def fetch(self, address: str, *, tag: str = "") -> Fetched:
        """What is at `address`; see translate.web.fetch.fetch for `tag`.

        Raises InputError when it is no address of the web, cannot be had within the limits, or its site asks programs
        to stay away; its kinds are those of translate.web.
        """
        if not _is_web(address):
            raise InputError(f"{address[:200]}: is no web address; write https://…")
        self._robots.check(address)
        return fetch(address, seconds=self._seconds, most=self._most, guard=self._guard, tag=tag)

    def article(self, address: str) -> FetchedArticle:
        """The article at `address`.

        Raises InputError as `fetch` does, and when there is a feed, or no article.
        """
        return self.as_article(self.fetch(address), address)

    def as_article(self, page: Fetched, address: str) -> FetchedArticle:
        """The article on `page`, which was fetched from `address`.

        Raises InputError when it is a feed, or holds no article.
        """
        source = WebSource(address, page, self._guard)
        place = PurePath(source.place().name)
        if place.suffix != ".txt" or page.media == "text/plain":
            return FetchedArticle(source.content(place.suffix), place.name, "")
        if is_listing(page_text(page)):
            raise InputError(f"{address}: is a feed or a sitemap, not an article; add it to the inbox")
        found = read_article(page)
        return FetchedArticle(found.as_page().encode("utf-8", "replace"), place.with_suffix(".html").name, found.title)
