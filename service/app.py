"""The application: what a service is made of, from its settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from models.errors import JisrError
from service.api import articles, libretranslate, operations, refusal
from service.database.open import Database
from service.desk import Desk
from service.fetching import Fetcher
from service.gate import Traffic
from service.jobs import Jobs
from service.keys import Keyring
from service.layers import layers
from service.limits import Rates
from service.metrics import Metrics
from service.running import Service, open_translator
from service.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The application of a service; its lifespan opens the database, and begins to load the model."""

    metrics, traffic = Metrics(), Traffic()
    rates = Rates(settings.admission.rate_on(settings.host), settings.queue)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            service = await run_in_threadpool(_open, settings, rates, metrics)
        except JisrError as error:
            app.state.failed = error  # uvicorn says only that there was one
            raise
        app.state.service = service
        metrics.watch(service.database, service.desk, lambda: traffic.inside)
        try:
            yield
        finally:
            await run_in_threadpool(_close, service)

    # The pages that show the API get their scripts from elsewhere, which no page of ours does.
    app = FastAPI(
        title="jisr", version=_version(), lifespan=lifespan, docs_url=None, redoc_url=None,
        middleware=layers(settings, metrics=metrics, rates=rates, traffic=traffic),
    )  # fmt: skip
    app.state.traffic = traffic
    refusal.install(app)
    for part in (operations, articles, libretranslate):
        app.include_router(part.router)
    return app


def _open(settings: Settings, rates: Rates, metrics: Metrics) -> Service:
    database = Database(settings.database_url)
    desk = Desk(
        lambda: open_translator(settings, metrics),
        wait=settings.wait,
        together=settings.together,
        waiting=settings.waiting,
    )
    jobs = Jobs(settings, database, desk)
    service = Service(settings, database, desk, jobs, Fetcher(settings), Keyring(database), rates, metrics)
    desk.start()
    jobs.start()
    return service


def _close(service: Service) -> None:
    service.jobs.stop()
    service.desk.close()
    service.database.close()


def _version() -> str:
    try:
        return version("jisr")
    except PackageNotFoundError:
        return "0"
