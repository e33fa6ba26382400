"""Articles at the addresses of a real server, and everything that can be wrong with a server."""

import gzip
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePath
from urllib.parse import unquote

import pytest

import jisr
from models.errors import InputError
from translate.inputs import find_inputs
from translate.web.fetch import MissingError, UnreachableError, fetch
from translate.web.listing import is_listing, listed
from translate.web.sources import WebSource, web_sources

PARAGRAPHS = "".join(
    f"<p>قال <b>وزير الخارجية</b> إن <a href='/x'>الحكومة</a> تعمل على خطة جديدة لإعادة الإعمار في دمشق رقم {n}.</p>"
    for n in range(5)
)
ARTICLE = (
    "<!DOCTYPE html><html lang=ar dir=rtl><head><title>وزير الخارجية يزور دمشق - موقع</title>"
    '<meta name=author content="أحمد علي">'
    '<meta property="article:published_time" content="2019-03-12T10:00:00Z"></head>'
    "<body><nav><a href=/>الرئيسية</a><a href=/n>الأخبار</a></nav><article><h1>وزير الخارجية يزور دمشق</h1>"
    f"{PARAGRAPHS}</article><footer>حقوق النشر محفوظة</footer></body></html>"
)
PAGES = {
    "/news/2019/visit.html": ("text/html; charset=utf-8", ARTICLE.encode()),
    "/old": ("text/html", ARTICLE.encode("windows-1256")),
    "/lies": ("text/html; charset=us-ascii", ARTICLE.encode()),
    "/خبر": ("text/html; charset=utf-8", ARTICLE.encode()),
    "/note": ("text/plain; charset=windows-1256", "مرحبا بكم".encode("windows-1256")),
    "/packed": ("text/html", gzip.compress(ARTICLE.encode())),
    "/bomb": ("text/html", gzip.compress(b"\0" * (4 << 20))),
    "/empty": ("text/html", b"<html><body></body></html>"),
    "/feed": ("application/rss+xml", b"<?xml version='1.0'?><rss><channel><link>http://x/</link><item><title>a</title>"
              b"<link>/news/2019/visit.html</link></item><item><link><![CDATA[/old]]></link></item>"
              b"<item><link>/gone</link></item></channel></rss>"),
    "/index": ("text/xml", b"<sitemapindex><sitemap><loc>/map</loc></sitemap></sitemapindex>"),
    "/map": ("text/xml", b"<urlset><url><loc> /old </loc></url><url><loc>/lies?a=1&amp;b=2</loc></url></urlset>"),
    "/nothing": ("text/xml", b"<rss><channel></channel></rss>"),
}  # fmt: skip

BUSY = {
    "/busy": (503, "120"),
    "/often": (429, "in a day"),
    "/broken": (500, ""),
    "/odd": (503, "soon"),
}


class Handler(BaseHTTPRequestHandler):
    """Serves PAGES, and misbehaves."""

    def do_GET(self) -> None:
        path = unquote(self.path.split("?")[0])
        if path in ("/moved", "/file"):
            self.send_response(302)
            self.send_header("Location", "/old" if path == "/moved" else "file:///etc/hosts")
            self.end_headers()
            return
        if path == "/half":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"<html>")
            return
        if path in BUSY:
            code, after = BUSY[path]
            self.send_response(code)
            if after:
                day = formatdate(time.time() + 86_400, usegmt=True)
                self.send_header("Retry-After", day if after == "in a day" else after)
            self.end_headers()
            return
        if path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                try:
                    self.wfile.write(b"<p>")
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(0.1)
            return
        if path not in PAGES:
            self.send_error(404)
            return
        media, data = PAGES[path]
        self.send_response(200)
        self.send_header("Content-Type", media)
        if path in ("/packed", "/bomb"):
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("path", ["/news/2019/visit.html", "/old", "/lies", "/packed", "/moved", "/خبر", "/old#part"])
def test_an_article_is_its_title_byline_date_and_paragraphs(site: str, path: str) -> None:
    (source,) = web_sources(site + path)
    lines = source.content(".txt").decode().split("\n\n")
    assert lines[:2] == ["وزير الخارجية يزور دمشق", "أحمد علي – 2019-03-12"]
    assert lines[2] == "قال وزير الخارجية إن الحكومة تعمل على خطة جديدة لإعادة الإعمار في دمشق رقم 0."
    assert len(lines) == 7
    assert "الرئيسية" not in lines and "محفوظة" not in "".join(lines)


