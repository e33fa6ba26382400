"""Templates, filled in: everything that comes from outside is escaped, whatever it is."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from service.running import Service
from translate.arabic.letters import count_arabic

PASTED = "text.txt"  # what service.articles.bring calls a text without a name
STATES = {"waiting": "Waiting", "working": "Translating", "done": "Translated", "failed": "Failed"}


def render(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The template `name` with `values`, as an answer."""
    headers = {"Cache-Control": "no-store"}  # what was corrected since is seen when one comes back
    return HTMLResponse(_templates().get_template(name).render(**values), status, headers)


def model_state(service: Service) -> dict[str, str]:
    """Whether the model is loading, ready or failed, and why."""
    ready = service.desk.ready
    if not ready.done():
        return {"state": "loading", "error": ""}
    error = ready.exception()
    return {"state": "failed", "error": str(error)} if error else {"state": "ready", "error": ""}


def wants_json(request: Request) -> bool:
    """Whether a script of the page asks, and not the browser itself."""
    return "application/json" in request.headers.get("accept", "")


def query(values: Mapping[str, object]) -> str:
    """`values` as the query of an address, without those that are empty.

    >>> query({"search": "سد", "part": 2, "before": ""})
    '?search=%D8%B3%D8%AF&part=2'
    """
    kept = {name: value for name, value in values.items() if value not in ("", None)}
    return f"?{urlencode(kept)}" if kept else ""


def moment(time: datetime) -> str:
    """A time for people to read, in UTC; a script of the page puts the reader's own in its place.

    >>> moment(datetime(2026, 11, 3, 7, 5, tzinfo=UTC))
    '3 Nov 2026, 07:05 UTC'
    """
    time = time.astimezone(UTC)
    return f"{time.day} {time:%b %Y, %H:%M} UTC"


def counted(number: int, noun: str) -> str:
    """`number` of `noun`.

    >>> counted(1, "sentence"), counted(1200, "sentence")
    ('1 sentence', '1,200 sentences')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def language(text: str) -> str:
    """The language that `text` is marked as, by its letters.

    >>> language("السد العالي: High Dam"), language("The dam")
    ('ar', 'en')
    """
    return "ar" if 2 * count_arabic(text) > sum(map(str.isalpha, text)) else "en"


def origin(name: str) -> str:
    """Where what is called `name` came from, in words.

    >>> origin("text.txt"), origin("سد.docx")
    ('Pasted', 'سد.docx')
    """
    return "Pasted" if name == PASTED else name


def web(address: str) -> str:
    """`address` where it is one of the web, which may be followed; "" where it is anything else.

    >>> web("https://example.org/a"), web("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    try:
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("service.page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    templates.globals["states"] = STATES
    templates.filters |= {
        "query": query, "moment": moment, "counted": counted, "language": language, "web": web, "origin": origin,
    }  # fmt: skip
    return templates
