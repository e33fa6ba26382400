"""The application: what a service is made of, from its settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from service.api import operations
from service.database.open import Database
from service.desk import Desk
from service.running import Service, open_translator
from service.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The application of a service; its lifespan opens the database, and begins to load the model."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = await run_in_threadpool(Database, settings.database_url)
        desk = Desk(
            lambda: open_translator(settings), wait=settings.wait, together=settings.together, waiting=settings.waiting
        ).start()
        app.state.service = Service(settings, database, desk)
        try:
            yield
        finally:
            await run_in_threadpool(desk.close)
            database.close()

    app = FastAPI(title="jisr", version=_version(), lifespan=lifespan, docs_url="/docs", redoc_url=None)
    app.include_router(operations.router)
    return app


def _version() -> str:
    try:
        return version("jisr")
    except PackageNotFoundError:
        return "0"
