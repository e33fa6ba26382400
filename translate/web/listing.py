"""The addresses that an RSS or Atom feed or a sitemap lists."""

import html
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from translate.documents.html_tags import CLOSE, OPEN, OTHER, TEXT, Token, tokens

_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "urlset", "sitemapindex"})
_ENTRIES = frozenset({"item", "entry", "url", "sitemap"})
_CDATA = "<![CDATA["
# RSS's, Atom's and the sitemap's words for the fields of an Entry.
_FIELDS = {"title": ("title",), "name": ("guid", "id"), "updated": ("updated", "pubdate", "lastmod", "dc:date")}


def is_listing(text: str) -> bool:
    """Whether `text` is a feed or a sitemap, by its root element."""
    first = next((token for token in tokens(text[:4096], xml=True) if token.kind == OPEN), None)
    return first is not None and first.name in _ROOTS


def is_index(text: str) -> bool:
    """Whether what a listing lists are sitemaps."""
    return any(token.name == "sitemapindex" for token in tokens(text[:4096], xml=True))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a listing lists; `title`, its own `name` for it and `updated` are "" where it does not say."""

    address: str
    title: str
    name: str
    updated: str


def listed(text: str, address: str) -> list[str]:
    """The addresses in the listing `text`, which is at `address`, in its order, each once."""
    return list(dict.fromkeys(entry.address for entry in entries(text, address)))


def entries(text: str, address: str) -> Iterator[Entry]:
    """The entries of the listing `text`, which is at `address`, in its order; those without an address are left out."""
    found = list(tokens(text, xml=True))
    begin = 0
    for number, token in enumerate(found):
        if token.name not in _ENTRIES:
            continue
        if token.kind == OPEN:
            begin = number + 1
        elif token.kind == CLOSE and (link := _link(text, found[begin:number])):
            said = {name: _said(text, found[begin:number], kinds) for name, kinds in _FIELDS.items()}
            yield Entry(urljoin(address, link), **said)


def _link(text: str, inside: Sequence[Token]) -> str:
    for number, token in enumerate(inside):
        if token.kind == OPEN and token.name in ("link", "loc"):
            link = token.value("href") if token.value("rel") in (None, "alternate") else None
            if link := (link or _words(text, inside[number + 1 : number + 2])).strip():
                return link
    return ""


def _said(text: str, inside: Sequence[Token], names: Collection[str]) -> str:
    for number, token in enumerate(inside):
        if token.kind == OPEN and token.name in names:
            return " ".join(_words(text, inside[number + 1 : number + 2]).split())
    return ""


def _words(text: str, following: Sequence[Token]) -> str:
    for token in following:
        raw = text[token.start : token.end]
        if token.kind == TEXT:
            return html.unescape(raw)
        if token.kind == OTHER and raw.startswith(_CDATA):
            return raw[len(_CDATA) : -3]
    return ""
