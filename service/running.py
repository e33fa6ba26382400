"""What a running service has: its settings, its database, its model, its work; and how a request comes by them."""

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends, Request

from models.engines.base import Decoding
from models.engines.settings import EngineSettings, usable_cores
from models.engines.shared import SharedEngine
from models.errors import InputError
from models.model import Model, load
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
_OTHER_SEARCHES = (
    Decoding(beam=8), Decoding(beam=2), Decoding(beam=1), Decoding(length_penalty=2.0),
    Decoding(repetition_penalty=1.3), Decoding(beam=8, repetition_penalty=1.6),
)  # fmt: skip
_LANES = 16  # threads that prepare sentences and look at what came of them, while the engine translates others'


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
    model = ServedModel(settings)
    desk = Desk(
        lambda: ServedTranslator(settings, metrics, model),
        together=settings.together,
        waiting=settings.waiting,
        lanes=1 if settings.engine == "transformers" else _LANES,  # torch has one thread do it all
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


class ServedModel:
    """The one model of a process: loaded for the first who takes it, freed by the last who gives it back."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._users = 0
        self._model: Model | None = None

    def take(self) -> Model:
        """Raises ModelError when it cannot be loaded."""
        with self._lock:
            if self._model is None:
                self._model = self._load()
            self._users += 1
            return self._model

    def give_back(self) -> None:
        with self._lock:
            self._users -= 1
            if not self._users and self._model is not None:
                self._model.close()
                self._model = None

    def _load(self) -> Model:
        settings = self._settings
        workers = settings.threads or usable_cores()
        model = load(settings.model, engine=settings.engine, settings=EngineSettings(workers=workers, padded=True))
        if model.engine.name != "ctranslate2":
            return model
        return replace(model, engine=SharedEngine(model.engine, workers=workers, wait=settings.wait))


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
    """A translator with a memory of its own, which says at once what a person has put right in any process.

    Raises ModelError, InputError or SettingsError when the model, the glossary or the memory cannot be used.
    """

    def __init__(self, settings: Settings, metrics: Metrics, model: ServedModel) -> None:
        self._metrics = metrics
        glossary = read_glossary(str(settings.glossary)) if settings.glossary else None
        self._file = _open_memory(settings)
        # What a translator remembers by itself would hide a correction.
        batching = Batching() if self._file is None else Batching(remembered=0)
        self._taken, self._glossary = model, glossary
        self._shared = model.take()
        super().__init__(self._shared, batching=batching, glossary=glossary, memory=self._file)

    def others(self, documents: Sequence[Document], count: int) -> list[list[TranslatedDocument]]:
        """Up to `count` other translations of each document, all different: those of other searches."""
        own = [{_said(one)} for one in super().translate_documents(documents)]
        found: list[list[TranslatedDocument]] = [[] for _ in documents]
        for decoding in _OTHER_SEARCHES:
            wanted = [number for number, some in enumerate(found) if len(some) < count]
            other = Translator(
                self._shared, decoding=decoding, batching=Batching(remembered=0), glossary=self._glossary
            )
            asked = [documents[number] for number in wanted]
            for number, one in zip(wanted, other.translate_documents(asked), strict=True):
                if (said := _said(one)) not in own[number]:
                    own[number].add(said)
                    found[number].append(one)
        return found

    def translate_documents(self, documents: Iterable[Document]) -> Iterator[TranslatedDocument]:
        done = list(super().translate_documents(documents))
        self._metrics.translated(done)
        yield from done

    def close(self) -> None:
        super().close()
        self._taken.give_back()
        if self._file is not None:
            self._file.close()


def _said(one: TranslatedDocument) -> tuple[str, ...]:
    return tuple(block.text for block in one.blocks)
