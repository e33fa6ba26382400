"""What is in a feed: RSS, Atom, JSON Feed, or a sitemap."""

import hashlib
import html
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from models.errors import InputError
from service.articles.content import storable, title_line
from service.fetching import Fetcher
from service.inbox.arrivals import Arrival
from translate.web.article import page_text
from translate.web.fetch import Fetched, UnchangedError
from translate.web.listing import Entry, entries, is_index, is_listing

_MOST_BYTES = 8 << 20  # of a feed; those of podcasts with all their years have 5 MB
_MOST_ITEMS = 1_000
_LONGEST = 1_000  # characters of an identity; indexes of databases take some 2,700 bytes


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed lists; `tag` is what to look with the next time, `left_out` how many it lists beyond those."""

    arrivals: tuple[Arrival, ...]
    tag: str
    left_out: int


def look_at_feed(fetcher: Fetcher, address: str, tag: str) -> Listing:
    """What the feed at `address` lists, nothing where it is as it was when it had `tag`.

    Raises InputError when it cannot be fetched, or is none.
    """
    try:
        page = fetcher.fetch(address, tag=tag)
    except UnchangedError:
        return Listing((), tag, 0)
    if len(page.data) > _MOST_BYTES:
        raise InputError(f"{address}: is larger than {_MOST_BYTES:,} bytes; look for a feed of the latest articles")
    text = page_text(page)
    if not is_listing(text):
        raise InputError(f"{address}: is no feed; look for RSS or Atom on the site, or bring the article by itself")
    if is_index(text):
        raise InputError(f"{address}: lists sitemaps; watch one of them")
    found = entries(text, page.address)
    some = list(dict.fromkeys(islice(found, _MOST_ITEMS)))
    names = Counter(name for name, _ in {(entry.name, entry.address) for entry in some})
    # A name that a feed gives to several is none; their addresses are.
    arrivals = {one.identity: one for one in (_arrival(entry, address, names[entry.name] == 1) for entry in some)}
    left_out = sum(1 for _ in found)
    # What is broken off is looked at again, whatever its server says; so is what has a tag that cannot be sent back.
    is_whole = text.rstrip().endswith((">", "}"))
    is_sound = page.tag.isascii() and page.tag.isprintable() and len(page.tag) <= _LONGEST
    return Listing(tuple(arrivals.values()), page.tag if is_whole and is_sound else "", left_out)


def _arrival(entry: Entry, feed: str, is_named: bool) -> Arrival:
    name = entry.name if is_named else ""
    place = entry.address or f"{feed}#{name or _digest(entry.content)}"
    identity = name or place
    if len(identity) > _LONGEST:
        identity = _digest(identity)
    title, content = title_line(entry.title), storable(entry.content)
    return Arrival(storable(identity), storable(place), title, content, storable(entry.updated))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def own_page(title: str, content: str, place: str) -> Fetched:
    """What a feed itself holds of an article, as if it had been fetched from `place`."""
    head = html.escape(title)
    page = f'<html lang="ar"><head><title>{head}</title></head><body><article><h1>{head}</h1>{content}</article></body>'
    return Fetched(place, "text/html", "utf-8", f"{page}</html>".encode("utf-8", "replace"))
