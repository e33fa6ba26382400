"""A service stands what it is attacked with; run by hand, attack_service.py asks ten thousand times."""

from pathlib import Path

import httpx
import pytest
from attack.judge import active, faults
from attack_service import attack


def test_nothing_comes_through(tmp_path: Path) -> None:
    result = attack(tmp_path, 200, seed=7)
    assert result.faults == []
    statuses = {status for _, status in result.answers}
    assert {200, 202, 400, 401, 403, 404} <= statuses
    assert sum(result.answers.values()) == 200
    assert result.brought


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>&lt;script&gt;alert('zzqx')&lt;/script&gt;</p>", []),
        ("<p><script>alert('zzqx')</script></p>", ["a script"]),
        ('<script src="/static/read.js"></script>', []),
        ('<script src="//evil.example/x.js"></script>', ["a script", "src of <script>"]),
        ('<img src=x onerror="alert(1)">', ["onerror of <img>"]),
        ('<a href=" java\tscript:alert(1)">x</a>', ["href of <a>"]),
        ('<a href="https://evil.example/">x</a>', []),
        ('<form action="http://evil.example/zzqx"></form>', ["action of <form>"]),
        ('<meta http-equiv="refresh" content="0;url=http://evil.example">', ["<meta>"]),
        ('<meta http-equiv="refresh" content="5">', []),
        ("<svg><svg onload=x></svg></svg>", ["onload of <svg>"]),
        ('<iframe srcdoc="x"></iframe>', ["<iframe>"]),
    ],
)
def test_what_would_run_in_a_page_is_seen(page: str, found: list[str]) -> None:
    assert list(active(page)) == found


@pytest.mark.parametrize(
    ("status", "headers", "body", "keyed", "found"),
    [
        (200, {}, "fine", "own", []),
        (500, {}, "", "own", ["500"]),
        (503, {}, "", "own", ["503 without Retry-After"]),
        (503, {"Retry-After": "1"}, "", "", []),
        (200, {}, "an article", "", ["let in"]),
        (200, {}, "root:x:0:0:root", "own", ["holds root:x:0:0"]),
        (200, {"Set-Cookie": "jisr_key=zzqx"}, "", "own", ["a header was written"]),
        (303, {"Location": "//evil.example"}, "", "own", ["sent elsewhere"]),
        (200, {"Content-Type": "text/html"}, "<script>x</script>", "own", ["in the page: a script"]),
    ],
)
def test_what_has_come_through_is_seen(
    status: int, headers: dict[str, str], body: str, keyed: str, found: list[str]
) -> None:
    answer = httpx.Response(status, headers={"X-Content-Type-Options": "nosniff"} | headers, text=body)
    if "Content-Type" in headers:
        answer.headers["Content-Type"] = headers["Content-Type"]
    assert list(faults(answer, keyed=keyed, path="/articles")) == found
