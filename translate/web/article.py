"""What a web page is about: its title, its author and date, and its words, without menus and advertisements."""

import html
import re
from dataclasses import dataclass

from models.errors import InputError
from models.extras import require
from translate.documents.declared import decode_page
from translate.web.fetch import Fetched

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_FIRST_HEADING = re.compile(r"\s*<h1[^>]*>(.*?)</h1>", re.DOTALL)
_ANY_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Article:
    """An article; `text` has a paragraph a line, `body` is its HTML. What is not known is ""."""

    title: str
    author: str
    date: str
    text: str
    body: str

    def as_text(self) -> str:
        """Title, author and date, and paragraphs, with an empty line between them."""
        byline = " – ".join(part for part in (self.author, self.date) if part)
        return "\n\n".join(part for part in (self.title, byline, *self.text.split("\n")) if part.strip()) + "\n"

    def as_page(self) -> str:
        """A small page in Arabic, which a translation turns round."""
        title, author = html.escape(self.title), html.escape(self.author)
        date = f'<time datetime="{html.escape(self.date)}">{html.escape(self.date)}</time>' if self.date else ""
        byline = " – ".join(part for part in (author, date) if part)
        return (
            '<!DOCTYPE html>\n<html lang="ar" dir="rtl">\n<head><meta charset="utf-8">'
            f"<title>{title}</title></head>\n<body>\n<article>\n<h1>{title}</h1>\n"
            + (f"<p>{byline}</p>\n" if byline else "")
            + f"{self.body}\n</article>\n</body>\n</html>\n"
        )


def page_text(page: Fetched) -> str:
    """The source of a page, in the encoding that the server names, or else the page itself.

    Raises InputError when it is in none.
    """
    if page.charset:
        try:
            return page.data.decode(page.charset)
        except (LookupError, UnicodeDecodeError):  # servers are wrong about it; pages seldom
            pass
    try:
        return decode_page(page.data)[0]
    except InputError as error:
        raise InputError(f"{page.address}: {error}") from error


def read_article(page: Fetched) -> Article:
    """The article on `page`, as trafilatura finds it.

    Raises InputError when there is none, MissingExtraError without the extra `web`.
    """
    library = require("trafilatura", extra="web", purpose="reading web addresses")
    source = page_text(page)
    found = library.bare_extraction(source, url=page.address, with_metadata=True, include_comments=False)
    if found is None or not (found.text or "").strip():
        raise InputError(f"{page.address}: no article found in it; save the page as HTML, and translate that file")
    marked = library.extract(
        source, url=page.address, output_format="html", include_links=True, include_formatting=True,
        include_comments=False,
    )  # fmt: skip
    body = _BODY.search(marked or "")
    title = (found.title or "").strip()
    lines = found.text.split("\n")
    if lines and lines[0].strip() == title:
        lines = lines[1:]
    words = _without(body[1] if body else "", title)
    return Article(title, found.author or "", found.date or "", "\n".join(lines), words)


def _without(body: str, title: str) -> str:
    """`body` without its first heading where that is the title."""
    first = _FIRST_HEADING.match(body)
    if first and html.unescape(_ANY_TAG.sub("", first[1])).strip() == title:
        return body[first.end() :].strip()
    return body.strip()
