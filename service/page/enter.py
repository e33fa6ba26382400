"""How a browser comes by the key that lets it in, and forgets it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from service.access import COOKIE
from service.page.refusal import PageRoute
from service.page.rendering import render
from service.running import Running

_YEAR = 365 * 24 * 3600  # seconds

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/enter")
def ask(request: Request, next: str = "/") -> Response:  # noqa: A002
    """The form that asks for a key; `next`: where it leads."""
    return _form(request, next)


@router.post("/enter")
def enter(
    request: Request, service: Running, key: Annotated[str, Form()], next: Annotated[str, Form()] = "/"  # noqa: A002
) -> Response:  # fmt: skip
    """Keep a key that is valid in a cookie that no script reads and no other site's page makes use of."""
    secret = key.strip()
    if service.keyring.find(secret) is None:
        return _form(request, next, "This key opens nothing. Copy it whole, or ask whoever runs the service.", 403)
    answer = RedirectResponse(_own(next), 303)
    answer.set_cookie(
        COOKIE, secret, max_age=_YEAR, httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return answer


@router.post("/leave")
def leave() -> Response:
    """Forget the key."""
    answer = RedirectResponse("/enter", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _form(request: Request, next: str, error: str = "", status: int = 200) -> Response:  # noqa: A002
    return render("enter.html", status, next=_own(next), error=error, has_key=COOKIE in request.cookies)


def _own(path: str) -> str:
    """`path` where it is one of this service's, else the first page.

    >>> _own("/read/1?version=2"), _own("//evil.example"), _own("/\\\\evil.example"), _own("https://evil.example")
    ('/read/1?version=2', '/', '/', '/')
    """
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"
