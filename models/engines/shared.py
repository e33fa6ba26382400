"""An engine that several threads use: what they ask for at the same time is translated together."""

import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Self

from models.engines.attention import Attention
from models.engines.base import Batch, Decoding, Engine, Hypothesis
from models.engines.groups import check_lengths, padded_width

_MOST_TOKENS = 2048  # of a batch, padding counted; more gains nothing (Batching.tokens)
_PATIENCE = 0.5  # seconds
_ANY = 1 << 30  # positions: how sources are gathered does not depend on what the model can take


@dataclass(frozen=True, slots=True)
class _Wish:
    """A source that is to be translated, and where the translation is waited for."""

    source: Sequence[str]
    decoding: Decoding
    width: int
    came: float
    future: "Future[Hypothesis]" = field(default_factory=Future)


class SharedEngine:
    """Gathers what its users ask of `engine` into batches; a context manager that ends its threads, and the engine.

    Each of `workers` threads takes, when it is free, the source that has waited longest, and those of about its length
    that wait beside it. `wait`: seconds that it lets the first wait for others where others came lately. A source's
    translation is the engine's, which does not depend on the batch.
    """

    def __init__(self, engine: Engine, *, workers: int, wait: float) -> None:
        self.name, self.max_source = engine.name, engine.max_source
        self._engine, self._wait = engine, wait
        self._news = threading.Condition()
        self._wishes: deque[_Wish] = deque()
        self._idle = 0
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work, name=f"engine-{number}", daemon=True) for number in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def generate(self, batches: Iterable[Batch], decoding: Decoding) -> Iterator[list[Hypothesis]]:
        """See Engine.generate; all of `batches` is taken at once."""
        asked = [self._ask(batch, decoding) for batch in batches]
        for futures in asked:
            yield [future.result() for future in futures]

    def complete(self, sources: Batch, prefixes: Batch, decoding: Decoding) -> list[Hypothesis]:
        """See Engine.complete."""
        return self._engine.complete(sources, prefixes, decoding)

    def score(self, sources: Batch, targets: Batch) -> list[float | None]:
        """See Engine.score."""
        return self._engine.score(sources, targets)

    def attend(self, sources: Batch, targets: Batch) -> list[Attention | None]:
        """See Engine.attend."""
        return self._engine.attend(sources, targets)

    def close(self) -> None:
        with self._news:
            self._closing = True
            self._news.notify_all()
        for thread in self._threads:
            thread.join()
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _ask(self, batch: Batch, decoding: Decoding) -> "list[Future[Hypothesis]]":
        check_lengths(batch, self.max_source)
        now = time.monotonic()
        wishes = [_Wish(source, decoding, padded_width(len(source) + 1, _ANY), now) for source in batch]
        with self._news:
            self._wishes.extend(wishes)
            self._news.notify(len(wishes))
        return [wish.future for wish in wishes]

    def _work(self) -> None:
        company = 0  # of the last batch
        while wishes := self._take(company):
            company = len(wishes)
            try:
                (found,) = self._engine.generate([[wish.source for wish in wishes]], wishes[0].decoding)
            except Exception as error:
                for wish in wishes:
                    wish.future.set_exception(error)
                continue
            for wish, hypothesis in zip(wishes, found, strict=True):
                wish.future.set_result(hypothesis)

    def _take(self, company: int) -> list[_Wish]:
        """The next batch; none at the end."""
        with self._news:
            self._idle += 1
            try:
                while True:
                    while not self._wishes:
                        if self._closing:
                            return []
                        self._news.wait()
                    left = self._wishes[0].came + self._wait - time.monotonic()
                    if left <= 0 or len(self._wishes) >= company or self._closing:
                        break
                    self._news.wait(left)
                return self._gathered(-(-len(self._wishes) // self._idle))
            finally:
                self._idle -= 1

    def _gathered(self, most: int) -> list[_Wish]:
        """No more than `most` wishes that can be translated together: as many as there are, or the first one's.

        Many are worth more than the order in which they came, but none waits for others longer than _PATIENCE.
        """
        first = self._wishes[0]
        kinds = Counter((wish.width, wish.decoding) for wish in self._wishes)
        kind, _ = kinds.most_common(1)[0]
        if time.monotonic() - first.came > _PATIENCE:
            kind = (first.width, first.decoding)
        most = min(most, max(1, _MOST_TOKENS // kind[0]))
        taken: list[_Wish] = []
        others: deque[_Wish] = deque()
        for wish in self._wishes:
            is_like = (wish.width, wish.decoding) == kind
            (taken if is_like and len(taken) < most else others).append(wish)
        self._wishes = others
        return taken
