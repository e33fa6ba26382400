"""How a request is refused: with which status, and in the words of which contract."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, ClassVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from models.errors import JisrError
from service.articles.content import TooLargeError
from service.articles.read import MissingArticleError
from service.articles.render import UnfinishedError
from service.desk import BusyError, ClosedError
from service.refusing import field_of, whole
from translate.web.guard import RefusedError

_log = logging.getLogger("service")
_RESTART = 10  # seconds in which a service that ends may be back
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class RefusalError(JisrError):
    """What cannot be done for a request, with the status that says why."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers


class Refusing(APIRoute):
    """A route whose errors are `{"error": "…"}`, as LibreTranslate's are; ours, too."""

    field: ClassVar[str] = "error"
    invalid: ClassVar[int] = 400

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def refusing(request: Request) -> Response:
            try:
                return await handle(request)
            except Exception as error:
                return refused(error, self.field, self.invalid)

        return refusing


class RefusingAsDeepL(Refusing):
    """A route whose errors are `{"message": "…"}`, as DeepL's are."""

    field = "message"


def refused(error: Exception, field: str = "error", invalid: int = 422) -> Response:
    """The answer that `error` becomes; what nobody has foreseen is logged, and not shown.

    `field`: where the message stands. `invalid`: the status of a request that is not as it should be.
    """
    return _answer(*_told(error, invalid), field)


def _answer(status: int, message: str, headers: Mapping[str, str] | None, field: str) -> Response:
    return JSONResponse({field: whole(message)}, status, dict(headers or {}))


def install(app: FastAPI) -> None:
    """Have every error of `app` that no route has put into words said as ours are."""

    async def refuse(request: Request, error: Exception) -> Response:
        status, message, headers = _told(error, 422)
        answer = _answer(status, message, headers, field_of(request.scope))
        if answer.status_code == 405 and (methods := _methods(request)):
            answer.headers["Allow"] = ", ".join(methods)  # of all routes of that path, not of one
        if "text/html" in request.headers.get("accept", ""):  # a person asks, in a browser
            from service.page.refusal import refused_page  # which needs what refuses by this

            kept = {name: value for name, value in answer.headers.items() if not name.startswith("content-")}
            return refused_page(status, whole(message), kept)
        return answer

    for kind in (JisrError, HTTPException, RequestValidationError, OperationalError, InterfaceError, PoolError):
        app.add_exception_handler(kind, refuse)


def _methods(request: Request) -> list[str]:
    """The methods that the path of a request knows."""
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    return [
        method
        for method in ("GET", "POST", "PUT", "DELETE")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]


def _told(error: Exception, invalid: int) -> tuple[int, str, Mapping[str, str] | None]:
    match error:
        case RefusalError():
            return error.status, str(error), error.headers
        case BusyError():
            return 503, str(error), {"Retry-After": str(error.after)}
        case ClosedError():
            return 503, str(error), {"Retry-After": str(_RESTART)}
        case OperationalError() | InterfaceError() | PoolError():
            _log.error("the database fails", exc_info=error)
            return 503, "the database cannot be reached just now; ask again soon", {"Retry-After": str(_RESTART)}
        case TooLargeError():
            return 413, str(error), None
        case MissingArticleError():
            return 404, str(error), None
        case UnfinishedError():
            return 409, str(error), None
        case RefusedError():
            return 403, str(error), None
        case JisrError():
            return 400, str(error), None
        case HTTPException():
            return error.status_code, str(error.detail), error.headers
        case RequestValidationError():
            return invalid, f"Invalid request: {_complaint(error)}", None
    _log.error("a request has failed", exc_info=error)
    return 500, "something went wrong in the service; its log says what", None


def _complaint(error: RequestValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path", "header"))
    return f"{place}: {first['msg']}" if place else str(first["msg"])
