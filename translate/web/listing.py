"""What an RSS, Atom or JSON feed or a sitemap lists."""

import html
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from translate.documents.html_tags import CLOSE, OPEN, Token, tokens

_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "urlset", "sitemapindex"})
_ENTRIES = frozenset({"item", "entry", "url", "sitemap"})
_LINKS = frozenset({"link", "loc"})
# RSS's, Atom's and the sitemap's words for the fields of an Entry, the best of each first.
_FIELDS = {
    "title": ("title",),
    "name": ("guid", "id"),
    "updated": ("updated", "pubdate", "lastmod", "dc:date"),
    "content": ("content:encoded", "content", "description", "summary"),
}
_WORDS = frozenset(word for words in _FIELDS.values() for word in words) | _LINKS
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_JSON_FEED = re.compile(r'\s*\{.*?"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a listing lists; what it does not say is "".

    `name`: its own for the entry. `content`: HTML, the whole article or its beginning, as the feed likes.
    """

    address: str
    title: str
    name: str
    updated: str
    content: str = ""


def is_listing(text: str) -> bool:
    """Whether `text` is a feed or a sitemap, by its root element, or by its version where it is JSON."""
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _JSON_FEED.match(text.lstrip("\ufeff")[:4096]) is not None
    first = next((token for token in tokens(text[:4096], xml=True) if token.kind == OPEN), None)
    return first is not None and first.name in _ROOTS


def is_index(text: str) -> bool:
    """Whether what a listing lists are sitemaps."""
    return any(token.name == "sitemapindex" for token in tokens(text[:4096], xml=True))


def listed(text: str, address: str) -> list[str]:
    """The addresses in the listing `text`, which is at `address`, in its order, each once."""
    return list(dict.fromkeys(entry.address for entry in entries(text, address) if entry.address))


def entries(text: str, address: str) -> Iterator[Entry]:
    """The entries of the listing `text`, which is at `address`, in its order.

    Those that have neither an address nor content are left out.
    """
    found = _json_entries(text) if text.lstrip("\ufeff \t\r\n").startswith("{") else _xml_entries(text)
    for said in found:
        if said["address"] or said["content"]:
            yield Entry(_joined(address, said.pop("address")), **said)


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link) if link else ""
    except ValueError:  # no address at all; whoever fetches it says so
        return link


def _xml_entries(text: str) -> Iterator[dict[str, str]]:
    said: dict[str, str] | None = None
    field: Token | None = None
    for token in tokens(text, xml=True):
        if token.name in _ENTRIES:
            if token.kind == CLOSE and said is not None:
                yield _entry(said)
            said = {} if token.kind == OPEN else None
            field = None
        elif said is None or token.name not in _WORDS:
            continue
        elif token.kind == OPEN and token.name in _LINKS and token.value("href"):
            if token.value("rel") in (None, "alternate"):
                said.setdefault("link", token.value("href") or "")
        elif token.kind == OPEN and field is None and not text.endswith("/>", 0, token.end):
            field = token
        elif token.kind == CLOSE and field is not None and token.name == field.name:
            said.setdefault(token.name, _words(text[field.end : token.start], field))
            if token.name == "guid" and field.value("ispermalink") != "false":
                said.setdefault("permalink", said["guid"])
            field = None


def _entry(said: Mapping[str, str]) -> dict[str, str]:
    links = [said[word].strip() for word in ("link", "loc") if said.get(word)]
    if not links and re.match(r"\s*https?://", said.get("permalink", "")):
        links = [said["permalink"].strip()]
    first = {field: next((said[word] for word in words if said.get(word)), "") for field, words in _FIELDS.items()}
    return {
        "address": links[0] if links else "",
        "content": first.pop("content").strip(),
        **{field: " ".join(words.split()) for field, words in first.items()},
    }


def _words(inside: str, field: Token) -> str:
    """What stands in an element: text, HTML that is escaped or in CDATA sections, or elements of its own."""
    plain = _CDATA.sub(lambda found: html.escape(found[1]), inside)
    words = plain if "<" in plain else html.unescape(plain)
    if field.name in _FIELDS["content"]:
        return html.escape(words) if field.value("type") == "text" else words
    return html.unescape(_TAG.sub("", words)) if field.value("type") in ("html", "xhtml") else words


def _json_entries(text: str) -> Iterator[dict[str, str]]:
    try:
        items: Any = json.loads(text.lstrip("\ufeff"))["items"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            content = _string(item, ("content_html",)) or html.escape(_string(item, ("content_text", "summary")))
            yield {
                "address": _string(item, ("url", "external_url")),
                "title": _string(item, ("title",)),
                "name": _string(item, ("id",)),
                "updated": _string(item, ("date_modified", "date_published")),
                "content": content,
            }


def _string(item: Mapping[str, Any], names: Collection[str]) -> str:
    return next((str(item[name]).strip() for name in names if isinstance(item.get(name), (str, int))), "")
