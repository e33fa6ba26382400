"""Room, time, and the end: what the gate does, before routes of a few lines and behind a real server."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from service.gate import Gate, Traffic
from service.limits import BodyLimit

MOST, BYTES = 4, 3_000_000
PATIENCE = 20.0


class Place:
    """A server whose routes wait for each other, and what has become of them."""

    def __init__(self, seconds: float) -> None:
        self.loop = asyncio.new_event_loop()
        self.traffic = Traffic()
        self.cancelled = threading.Event()
        self.goes_on = threading.Event()
        self.url = ""
        routes = [
            Route("/echo", self.echo, methods=["POST"]),
            Route("/never", self.never, methods=["GET", "POST"]),
            Route("/waiting", self.waiting),
            Route("/stream", self.stream),
            Route("/health", self.echo),
        ]
        gate = Middleware(Gate, traffic=self.traffic, most=MOST, seconds=seconds)
        self.app = Starlette(routes=routes, middleware=[gate, Middleware(BodyLimit, most=BYTES)])

    async def echo(self, request: Request) -> Response:
        return PlainTextResponse(await request.body())

    async def never(self, request: Request) -> Response:
        await request.body()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return PlainTextResponse()

    async def waiting(self, request: Request) -> Response:
        async def parts() -> AsyncIterator[str]:
            yield "first"
            while not self.goes_on.is_set():
                await asyncio.sleep(0.01)
            yield "last"

        return StreamingResponse(parts(), media_type="text/plain")

    async def stream(self, request: Request) -> Response:
        self.loop = asyncio.get_running_loop()

        async def events() -> AsyncIterator[str]:
            while True:
                yield "data: 1\n\n"
                await asyncio.sleep(0.01)

        return StreamingResponse(events(), media_type="text/event-stream")

    def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end
            time.sleep(0.01)


@contextmanager
def running(place: Place) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(place.app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    place.until(lambda: server.started)
    place.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield
    finally:
        place.goes_on.set()
        server.should_exit = True
        thread.join()


@pytest.fixture
def place() -> Iterator[Place]:
    found = Place(60.0)
    with running(found):
        yield found


def get(place: Place, path: str) -> httpx.Response:
    return httpx.get(place.url + path, timeout=PATIENCE, trust_env=False)


def post(place: Place, path: str, content: bytes | Iterator[bytes]) -> httpx.Response:
    return httpx.post(place.url + path, content=content, timeout=PATIENCE, trust_env=False)


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 10_000):
        yield bytes(10_000)


def test_what_comes_in_goes_out_whole(place: Place) -> None:
    sent = bytes(range(256)) * (BYTES // 256)
    assert post(place, "/echo", sent).content == sent
    assert post(place, "/echo", chunks(BYTES)).content == bytes(BYTES)
    assert post(place, "/echo", b"").content == b""


def test_what_is_too_large_is_refused_whether_its_length_is_told_or_not(place: Place) -> None:
    for content in (bytes(BYTES + 1), chunks(BYTES + 10_000)):
        answer = post(place, "/echo", content)
        assert answer.status_code == 413
        assert "3,000,000 bytes" in answer.text
    assert post(place, "/echo", b"x").text == "x"


@pytest.mark.parametrize("length", ["-1", "1e9", "99999999999999999999999", "0x10"])
def test_a_length_that_is_none_is_refused(place: Place, length: str) -> None:
    host, port = place.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(f"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
        assert connection.recv(100).split()[1] in (b"400", b"413")


def test_what_takes_too_long_is_told_so_and_given_up() -> None:
    place = Place(1.0)
    with running(place):
        answer = get(place, "/never")
        assert answer.status_code == 504
        assert answer.json() == {
            "error": "this took longer than the 1 s that a request may take; ask for less at a time"
        }
        assert place.cancelled.wait(PATIENCE)
        place.until(lambda: place.traffic.inside == 0)


def test_nobody_is_worked_for_who_has_gone(place: Place) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{place.url}/never", content=b"x", timeout=httpx.Timeout(PATIENCE, read=0.3), trust_env=False)
    assert place.cancelled.wait(PATIENCE)
    place.until(lambda: place.traffic.inside == 0)


def test_more_than_there_is_room_for_is_turned_away_and_the_others_are_served(place: Place) -> None:
    with ThreadPoolExecutor(MOST) as pool:
        inside = [pool.submit(get, place, "/waiting") for _ in range(MOST)]
        place.until(lambda: place.traffic.inside == MOST)
        refused = post(place, "/echo", b"x")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert get(place, "/health").status_code == 200
        place.goes_on.set()
        assert [one.result().text for one in inside] == ["firstlast"] * MOST
    assert post(place, "/echo", b"x").text == "x"


def test_who_only_listens_takes_no_room(place: Place) -> None:
    with ThreadPoolExecutor(2 * MOST) as pool:
        streams = [pool.submit(get, place, "/stream") for _ in range(2 * MOST)]
        place.until(lambda: (place.traffic.inside, place.traffic.working) == (2 * MOST, 0))
        assert post(place, "/echo", b"x").text == "x"
        place.loop.call_soon_threadsafe(place.traffic.close)
        assert all(stream.result().status_code == 200 for stream in streams)


def test_at_the_end_streams_end_and_what_is_inside_is_finished(place: Place) -> None:
    with ThreadPoolExecutor(2) as pool:
        stream, waiting = pool.submit(get, place, "/stream"), pool.submit(get, place, "/waiting")
        place.until(lambda: place.traffic.inside == 2)
        place.loop.call_soon_threadsafe(place.traffic.close)
        assert stream.result().text.startswith("data: 1\n\n")  # whole: httpx raises where an answer is cut off
        late = get(place, "/waiting")
        assert (late.status_code, late.headers["retry-after"], late.headers["connection"]) == (503, "5", "close")
        place.goes_on.set()
        assert waiting.result().text == "firstlast"


def test_many_that_come_and_go_leave_nothing_behind(place: Place) -> None:
    def one(number: int) -> int:
        try:
            return httpx.post(
                f"{place.url}/never" if number % 2 else f"{place.url}/echo",
                content=bytes(1000), timeout=httpx.Timeout(PATIENCE, read=0.1), trust_env=False,
            ).status_code  # fmt: skip
        except httpx.TimeoutException:
            return 0

    with ThreadPoolExecutor(16) as pool:
        statuses = set(pool.map(one, range(60)))
    assert statuses <= {0, 200, 503}
    place.until(lambda: place.traffic.inside == 0)
    assert post(place, "/echo", b"x").text == "x"
