"""What a running service has: its settings, its database, its model, its work; and how a request comes by them."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends, Request

from models.engines.settings import EngineSettings
from models.errors import InputError
from models.model import load
from service.articles.spread import Spread
from service.database.open import Database
from service.desk import Desk
from service.fetching import Fetcher
from service.jobs import Jobs
from service.keys import Keyring
from service.limits import Rates
from service.metrics import Metrics
from service.settings import Settings
from translate.batches import Batching
from translate.documents import Document
from translate.glossary import read_glossary
from translate.memory.store import Memory, default_path
from translate.memory.usual import UsualMemory
from translate.translation import TranslatedDocument
from translate.translator import Translator

_log = logging.getLogger("jisr.memory")


@dataclass(frozen=True, slots=True)
class Service:
    """What every part of a running service works with."""

    settings: Settings
    database: Database
    desk: Desk
    jobs: Jobs
    fetcher: Fetcher
    keyring: Keyring
    rates: Rates
    metrics: Metrics


def open_service(settings: Settings, rates: Rates, metrics: Metrics) -> Service:
    """Open the database, and begin to load the model and to work.

    Raises InputError or SettingsError when the database or the queue cannot be used.
    """
    database = Database(settings.database_url)
    desk = Desk(
        lambda: open_translator(settings, metrics),
        wait=settings.wait,
        together=settings.together,
        waiting=settings.waiting,
    )
    jobs = Jobs(settings, database, desk)
    service = Service(settings, database, desk, jobs, Fetcher(settings), Keyring(database), rates, metrics)
    jobs.own.append(Spread(database, memory_path(settings)).turn)
    desk.start()
    jobs.start()
    return service


def close_service(service: Service) -> None:
    """Give back what is worked on, and end."""
    service.jobs.stop()
    service.desk.close()
    service.database.close()


def service_of(request: Request) -> Service:
    """The service that a request came to."""
    return cast(Service, request.app.state.service)


Running = Annotated[Service, Depends(service_of)]


def memory_path(settings: Settings) -> Path | None:
    """The translation memory's file; None where there is none."""
    if settings.memory == "none":
        return None
    return default_path() if settings.memory == "auto" else Path(settings.memory)


def open_translator(settings: Settings, metrics: Metrics) -> "ServedTranslator":
    """Load the model; to be called in the thread that uses it.

    Raises ModelError, InputError or SettingsError when the model, the glossary or the memory cannot be used.
    """
    return ServedTranslator(settings, metrics)


def _open_memory(settings: Settings) -> Memory | None:
    """The memory that is asked for; the usual one is done without where it fails, and that is logged."""
    path = memory_path(settings)
    if path is None or settings.memory != "auto":
        return Memory(path) if path else None
    try:
        return UsualMemory(path, _log.warning)
    except InputError as error:
        _log.warning("%s; going on without", error)
        return None


class ServedTranslator(Translator):
    """A translator with a memory of its own, which says at once what a person has put right in any process."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._metrics = metrics
        glossary = read_glossary(str(settings.glossary)) if settings.glossary else None
        self._file = _open_memory(settings)
        # What a translator remembers by itself would hide a correction.
        batching = Batching() if self._file is None else Batching(remembered=0)
        self._model = load(settings.model, engine=settings.engine, settings=EngineSettings(workers=settings.threads))
        super().__init__(self._model, batching=batching, glossary=glossary, memory=self._file)

    def translate_documents(self, documents: Iterable[Document]) -> Iterator[TranslatedDocument]:
        done = list(super().translate_documents(documents))
        self._metrics.translated(done)
        yield from done

    def close(self) -> None:
        super().close()
        self._model.close()
        if self._file is not None:
            self._file.close()
