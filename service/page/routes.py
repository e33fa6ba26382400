"""The page's addresses: what is brought in, what has come, and how a browser gets in."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.staticfiles import StaticFiles

from models.errors import InputError, JisrError
from service.access import Caller, Calling, allow
from service.articles.bring import Brought, bring, bring_address, bring_text
from service.articles.read import list_articles
from service.page import enter, inbox, reading
from service.page.refusal import PageRoute, status_of
from service.page.rendering import PASTED, model_state, render, wants_json
from service.running import Running, Service
from translate.documents import known_extensions

_SHOWN = 30  # articles on a page
_FILES = 100  # at a time
_PART = 1 << 40  # bytes: requests have their limit already, and `bring` says in words what is too much

router = APIRouter(route_class=PageRoute, include_in_schema=False)


def install(app: FastAPI) -> None:
    """Add the page and its static files to `app`."""
    app.mount("/static", _Static(packages=[("service.page", "static")]), name="static")
    for one in (router, reading.router, inbox.router, enter.router):
        app.include_router(one)


class _Static(StaticFiles):
    """Files that a browser asks after before it shows them again, so that none is of an earlier version."""

    def file_response(self, *arguments: Any, **options: Any) -> Response:
        response = super().file_response(*arguments, **options)
        response.headers["Cache-Control"] = "no-cache"
        return response


@dataclass(frozen=True, slots=True)
class _Given:
    """What somebody brings: a text or an address, and files."""

    text: str
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What has become of it."""

    brought: tuple[Brought, ...]
    errors: tuple[str, ...]
    status: int = 200


_ALLOWED = [Depends(allow("articles"))]


@router.get("/", dependencies=_ALLOWED)
def articles(service: Running, caller: Calling, search: str = "", before: str = "") -> Response:
    """All articles, newest first, and the form that brings others."""
    return _list(service, caller, search=search, before=before)


@router.post("/", dependencies=_ALLOWED)
async def bring_in(request: Request, service: Running, caller: Calling) -> Response:
    """Bring in what the form holds; what cannot be taken is said in the page, with the text still there."""
    given = await _given(request)
    outcome = await run_in_threadpool(_bring, service, given, caller.owner)
    ids = [one.article_id for one in outcome.brought]
    location = f"/read/{ids[0]}" if len(ids) == 1 else "/"
    if wants_json(request):
        if outcome.errors:
            return JSONResponse({"error": "\n".join(outcome.errors), "brought": ids}, outcome.status)
        return JSONResponse({"location": location, "brought": ids})
    if not outcome.errors:
        return RedirectResponse(location, 303)
    error = "\n".join(outcome.errors)
    return await run_in_threadpool(_list, service, caller, text=given.text, error=error, status=outcome.status)


async def _given(request: Request) -> _Given:
    async with request.form(max_files=_FILES, max_fields=10, max_part_size=_PART) as form:
        files = [one for one in form.getlist("file") if isinstance(one, UploadFile) and (one.filename or one.size)]
        read = tuple([(one.filename or "", await one.read()) for one in files])
        text = form.get("text", "")
    return _Given(text.replace("\r\n", "\n") if isinstance(text, str) else "", read)


def _bring(service: Service, given: _Given, owner: str) -> _Outcome:
    """Bring everything that is given; one that cannot be taken is no trouble to the others."""
    brought: list[Brought] = []
    errors: list[JisrError] = []
    text = given.text.strip()
    try:
        if text and _is_address(text):
            brought.append(bring_address(service, text, owner=owner))
        elif text:
            brought.append(bring_text(service, given.text, owner=owner))
        elif not given.files:
            raise InputError("Paste some Arabic text, give the address of an article, or choose a file.")
    except JisrError as error:
        errors.append(error)
    for name, content in given.files:
        try:
            brought.append(bring(service, content, name, owner=owner))
        except JisrError as error:
            errors.append(error)
    status = max(map(status_of, errors), default=200)
    words = tuple(str(error).removeprefix(f"{PASTED}: ") for error in errors)  # who pastes knows of no file
    return _Outcome(tuple(brought), words, status)


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://")) and len(text.split()) == 1


def _list(
    service: Service, caller: Caller, *, search: str = "", before: str = "", text: str = "",
    error: str = "", status: int = 200,
) -> Response:  # fmt: skip
    with service.database.reading() as session:
        found = list_articles(session, search=search, before=before, limit=_SHOWN + 1, owner=caller.sees)
    listed = found[:_SHOWN]
    return render(
        "articles.html", status, articles=listed, search=search, before=before, text=text, error=error,
        older=listed[-1].id if len(found) > _SHOWN else "", most=service.settings.upload_bytes,
        working=any(one.state in ("waiting", "working") for one in listed), model=model_state(service),
        endings=",".join(sorted(known_extensions())),
    )  # fmt: skip
