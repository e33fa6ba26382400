"""Requests that a client library can send, with something hostile in them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from attack.files import ARABIC, files

STRINGS: tuple[str, ...] = tuple(
    json.loads(line) for line in (Path(__file__).parent / "strings.jsonl").read_text(encoding="utf-8").splitlines()
)
_ODD: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, -(2**70), 1e308, float("nan"), float("inf"), [], {}, [[]], [None], [1, "a"],
    {"a": {"b": []}},
    {"$ne": ""}, ["<script>zzqx"] * 20,
)  # fmt: skip
_HEAVY: tuple[Any, ...] = (
    [ARABIC] * 3_000, "و" * 250_000, "a b " * 60_000, "،" * 5_000, "\n" * 50_000, [""] * 100_000, "<b>" * 20_000,
)  # fmt: skip
_TRANSLATE = {"q": ARABIC, "source": "ar", "target": "en", "format": "text", "alternatives": 0, "details": True}
_JSON: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "/translate", _TRANSLATE),
    ("POST", "/translate", _TRANSLATE | {"format": "html"}),
    ("POST", "/detect", {"q": ARABIC}),
    ("POST", "/suggest", {"q": ARABIC, "s": "x", "source": "ar", "target": "en"}),
    ("POST", "/v2/translate", {"text": [ARABIC], "source_lang": "AR", "target_lang": "EN", "tag_handling": "html"}),
    ("POST", "/articles", {"text": ARABIC, "title": "x"}),
    ("POST", "/articles", {"address": "http://127.0.0.1/", "title": "x"}),
    ("PUT", "/articles/{own}/versions/1/sentences/0", {"target": "x", "approved": True}),
    ("PUT", "/articles/{other}/versions/1/sentences/0", {"target": "zzqx", "approved": True}),
    ("POST", "/inboxes", {"place": "http://127.0.0.1/feed.xml"}),
)
_FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/translate", {"q": ARABIC, "source": "ar", "target": "en", "api_key": "x"}),
    ("/v2/translate", {"text": ARABIC, "target_lang": "EN"}),
    ("/enter", {"key": "x", "next": "/"}),
    ("/leave", {"x": "y"}),
    ("/", {"text": ARABIC, "title": "x", "address": ""}),
    ("/read/{own}/1/0", {"do": "save", "target": "x", "back": "/"}),
    ("/read/{other}/1/0", {"do": "save", "target": "zzqx", "back": "/"}),
    ("/read/{other}/delete", {}),
    ("/inbox", {"place": "http://127.0.0.1/feed.xml"}),
)
_QUERIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("/articles", {"search": "x", "before": "x", "limit": "50"}),
    ("/articles/{own}", {"version": "1"}),
    ("/articles/{other}", {"version": "1"}),
    ("/articles/{own}/download", {"format": "html", "version": "1"}),
    ("/articles/{other}/download", {"format": "html", "version": "1"}),
    ("/", {"search": "x", "before": "x"}),
    ("/read/{own}", {"version": "1", "show": "x", "part": "1", "edit": "0"}),
    ("/read/{other}", {"version": "1", "show": "x", "part": "1", "edit": "0"}),
    ("/enter", {"next": "/"}),
    ("/inbox", {"x": "y"}),
    ("/inboxes", {"items": "5"}),
    ("/metrics", {"x": "y"}),
    ("/v2/languages", {"type": "source"}),
    ("/frontend/settings", {"x": "y"}),
)
_PATHS = (
    "/articles/{}", "/articles/{}/events", "/articles/{}/download", "/read/{}", "/download_file/{}", "/static/{}",
    "/inboxes/{}/items/{}/retry", "/{}", "/v2/{}", "/read/{}/1/0",
)  # fmt: skip
_HEADERS = (
    "X-Request-ID", "Host", "Origin", "Content-Type", "Cookie", "Accept", "Accept-Language", "Last-Event-ID", "Referer",
    "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "X-HTTP-Method-Override", "Range",
    "If-None-Match", "Content-Encoding", "User-Agent", "Sec-Fetch-Site",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to send: `keyed` as whom: "own" (the attacker's key), "wrong", or "" (none)."""

    kind: str
    method: str
    path: str
    keyed: str
    options: dict[str, Any] = field(default_factory=dict)


def asks(random: Random, *, own: str, other: str) -> Iterator[Ask]:
    """Requests without end; `own`: an article of the attacker's, `other`: one of somebody else's."""
    makers: tuple[Callable[[Random], Ask], ...] = (
        _json,
        _json,
        _json,
        _broken,
        _form,
        _form,
        _query,
        _path,
        _header,
        _file,
    )
    while True:
        one = random.choice(makers)(random)
        path = one.path.replace("{own}", own).replace("{other}", other)
        yield Ask(one.kind, one.method, path, random.choice(("own", "own", "own", "wrong", "")), one.options)


