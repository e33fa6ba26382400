"""The addresses that an RSS or Atom feed or a sitemap lists."""

import html
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

from translate.documents.html_tags import CLOSE, OPEN, OTHER, TEXT, Token, tokens

_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "urlset", "sitemapindex"})
_ENTRIES = frozenset({"item", "entry", "url", "sitemap"})
_CDATA = "<![CDATA["


def is_listing(text: str) -> bool:
    """Whether `text` is a feed or a sitemap, by its root element."""
    first = next((token for token in tokens(text[:4096], xml=True) if token.kind == OPEN), None)
    return first is not None and first.name in _ROOTS


def is_index(text: str) -> bool:
    """Whether what a listing lists are sitemaps."""
    return any(token.name == "sitemapindex" for token in tokens(text[:4096], xml=True))


def listed(text: str, address: str) -> list[str]:
    """The addresses in the listing `text`, which is at `address`, in its order, each once."""
    return list(dict.fromkeys(urljoin(address, link) for link in _links(text, list(tokens(text, xml=True)))))


def _links(text: str, found: Sequence[Token]) -> Iterator[str]:
    inside = False
    for number, token in enumerate(found):
        if token.name in _ENTRIES and token.kind in (OPEN, CLOSE):
            inside = token.kind == OPEN
        if not inside or token.kind != OPEN or token.name not in ("link", "loc"):
            continue
        link = token.value("href") if token.value("rel") in (None, "alternate") else None
        link = link or _words(text, found[number + 1 : number + 2])
        if link.strip():
            yield link.strip()


def _words(text: str, following: Sequence[Token]) -> str:
    for token in following:
        raw = text[token.start : token.end]
        if token.kind == TEXT:
            return html.unescape(raw)
        if token.kind == OTHER and raw.startswith(_CDATA):
            return raw[len(_CDATA) : -3]
    return ""
