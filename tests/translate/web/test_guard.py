"""Where a service may fetch from, tried with a real server on this machine, which it may not."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from models.errors import InputError
from translate.web.fetch import fetch
from translate.web.guard import Guard, RefusedError, is_public
from translate.web.robots import Robots
from translate.web.sources import WebSource, web_sources

ROBOTS = b"User-agent: jisr\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n"


class Handler(BaseHTTPRequestHandler):
    """Answers everything; `/away` leads to the same server by another name."""

    def do_GET(self) -> None:
        asked.append(self.path)
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{self.server.server_address[1]}/news")  # type: ignore[index]
            self.end_headers()
            return
        if self.path == "/robots.txt" and self.headers["Host"].startswith("localhost"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(ROBOTS if self.path == "/robots.txt" else "خبر".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


asked: list[str] = []


@pytest.fixture
def port() -> Iterator[int]:
    asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "0.0.0.0", "[::1]"]
)
@pytest.mark.parametrize("read", [fetch, web_sources])
def test_no_spelling_of_this_machine_is_reached(port: int, host: str, read: object) -> None:
    with pytest.raises(RefusedError, match="no public host"):
        read(f"http://{host}:{port}/news", guard=Guard())  # type: ignore[operator]
    assert asked == []


def test_a_page_that_is_fetched_later_is_guarded(port: int) -> None:
    with pytest.raises(RefusedError):
        WebSource(f"http://127.0.0.1:{port}/news", guard=Guard()).content(".txt")
    assert asked == []


def test_a_redirection_is_looked_at_again(port: int) -> None:
    address = f"http://127.0.0.1:{port}/away"
    with pytest.raises(RefusedError, match="localhost"):
        fetch(address, guard=Guard({"127.0.0.1"}))
    assert asked == ["/away"]
    assert fetch(address, guard=Guard({"127.0.0.1", "localhost"})).data.decode() == "خبر"


def test_a_proxy_is_not_used(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("no_proxy", "")
    assert fetch("http://news.example/news").data.decode() == "خبر"  # from the proxy
    asked.clear()
    with pytest.raises(InputError):
        fetch("http://news.example/news", guard=Guard({"127.0.0.1"}))
    assert asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),  # carriers' own
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("2002:7f00:1::", False),  # 6to4 of 127.0.0.1
        ("2002:5db8:d822::", True),  # 6to4 of 93.184.216.34
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_robots_are_asked_once_and_kept_to(port: int) -> None:
    robots = Robots(Guard({"127.0.0.1", "localhost"}))
    site = f"http://127.0.0.1:{port}"
    robots.check(f"{site}/news")
    with pytest.raises(InputError, match=r"asks programs not to fetch it \(robots.txt\)"):
        robots.check(f"{site}/private/page")
    assert asked == ["/robots.txt"]
    robots.check(f"http://localhost:{port}/private/page")  # a site without wishes
    with pytest.raises(RefusedError):
        Robots(Guard()).check(f"{site}/news")
