"""How a request is refused before any route sees it, in the words of the contract that it speaks."""

from starlette.responses import JSONResponse
from starlette.types import Scope


def field_of(scope: Scope) -> str:
    """Where the contract of a request has the reason why it is refused: DeepL's, or everybody else's."""
    return "message" if scope["path"].startswith("/v2/") else "error"


def refusal(scope: Scope, status: int, message: str, *, after: int = 0) -> JSONResponse:
    """The answer `status`, with the reason; `after`: seconds until the same may be asked again (0: not said)."""
    return JSONResponse({field_of(scope): message}, status, {"Retry-After": str(after)} if after else None)
