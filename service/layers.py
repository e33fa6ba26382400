"""What a request passes through before its route, and its answer after: from the outside in."""

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from service.gate import Gate, Traffic
from service.headers import Origins, SecurityHeaders, names_of
from service.limits import BodyLimit, RateLimit, Rates
from service.metrics import Metrics
from service.observed import Observed
from service.raw_forms import RawForms
from service.settings import Settings

_FORM = 64 << 10  # bytes of a form beside its file


def layers(settings: Settings, *, metrics: Metrics, rates: Rates, traffic: Traffic) -> list[Middleware]:
    """The layers of an application, the outermost first."""
    door = settings.admission
    some = [Middleware(SecurityHeaders), Middleware(Observed, metrics=metrics)]
    if door.proxies:
        some.insert(0, Middleware(ProxyHeadersMiddleware, trusted_hosts=list(door.proxies)))
    some.append(Middleware(Origins, names=names_of(settings.host, door.names), origins=door.origins))
    if door.origins:
        some.append(
            Middleware(
                CORSMiddleware, allow_origins=door.origins, allow_methods=("GET", "POST", "PUT", "DELETE"),
                allow_headers=("Authorization", "Content-Type", "Last-Event-ID"),
            )
        )  # fmt: skip
    some.append(Middleware(RateLimit, rates=rates))
    some.append(Middleware(RawForms))
    some.append(Middleware(Gate, traffic=traffic, most=door.requests, seconds=door.seconds))
    some.append(Middleware(BodyLimit, most=settings.upload_bytes + _FORM))
    return some
