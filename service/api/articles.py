"""Articles over HTTP: brought, listed, read, followed, put right, taken away."""

import dataclasses
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from models.errors import InputError, SettingsError
from service.access import Calling, allow, own_article
from service.articles.again import try_again
from service.articles.bring import Brought, bring, bring_address, bring_text
from service.articles.correct import approve, correct
from service.articles.events import Event, events
from service.articles.read import MissingArticleError, find_version, list_articles, read_article
from service.articles.render import render
from service.database.tables import Article, Version
from service.running import Running, Service

router = APIRouter(
    prefix="/articles",
    tags=["articles"],
    dependencies=[Depends(allow("articles")), Depends(own_article)],
)
ArticleId = Annotated[str, Path(max_length=64)]
Number = Annotated[int | None, Query(ge=1, description="a version; the newest where none is named")]


class Said(BaseModel):
    """What a person says of a sentence."""

    model_config = ConfigDict(extra="forbid")

    target: str | None = None
    approved: bool | None = None


_FIELDS = {
    "file": {"type": "string", "format": "binary", "description": "a document; the ending of its name says what it is"},
    "text": {"type": "string", "description": "Arabic text"},
    "address": {"type": "string", "description": "the web address of an article"},
    "title": {"type": "string"},
}
_SPEC: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": {"type": "object", "properties": _FIELDS}},
            "application/json": {
                "schema": {
                    "type": "object", "properties": {name: one for name, one in _FIELDS.items() if name != "file"}
                },
                "example": {"text": "وصل الوفد إلى القاهرة.", "title": "زيارة"},
            },
        },
    }
}  # fmt: skip


@router.post("", status_code=202, openapi_extra=_SPEC)
async def post(request: Request, service: Running, caller: Calling) -> dict[str, object]:
    """Bring an article: one of a `file`, a `text` and an `address`; it is translated by and by."""
    fields = await _fields(request, service.settings.upload_bytes)
    brought = await run_in_threadpool(_brought, service, fields, caller.owner)
    state = (await run_in_threadpool(_found, service, brought.article_id, brought.number)).state
    return {"id": brought.article_id, "version": brought.number, "state": state, "new": brought.is_new}


