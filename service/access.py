"""Who asks, and what they may do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Literal, cast

from fastapi import Depends, Request
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from service.articles.read import MissingArticleError
from service.database.tables import Article
from service.headers import SAFE, is_own_page
from service.keys import SCOPES, Found
from service.limits import address_of, count, is_counted, is_free, too_many
from service.running import Running, Service

COOKIE = "jisr_key"
_NO_KEY = "this needs an API key: send it as `Authorization: Bearer KEY`, or as api_key"
_NO_KEY_LIBRETRANSLATE = "Please contact the server operator to get an API key"
_WRONG_KEY = "Invalid API key"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a key's id and name, or nobody in particular ("") where the service is open; and what they may do."""

    id: str = ""
    name: str = ""
    scopes: frozenset[str] = frozenset(SCOPES)
    rate: int = 0

    @property
    def owner(self) -> str:
        """Whose the articles are that this caller brings; a key that replaces another of its name has them still."""
        return self.name

    @property
    def sees(self) -> str | None:
        """Whose articles this caller sees; None: everybody's."""
        return None if "admin" in self.scopes else self.name

    def may(self, scope: str) -> bool:
        return scope in self.scopes or "admin" in self.scopes


Contract = Literal["jisr", "libretranslate", "deepl"]
Allowing = Callable[[Request, Service], Awaitable[Caller]]


def allow(scope: str, contract: Contract = "jisr") -> Allowing:
    """A dependency that lets those through who may do `scope`; others get what `contract` says: 401 or 403.

    Where no key was ever made everybody may do everything, unless `--require-keys` says otherwise.
    """

    async def check(request: Request, service: Running) -> Caller:
        try:
            caller = Caller() if await run_in_threadpool(is_open, service) else await _known(request, service, contract)
        except HTTPException:
            await _count(request, service, Caller())  # so that nobody tries secrets by the thousand
            raise
        request.state.caller = caller
        if not is_free(request.scope):
            await _count(request, service, caller)
        if not caller.may(scope):
            raise HTTPException(403, f"this key may not do that: it lacks the scope {scope!r}")
        return caller

    return check


def caller_of(request: Request) -> Caller:
    """The caller that `allow` let through."""
    return cast(Caller, request.state.caller)


Calling = Annotated[Caller, Depends(caller_of)]


def own_article(request: Request, service: Running, caller: Calling) -> None:
    """A dependency: the article in the path, where there is one, is the caller's to see.

    Raises MissingArticleError when it is another's: who may not see an article is not told that there is one.
    """
    article_id = request.path_params.get("article_id")
    if article_id is None or caller.sees is None:
        return
    with service.database.reading() as session:
        owner = session.scalar(select(Article.owner).where(Article.id == article_id))
    if owner != caller.sees:
        raise MissingArticleError(f"{article_id}: there is no such article")


def is_open(service: Service) -> bool:
    """Nobody needs a key."""
    return not service.settings.admission.require_keys and service.keyring.is_empty


async def presented(request: Request, contract: Contract = "jisr") -> tuple[str, bool]:
    """The secret that came with a request ("": none), and whether a browser added it by itself, as it does a cookie."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if secret and kind.lower() in ("bearer", "deepl-auth-key"):
        return secret.strip(), False
    if secret := request.query_params.get("api_key", ""):
        return secret, False
    if contract == "libretranslate" and (secret := await _in_body(request)):
        return secret, False
    return request.cookies.get(COOKIE, ""), True


async def _known(request: Request, service: Service, contract: Contract) -> Caller:
    secret, is_cookie = await presented(request, contract)
    status, headers = (401, {"WWW-Authenticate": "Bearer"}) if contract == "jisr" else (403, None)
    if not secret:
        raise HTTPException(status, _NO_KEY_LIBRETRANSLATE if contract == "libretranslate" else _NO_KEY, headers)
    found = await run_in_threadpool(service.keyring.find, secret)
    if found is None:
        raise HTTPException(status, _WRONG_KEY, headers)
    if is_cookie and request.method not in SAFE and not is_own_page(request.headers):
        raise HTTPException(403, "another site's page may not do that with the key that this browser keeps")
    return as_caller(found)


async def _count(request: Request, service: Service, caller: Caller) -> None:
    if is_counted(request.scope):
        return
    count(request.scope)
    who = f"key {caller.id}" if caller.id else address_of(request.scope)
    if after := await service.rates.hit(who, caller.rate):
        raise too_many(caller.rate or service.rates.usual, after)


def as_caller(key: Found) -> Caller:
    """The caller that a valid key stands for."""
    return Caller(key.id, key.name, key.scopes, key.rate)


async def _in_body(request: Request) -> str:
    """LibreTranslate's clients put the key beside the text. A body that cannot be read is the route's to refuse."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
            value: object = (await request.form()).get("api_key", "")
        elif kind == "application/json" or kind.endswith("+json"):
            body = await request.json()
            value = body.get("api_key", "") if isinstance(body, dict) else ""
        else:
            return ""
    except HTTPException as error:
        if error.status_code == 413:
            raise
        return ""
    except (ValueError, RecursionError):
        return ""
    return value if isinstance(value, str) else ""