def _hostile(random: Random) -> str:
    return random.choice(STRINGS)


def _json(random: Random) -> Ask:
    method, path, plain = random.choice(_JSON)
    body = dict(plain)
    for name in random.sample(sorted(body), random.randint(1, len(body))):
        body[name] = random.choice(_ODD) if random.random() < 0.3 else _hostile(random)
        if random.random() < 0.01:
            body[name] = random.choice(_HEAVY)
    if random.random() < 0.1:
        body[_hostile(random)] = _hostile(random)
    content = json.dumps(body, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    return Ask(
        "a field of JSON", method, path, "", {"content": content, "headers": {"Content-Type": "application/json"}}
    )


def _broken(random: Random) -> Ask:
    method, path, plain = random.choice(_JSON)
    content = bytearray(json.dumps(plain, ensure_ascii=False).encode())
    match random.randrange(6):
        case 0:
            del content[random.randrange(len(content)) :]
        case 1:
            for _ in range(random.randint(1, 20)):
                content[random.randrange(len(content))] = random.randrange(256)
        case 2:
            content[:0] = random.choice((b"[" * 100_000, b'{"a":' * 50_000, b"\xef\xbb\xbf", b"\x00", b"1e999999"))
        case 3:
            content = content * 2
        case 4:
            content = bytearray(content.decode().encode(random.choice(("utf-16", "utf-32", "cp1256")), "replace"))
        case _:
            content = bytearray(random.randbytes(random.randint(0, 3000)))
    kind = random.choice(
        ("application/json", "application/json", "text/json", "application/x-www-form-urlencoded", "x/y", "")
    )
    headers = {"Content-Type": kind} if kind else {}
    return Ask("a broken body", method, path, "", {"content": bytes(content), "headers": headers})


def _form(random: Random) -> Ask:
    path, plain = random.choice(_FORMS)
    fields = dict(plain)
    for name in random.sample(sorted(fields), random.randint(0, len(fields))):
        fields[name] = _plain(_hostile(random))
    headers = {} if random.random() < 0.7 else {"Accept": "application/json"}
    if random.random() < 0.3:
        return Ask("a form", "POST", path, "", {"files": {k: (None, v) for k, v in fields.items()}, "headers": headers})
    return Ask("a form", "POST", path, "", {"data": fields, "headers": headers})


def _query(random: Random) -> Ask:
    path, plain = random.choice(_QUERIES)
    values = {name: _plain(_hostile(random)) if random.random() < 0.6 else value for name, value in plain.items()}
    methods = ("GET", "GET", "GET", "HEAD") if "{own}" in path else ("GET", "GET", "HEAD", "DELETE")
    return Ask("a query", random.choice(methods), path, "", {"params": values})


def _path(random: Random) -> Ask:
    path = random.choice(_PATHS)
    return Ask(
        "a path",
        random.choice(("GET", "GET", "POST", "DELETE", "PUT")),
        path.replace("{}", _escaped(_hostile(random))),
        "",
    )


def _header(random: Random) -> Ask:
    path = random.choice(("/articles", "/", "/health", "/translate", "/read/{own}", "/static/page.css", "/metrics"))
    value = _hostile(random).encode("utf-8", "surrogatepass").translate(None, b"\r\n\x00")
    headers = {random.choice(_HEADERS): value.strip()}
    method = "POST" if path == "/translate" else "GET"
    return Ask("a header", method, path, "", {"headers": headers} | ({"json": _TRANSLATE} if method == "POST" else {}))


def _file(random: Random) -> Ask:
    name, content = random.choice(files())
    shown = name if random.random() < 0.5 else f"{_plain(_hostile(random))}.{name.rsplit('.', 1)[-1]}"
    if random.random() < 0.3:
        cut = random.randrange(len(content) + 1)
        content = content[:cut] + random.randbytes(20) + content[cut:]
    path = random.choice(("/translate_file", "/articles", "/"))
    data = {"source": "ar", "target": "en"} if path == "/translate_file" else {"title": _plain(_hostile(random))}
    return Ask("a file", "POST", path, "", {"files": {"file": (shown, content)}, "data": data})


def _plain(text: str) -> str:
    """`text` as a client library can encode it."""
    return text.encode("utf-8", "replace").decode()


def _escaped(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass")) or "%00"