@router.get("")
def listed(
    service: Running,
    caller: Calling,
    search: Annotated[str, Query(max_length=1000)] = "",
    before: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """Articles, the latest first; `before`: the id of the last one of the page before."""
    with service.database.reading() as session:
        found = list_articles(session, search=search, before=before, limit=limit, owner=caller.sees)
    return {"articles": [dataclasses.asdict(one) for one in found]}


@router.get("/{article_id}")
def whole(service: Running, article_id: ArticleId, version: Number = None) -> dict[str, Any]:
    """An article, block by block and sentence by sentence."""
    with service.database.reading() as session:
        return dataclasses.asdict(read_article(session, article_id, version))


@router.delete("/{article_id}", status_code=204)
def remove(service: Running, article_id: ArticleId) -> None:
    """Remove an article with all its versions; what people have put right stays in the memory."""
    with service.database.writing() as session:
        find_version(session, article_id)
        session.execute(delete(Article).where(Article.id == article_id))


@router.get(
    "/{article_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def follow(
    service: Running,
    article_id: ArticleId,
    version: Number = None,
    last_event_id: Annotated[int, Header(ge=0, lt=2**31)] = 0,
) -> StreamingResponse:
    """Server-sent events: `sentence` for each that is translated, `progress`, and `done` or `failed` at the end."""
    number = (await run_in_threadpool(_found, service, article_id, version)).number
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = _stream(service, article_id, number, last_event_id)
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


@router.put("/{article_id}/versions/{number}/sentences/{position}", dependencies=[Depends(allow("correct"))])
def say(
    service: Running,
    caller: Calling,
    article_id: ArticleId,
    number: Annotated[int, Path(ge=1)],
    position: Annotated[int, Path(ge=0)],
    said: Said,
) -> dict[str, Any]:
    """Put a sentence right (`target`; "" takes it back), or say that it is right (`approved`)."""
    if said.target is None and said.approved is None:
        raise SettingsError("nothing is said of the sentence; send target, approved or both")
    view = None
    if said.target is not None:
        view = correct(service, article_id, number, position, said.target, editor=caller.name)
    if said.approved is not None:
        view = approve(service, article_id, number, position, said.approved, editor=caller.name)
    return dataclasses.asdict(view) if view else {}


@router.post("/{article_id}/versions/{number}/retry", status_code=202)
def retry(service: Running, article_id: ArticleId, number: Annotated[int, Path(ge=1)]) -> dict[str, object]:
    """Translate a version again that failed; what of it was translated stays."""
    try_again(service, article_id, number)
    return {"id": article_id, "version": number, "state": _found(service, article_id, number).state}


@router.get("/{article_id}/download", response_class=Response)
def download(
    service: Running,
    article_id: ArticleId,
    format: Literal["txt", "html", "docx", "tmx", "jsonl", "original"] = "original",  # noqa: A002
    version: Number = None,
) -> Response:
    """The article as a file, with what people have put right in it."""
    file = render(service, article_id, format, version)
    return Response(file.content, media_type=file.media_type, headers={"Content-Disposition": attachment(file.name)})


def attachment(name: str) -> str:
    """The Content-Disposition of a file that is called `name` (RFC 6266, RFC 8187).

    >>> attachment("سد.txt")
    'attachment; filename="__.txt"; filename*=UTF-8\\'\\'%D8%B3%D8%AF.txt'
    """
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_. ") else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _found(service: Service, article_id: str, number: int | None) -> Version:
    with service.database.reading() as session:
        return find_version(session, article_id, number)


async def _stream(service: Service, article_id: str, number: int, after: int) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    try:
        async for event in events(service, article_id, number, after):
            yield _written(event)
    except MissingArticleError as error:  # it has been removed meanwhile
        yield _written(Event("failed", after, {"error": str(error)}))


def _written(event: Event | None) -> str:
    if event is None:
        return ": nothing new\n\n"
    return f"id: {event.id}\nevent: {event.name}\ndata: {json.dumps(event.data, ensure_ascii=False)}\n\n"


@dataclasses.dataclass(frozen=True, slots=True)
class _Fields:
    """What a request brings: one of a file, a text and an address."""

    content: bytes | None
    name: str
    text: str | None
    address: str | None
    title: str


def _brought(service: Service, fields: _Fields, owner: str) -> Brought:
    if fields.content is not None:
        return bring(service, fields.content, fields.name, title=fields.title, owner=owner)
    if fields.text is not None:
        return bring_text(service, fields.text, title=fields.title, owner=owner)
    return bring_address(service, (fields.address or "").strip(), owner=owner)


async def _fields(request: Request, most: int) -> _Fields:
    """What is brought, a text of at most `most` bytes.

    Raises InputError when it is not one thing.
    """
    given: dict[str, Any]
    if request.headers.get("content-type", "").split(";")[0].strip().lower() == "application/json":
        given = _object(await request.body())
    else:
        form = await request.form(max_files=1, max_fields=10, max_part_size=most)
        given = dict(form)
    file = given.pop("file", None)
    title = given.get("title") or ""
    texts = {name: given.get(name) for name in ("text", "address")}
    named = [name for name, value in texts.items() if value is not None]
    if any(not isinstance(value, str) for value in (title, *(texts[name] for name in named))):
        raise InputError("text, address and title are strings")
    if (file is not None) + len(named) != 1:
        raise InputError("send one of a file, a text and an address")
    if file is None:
        return _Fields(None, "", texts["text"], texts["address"], title)
    if not isinstance(file, UploadFile):
        raise InputError("file: is no file; send it as multipart/form-data, with its name")
    return _Fields(await file.read(), file.filename or "", None, None, title)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the request is no JSON ({error})") from None
    if not isinstance(found, dict):
        raise InputError('the request is no object; send {"text": "…"} or {"address": "…"}')
    return found
