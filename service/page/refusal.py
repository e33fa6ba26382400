"""What cannot be done, said in the page."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException as StarletteError

from models.errors import JisrError
from service.articles.content import TooLargeError
from service.articles.read import MissingArticleError
from service.desk import BusyError, ClosedError
from service.inbox.asked import ForbiddenPlaceError, MissingInboxError, TooManyError
from service.inbox.items import MissingItemError
from service.page.rendering import render, wants_json
from service.refusing import whole
from translate.web.guard import RefusedError

_HEADS = {
    401: "A key is needed", 403: "That may not be done", 404: "Not here", 413: "Too large", 422: "That cannot be done",
    429: "Too often", 503: "Busy",
}  # fmt: skip


class PageRoute(APIRoute):
    """A route of the page: what is refused is said in words, as a page, or to its scripts as `{"error": …}`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except (JisrError, StarletteError, RequestValidationError) as error:
                return refused(request, error)

        return handled


_STATUS: tuple[tuple[type[JisrError], int], ...] = (
    (MissingArticleError, 404), (MissingInboxError, 404), (MissingItemError, 404), (RefusedError, 403),
    (ForbiddenPlaceError, 403), (TooManyError, 409), (TooLargeError, 413), (BusyError, 503), (ClosedError, 503),
)  # fmt: skip


def status_of(error: Exception) -> int:
    """The HTTP status that says what kind of `error` it is."""
    if isinstance(error, StarletteError):
        return error.status_code
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 422)


def words_of(error: Exception) -> str:
    """`error` for people to read."""
    if isinstance(error, RequestValidationError):
        return whole("; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors()))
    return whole(str(error.detail) if isinstance(error, StarletteError) else str(error))


def refused(request: Request, error: Exception) -> Response:
    """The answer to what was refused for `error`."""
    status, words = status_of(error), words_of(error)
    headers = dict(getattr(error, "headers", None) or {})
    if isinstance(error, BusyError):
        headers["Retry-After"] = str(error.after)
    if wants_json(request):
        return JSONResponse({"error": words}, status, headers)
    return refused_page(status, words, headers, request.url.path if request.method == "GET" else "/")


def refused_page(status: int, words: str, headers: Mapping[str, str], path: str = "/") -> Response:
    """A page that says why something was refused; `path`: where a key would lead, where one is wanted."""
    head = _HEADS.get(status, "That did not work")
    answer = render("refused.html", status, head=head, error=words, code=status, here_path=path)
    answer.headers.update(headers)
    return answer
