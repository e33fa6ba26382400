"""The one model of a process: what is asked for at the same time is translated together."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Self

from models.errors import JisrError
from service.orders import Answer, Call, Order, Part, cut, moved, weight
from translate.documents import Document
from translate.translation import TranslatedDocument, Translation
from translate.translator import Translator

_FIRST = 250  # characters of an article's first part: whoever watches sees something soon
_AHEAD = 2  # parts of an article that wait at a time: one is worked on while the next comes in


class BusyError(JisrError):
    """More is waiting than may wait; the same may be asked for again in `after` seconds."""

    def __init__(self, after: int) -> None:
        super().__init__(f"too much is waiting to be translated; try again in {after} s")
        self.after = after


class ClosedError(JisrError):
    """The service is ending."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The model that translates: its name, what pins its weights, and the signature of what it writes."""

    name: str
    revision: str
    signature: str


_Taken = tuple[Order, Part]


class Desk:
    """Takes documents from any thread, and translates them in its own, its lanes.

    `opened` makes a lane's translator, in its thread, as a translation memory is used by one only; the lanes' share a
    model (models.engines.shared). What waits is translated together, up to `together` characters; longer documents
    take turns, so that a word need not wait for a book. What a text is translated together with changes nothing in it.
    At most `waiting` characters may wait.
    """

    def __init__(self, opened: Callable[[], Translator], *, together: int, waiting: int, lanes: int = 1) -> None:
        self._opened = opened
        self._together, self._most = together, waiting
        self._news = threading.Condition()
        self._urgent: deque[Order] = deque()
        self._patient: deque[Order] = deque()
        self._calls: deque[Call[Any]] = deque()
        self._rounds = 0
        self._characters = 0  # that wait
        self._speed = 2_000.0  # characters a second; measured as work goes on
        self._closing = False
        self._ready: Future[Loaded] = Future()
        self._opening = threading.Lock()
        self._idle = 0  # lanes that wait for something to do
        self._lanes = [threading.Thread(target=self._work, name=f"desk-{n}", daemon=True) for n in range(lanes)]

    def start(self) -> Self:
        """Begin to load the model; `ready` says when it is there."""
        for lane in self._lanes:
            lane.start()
        return self

    @property
    def ready(self) -> "Future[Loaded]":
        """What has been loaded, when it has been, or why it cannot be."""
        return self._ready

    @property
    def waiting(self) -> int:
        """Characters that wait to be translated."""
        return self._characters

    @property
    def rounds(self) -> int:
        """How many times the model has been given what waited."""
        return self._rounds

    def translate(self, documents: Sequence[Document]) -> "Future[list[TranslatedDocument]]":
        """Translate `documents` before what is patient.

        Raises BusyError when too much is waiting, ClosedError at the end.
        """
        return self._ask(documents, self._urgent)

    def stream(self, document: Document) -> Iterator[TranslatedDocument]:
        """Translate `document` patiently; its parts as they come, whose sentences have the numbers of their blocks.

        Raises ClosedError at the end.
        """
        waiting: deque[tuple[int, Future[list[TranslatedDocument]]]] = deque()
        place = 0
        for part in cut(document, self._together // 4, _FIRST):
            waiting.append((place, self._ask([part], self._patient)))
            place += len(part.blocks)
            if len(waiting) >= _AHEAD:
                yield moved(*waiting.popleft())
        while waiting:
            yield moved(*waiting.popleft())

    def fill(self, document: Document, translations: Iterable[Translation]) -> "Future[TranslatedDocument]":
        """`document` with `translations`, whoever made them, in place, and its marks where their words went.

        Raises ClosedError at the end.
        """
        kept = list(translations)
        return self.call(lambda translator: translator.fill(document, kept))

    def call(self, work: Callable[[Translator], Answer]) -> "Future[Answer]":
        """Have `work` done with the translator, in its thread, before what waits to be translated.

        Raises ClosedError at the end.
        """
        call = Call(work)
        with self._news:
            self._check_open()
            self._calls.append(call)
            self._news.notify()
        return call.future

    def close(self) -> None:
        """Finish what was asked for and free the model; nothing more is taken."""
        with self._news:
            self._closing = True
            self._news.notify_all()
        for lane in self._lanes:
            if lane.is_alive():
                lane.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _ask(self, documents: Sequence[Document], line: "deque[Order]") -> "Future[list[TranslatedDocument]]":
        order = Order(documents, self._together)
        size = order.weight
        if not order.parts:
            order.future.set_result([])
            return order.future
        with self._news:
            self._check_open()
            if self._characters + size > self._most:
                self._forget_the_gone()
            if line is self._urgent and self._characters and self._characters + size > self._most:
                raise BusyError(max(1, round(self._characters / self._speed)))
            line.append(order)
            self._characters += size
            self._news.notify()
        return order.future

    def _check_open(self) -> None:
        if self._closing:
            raise ClosedError("the service is ending; ask again when it is back")

    def _forget_the_gone(self) -> None:
        for line in (self._urgent, self._patient):
            for order in [order for order in line if order.future.done()]:
                line.remove(order)
                self._characters -= order.weight

    def _work(self) -> None:
        end: BaseException = ClosedError("the service is ending; ask again when it is back")
        try:
            self._serve()
        except Exception as error:
            end = error
        finally:
            with self._news:
                self._closing = True
                left: list[Order | Call[Any]] = [*self._urgent, *self._patient, *self._calls]
            for one in left:  # none, unless something has failed
                one.fail(end)

    def _serve(self) -> None:
        with self._opening:  # the first loads the model; the others find it
            if self._closing:
                return
            try:
                translator = self._opened()
            except Exception as error:
                if not self._ready.done():
                    self._ready.set_exception(error)
                raise
            if not self._ready.done():
                self._ready.set_result(Loaded(translator.name, translator.revision, translator.signature))
        with translator:
            while wanted := self._next():
                if isinstance(wanted, Call):
                    wanted.run(translator)
                    continue
                self._translate(translator, wanted)

    def _next(self) -> "Call[Any] | list[_Taken] | None":
        """Wait for something to do: a call, or the parts for a round; None at the end."""
        with self._news:
            self._idle += 1
            try:
                while True:
                    while not (self._urgent or self._patient or self._calls):
                        if self._closing:
                            return None
                        self._news.wait()
                    if self._calls:
                        return self._calls.popleft()
                    if taken := self._take():
                        return taken
            finally:
                self._idle -= 1

    def _take(self) -> list[_Taken]:
        """Parts for a round: one of each order in turn, urgent ones first but for every fourth round.

        Of the orders that wait no more than is fair to the other lanes that are free.
        """
        taken: list[_Taken] = []
        size = 0
        if self._rounds % 4 == 3 and self._patient:
            size += self._take_one(self._patient, taken)
        for line in (self._urgent, self._patient):
            some = deque(line.popleft() for _ in range(-(-len(line) // self._idle)))
            while some and size < self._together:
                size += self._take_one(some, taken)
            line.extendleft(reversed(some))
        self._rounds += bool(taken)
        return taken

    def _take_one(self, line: "deque[Order]", taken: list[_Taken]) -> int:
        order = line.popleft()
        if order.future.done():  # whoever asked has gone, or a part of it failed
            self._characters -= order.weight
            return 0
        part = order.parts.popleft()
        taken.append((order, part))
        if order.parts:
            line.append(order)
        size = weight(part.blocks)
        self._characters -= size
        return size

    def _translate(self, translator: Translator, taken: Sequence[_Taken]) -> None:
        started = time.monotonic()
        try:
            results = list(translator.translate_documents([part.blocks for _, part in taken]))
        except Exception as error:
            if len(taken) == 1:
                taken[0][0].fail(error)
                return
            for one in taken:  # one that cannot be translated is no trouble to the others
                self._translate(translator, [one])
            return
        for (order, part), translated in zip(taken, results, strict=True):
            order.put(part, translated)
        size = sum(weight(part.blocks) for _, part in taken)
        self._speed = 0.8 * self._speed + 0.2 * size / max(time.monotonic() - started, 1e-3)
