"""The application: what a service is made of, from its settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from models.errors import JisrError
from service.api import articles, deepl, inbox, libretranslate, operations, refusal
from service.api.description import SUMMARY, describe
from service.gate import Traffic
from service.inbox.inboxes import place_of
from service.inbox.watch import serving_watch
from service.layers import layers
from service.limits import Rates
from service.metrics import Metrics
from service.page import routes as page
from service.running import close_service, open_service
from service.settings import Settings
from service.uploads import remove_old_files


def create_app(settings: Settings) -> FastAPI:
    """The application of a service; its lifespan opens the database, and begins to load the model."""

    metrics, traffic = Metrics(), Traffic()
    rates = Rates(settings.admission.rate_on(settings.host), settings.queue)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            places = [place_of(name) for name in settings.watch]
            service = await run_in_threadpool(open_service, settings, rates, metrics)
        except JisrError as error:
            app.state.failed = error  # uvicorn says only that there was one
            raise
        app.state.service = service
        metrics.watch(service.database, service.desk, lambda: traffic.inside)
        service.jobs.every.append(serving_watch(service, places).turn)
        service.jobs.every.append(lambda: remove_old_files(service.database, settings.file_hours))
        try:
            yield
        finally:
            await run_in_threadpool(close_service, service)

    # The pages that show the API get their scripts from elsewhere, which no page of ours does.
    app = FastAPI(
        title="jisr", version=_version(), summary=SUMMARY, lifespan=lifespan, docs_url=None, redoc_url=None,
        middleware=layers(settings, metrics=metrics, rates=rates, traffic=traffic),
    )  # fmt: skip
    app.state.traffic = traffic
    refusal.install(app)
    for part in (operations, articles, inbox, libretranslate, deepl):
        app.include_router(part.router)
    page.install(app)
    describe(app)
    return app


def _version() -> str:
    try:
        return version("jisr")
    except PackageNotFoundError:
        return "0"
