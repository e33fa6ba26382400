"""What Prometheus is told: of requests, of the work, of what is stored. No label holds what a user wrote."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from service.database.open import Database
from service.database.tables import Inbox, Item, Version
from service.desk import Desk
from translate.translation import HUMAN, MEMORY, TranslatedDocument

_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_SENTENCES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Metrics:
    """The numbers of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "jisr_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "jisr_request_seconds", "Seconds until a request was answered", ("route",), buckets=_SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._sentences = Counter("jisr_sentences", "Sentences translated", registry=self.registry)
        self._characters = Counter("jisr_characters", "Characters of their sources", registry=self.registry)
        self._batches = Histogram(
            "jisr_batch_sentences", "Sentences translated together", buckets=_SENTENCES, registry=self.registry
        )
        self._recalled = Counter(
            "jisr_memory_hits", "Sentences taken from the translation memory", ("made_by",), registry=self.registry
        )
        self._flags = Counter("jisr_flags", "Sentences by what is notable of them", ("flag",), registry=self.registry)
        for maker in ("machine", "human"):
            self._recalled.labels(maker)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered; `route` is the template, not the path."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def translated(self, documents: Iterable[TranslatedDocument]) -> None:
        """Documents were translated together."""
        translations = [one for document in documents for one in document.translations]
        self._sentences.inc(len(translations))
        self._characters.inc(sum(len(one.source) for one in translations))
        self._batches.observe(len(translations))
        for one in translations:
            if HUMAN in one.flags:
                self._recalled.labels("human").inc()
            elif MEMORY in one.flags:
                self._recalled.labels("machine").inc()
            for flag in one.flags:
                self._flags.labels(flag.partition(":")[0]).inc()

    def watch(self, database: Database, desk: Desk, inside: Callable[[], int]) -> None:
        """Tell also what waits at the desk, what is stored, which model works, and how many requests are `inside`."""
        waiting = Gauge("jisr_waiting_characters", "Characters that wait to be translated", registry=self.registry)
        waiting.set_function(lambda: desk.waiting)
        now = Gauge("jisr_requests_inside", "Requests being answered", registry=self.registry)
        now.set_function(inside)
        self.registry.register(_Stored(database))
        self.registry.register(_Loaded(desk))


class _Stored(Collector):
    """What is in the database, counted when it is asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> Sequence[Metric]:  # without it, registering would count
        return []

    def collect(self) -> Iterator[Metric]:
        with self._database.reading() as session:
            versions = session.execute(select(Version.state, func.count()).group_by(Version.state)).all()
            items = session.execute(select(Item.state, func.count()).group_by(Item.state)).all()
            failing = session.scalar(select(func.count()).select_from(Inbox).where(Inbox.failures > 0)) or 0
        yield _by_state("jisr_articles", "Versions of articles", versions, ("waiting", "working", "done", "failed"))
        yield _by_state("jisr_inbox_items", "What came into the inboxes", items, ("waiting", "taken", "aside"))
        yield GaugeMetricFamily("jisr_inboxes_failing", "Inboxes that could not be read when last tried", failing)


class _Loaded(Collector):
    """Which model works, as soon as it is loaded."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def describe(self) -> Sequence[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        ready = self._desk.ready
        is_loaded = ready.done() and ready.exception() is None
        yield GaugeMetricFamily("jisr_ready", "The model is loaded", int(is_loaded))
        if is_loaded:
            loaded = ready.result()
            labels = {"name": loaded.name, "revision": loaded.revision, "signature": loaded.signature}
            yield InfoMetricFamily("jisr_model", "The model that translates", labels)


def _by_state(name: str, text: str, counted: Iterable[Sequence[object]], states: Iterable[str]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=("state",))
    counts = dict.fromkeys(states, 0) | {str(state): int(str(count)) for state, count in counted}
    for state, count in counts.items():
        family.add_metric([state], count)
    return family