def test_an_article_as_a_page_has_its_links(site: str) -> None:
    page = WebSource(f"{site}/old").content(".html").decode()
    assert page.startswith('<!DOCTYPE html>\n<html lang="ar" dir="rtl">')
    assert page.count("وزير الخارجية يزور دمشق") == 2
    assert f'<a href="{site}/x">الحكومة</a>' in page
    assert '<time datetime="2019-03-12">' in page


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/gone", "says 404"),
        ("/file", "says 302"),
        ("/empty", "no article found"),
        ("/nothing", "lists nothing"),
    ],
)
def test_what_cannot_be_had_is_named_with_its_reason(site: str, path: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        web_sources(site + path)[0].content(".txt")
    assert str(raised.value).startswith(site + path)


def test_time_and_size_have_limits(site: str) -> None:
    started = time.monotonic()
    with pytest.raises(InputError, match="took longer than 1 s"):
        fetch(f"{site}/slow", seconds=1)
    assert time.monotonic() - started < 5
    for path, most in (("/bomb", 1 << 20), ("/old", 500)):
        with pytest.raises(InputError, match=f"is larger than {most:,} bytes"):
            fetch(site + path, most=most)
    with pytest.raises(InputError, match=r"cannot be fetched \(.*refused"):
        fetch("http://127.0.0.1:9/")
    with pytest.raises(InputError, match="cannot be fetched"):
        fetch("http://[::1/")


@pytest.mark.parametrize(
    ("path", "after"), [("/busy", 120), ("/often", 86_400), ("/broken", 0), ("/odd", 0), ("/half", 0)]
)
def test_what_may_be_had_later_says_when(site: str, path: str, after: float) -> None:
    with pytest.raises(UnreachableError, match=r"try again later|cannot be fetched \(IncompleteRead") as raised:
        fetch(site + path)
    assert after - 100 <= raised.value.after <= after
    with pytest.raises(UnreachableError):
        fetch("http://127.0.0.1:9/")
    with pytest.raises(MissingError):
        fetch(f"{site}/gone")


def test_feeds_and_sitemaps_are_their_items(site: str) -> None:
    found = find_inputs([f"{site}/feed"])
    assert [one.name for one in found.inputs] == [f"{site}/news/2019/visit.html", f"{site}/old", f"{site}/gone"]
    host = site.removeprefix("http://").replace(":", "_")
    assert found.inputs[0].relative == PurePath(host, "news", "2019", "visit.txt")
    assert found.folders and not found.failures
    names = [one.name for one in find_inputs([f"{site}/index"]).inputs]
    assert names == [f"{site}/old", f"{site}/lies?a=1&b=2"]


def test_atom_links_are_those_to_the_page() -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><link href="http://x/"/><entry><link rel="edit" href="/e"/>'
        '<link rel="alternate" href="a.html"/></entry><entry><link href="http://y/b"/></entry></feed>'
    )
    assert is_listing(feed) and not is_listing("<html><body><rss></rss></body></html>")
    assert listed(feed, "http://x/feed/") == ["http://x/feed/a.html", "http://y/b"]


def test_the_command_translates_addresses(site: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert jisr.main(["translate", f"{site}/old", "-o", str(tmp_path / "a.html"), "--encoding", "windows-1256"]) == 0
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert '<html lang="en" dir="ltr">' in page and "Damascus" in page and page.count("</a>") == 5
    assert jisr.main(["translate", f"{site}/feed", "-o", str(tmp_path / "out")]) == 0
    host = site.removeprefix("http://").replace(":", "_")
    text = (tmp_path / "out" / host / "news" / "2019" / "visit.txt").read_text(encoding="utf-8")
    assert "Damascus" in text.split("\n\n")[0] and "2019-03-12" in text.split("\n\n")[1]
    assert not (tmp_path / "out" / host / "gone.txt").exists()
    assert f"{site}/gone: the server says 404" in capfd.readouterr().err
    assert jisr.main(["translate", f"{site}/note"]) == 0
    assert capfd.readouterr().out.strip().isascii()
