"""How a request is refused before any route sees it, in the words of the contract that it speaks."""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Scope


def field_of(scope: Scope) -> str:
    """Where the contract of a request has the reason why it is refused: DeepL's, or everybody else's."""
    return "message" if scope["path"].startswith("/v2/") else "error"


def refusal(scope: Scope, status: int, message: str, *, after: int = 0) -> Response:
    """The answer `status`, with the reason; `after`: seconds until the same may be asked again (0: not said)."""
    headers = {"Retry-After": str(after)} if after else {}
    if "text/html" in Headers(scope=scope).get("accept", ""):  # a person asks, in a browser
        from service.page.refusal import refused_page  # which needs what refuses by this

        return refused_page(status, message, headers)
    return JSONResponse({field_of(scope): whole(message)}, status, headers)


def whole(message: str) -> str:
    """`message` without halves of characters, which somebody has sent and nobody can be sent."""
    return message.encode("utf-8", "replace").decode()
