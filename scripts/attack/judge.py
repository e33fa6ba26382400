"""Whether an answer shows that an attack has come through."""

from collections.abc import Iterator

import httpx
import lxml.html

OPEN = (
    "/health", "/ready", "/languages", "/frontend/settings", "/static/", "/enter", "/leave", "/download_file/", "/spec",
    "/openapi.json",
)  # fmt: skip
_SECRETS = (b"root:x:0:0", b"Traceback (most recent", b"; for 16-bit app support")
_RUNS = ("javascript:", "data:", "vbscript:")
_FOREIGN = ("iframe", "object", "embed", "base", "frame", "style")
_LOADS = ("src", "action", "formaction", "data", "poster", "background", "srcdoc", "srcset")


def faults(answer: httpx.Response, *, keyed: str, path: str) -> Iterator[str]:
    """What is wrong with an answer to a request for `path` that came with a key (`keyed` is "own") or without."""
    if answer.status_code >= 500 and answer.status_code not in (503, 504):
        yield f"{answer.status_code}"
    if answer.status_code == 503 and "retry-after" not in answer.headers:
        yield "503 without Retry-After"
    if keyed != "own" and answer.status_code < 300 and not path.startswith(OPEN):
        yield "let in"
    yield from leaks(answer.content)
    if "zzqx" in answer.headers.get("set-cookie", "") or "x-injected" in answer.headers:
        yield "a header was written"
    target = answer.headers.get("location", "/")
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        yield "sent elsewhere"
    if answer.headers.get("x-content-type-options") != "nosniff":
        yield "without its headers"
    if answer.headers.get("content-type", "").startswith("text/html") and "attachment" not in answer.headers.get(
        "content-disposition", ""
    ):
        yield from (f"in the page: {what}" for what in active(answer.text))


def leaks(content: bytes) -> Iterator[str]:
    """What an answer must never hold."""
    yield from (f"holds {secret.decode()}" for secret in _SECRETS if secret in content)


def active(page: str) -> Iterator[str]:
    """What in a page would run or load anything that is not the service's own."""
    if not page.strip():
        return
    for element in lxml.html.document_fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in _FOREIGN or _leads_away(element):
            yield f"<{element.tag}>"
        if element.tag == "script" and not (element.get("src") or "").startswith("/static/"):
            yield "a script"
        for name, value in element.attrib.items():
            plain = "".join(value.split()).lower()
            if name.startswith("on") or name == "style" or (name in ("href", *_LOADS) and plain.startswith(_RUNS)):
                yield f"{name} of <{element.tag}>"
            if name in _LOADS and "evil.example" in plain:
                yield f"{name} of <{element.tag}>"


def _leads_away(element: lxml.html.HtmlElement) -> bool:
    """A page of ours may ask to be read again; none names another."""
    return element.tag == "meta" and "url" in (element.get("content") or "").lower() and "http-equiv" in element.attrib
