"""A site of the tests' own: pages and feeds that can be changed, broken and mended while it runs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

PARAGRAPHS = "".join(
    f"<p>قال وزير الخارجية إن الحكومة تعمل على خطة جديدة لإعادة الإعمار في دمشق رقم {number}.</p>"
    for number in range(3)
)


@dataclass(slots=True)
class Site:
    """What is at which path: a body (HTML, XML, JSON, text), or a status; and what was asked for when, in order."""

    port: int = 0
    pages: dict[str, str | int] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fetched(self, path: str) -> int:
        """How many times `path` was asked for."""
        return self.asked.count(path)


@contextmanager
def site() -> Iterator[Site]:
    """Serve a site until the block is left."""
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path)
            found.asked.append(path)
            found.times.append(time.monotonic())
            content = found.pages.get(path, 404)
            headers = found.headers.get(path, {})
            tag = headers.get("ETag")
            if tag and self.headers.get("If-None-Match") == tag:
                content = 304
            data = content.encode() if isinstance(content, str) else b""
            self.send_response(content if isinstance(content, int) else 200)
            kind = "text/xml" if isinstance(content, str) and content.startswith("<?xml") else "text/html"
            for name, value in (
                {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(data))} | headers
            ).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield found
        server.shutdown()


def article(title: str, words: str = PARAGRAPHS) -> str:
    """A page with an article on it, between what stands around articles."""
    return (
        f"<!DOCTYPE html><html lang=ar dir=rtl><head><title>{title}</title></head>"
        f"<body><nav><a href=/>الرئيسية</a></nav><article><h1>{title}</h1>{words}</article>"
        "<footer>حقوق النشر محفوظة</footer></body></html>"
    )


def rss(*items: str) -> str:
    """An RSS feed of `items`."""
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>أخبار</title>{"".join(items)}</channel></rss>'


def item(link: str, title: str = "خبر", guid: str = "", content: str = "", updated: str = "") -> str:
    """An item of an RSS feed."""
    fields = {"link": link, "title": title, "guid": guid, "description": f"<![CDATA[{content}]]>", "pubDate": updated}
    wanted = {name: value for name, value in fields.items() if value and value != "<![CDATA[]]>"}
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in wanted.items()) + "</item>"
