"""The one model of a process: what is asked for at the same time is translated together."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Self

from models.errors import JisrError
from service.orders import Answer, Call, Order, cut, moved, weight
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


_Taken = tuple[Order, int, Document]


class Desk:
    """Takes documents from any thread, and translates them in one of its own, where the model lives.

    `opened` makes the translator, in that thread, as a translation memory is used by one only. What comes within
    `wait` seconds is translated together, up to `together` characters; longer documents take turns, so that a word need
    not wait for a book. What a text is translated together with changes nothing in it. At most `waiting` characters
    may wait.
    """

    def __init__(self, opened: Callable[[], Translator], *, wait: float, together: int, waiting: int) -> None:
        self._opened = opened
        self._wait, self._together, self._most = wait, together, waiting
        self._news = threading.Condition()
        self._urgent: deque[Order] = deque()
        self._patient: deque[Order] = deque()
        self._calls: deque[Call[Any]] = deque()
        self._rounds = 0
        self._company = 0  # orders of the last round, and those that came during it
        self._characters = 0  # that wait
        self._speed = 2_000.0  # characters a second; measured as work goes on
        self._closing = False
        self._ready: Future[Loaded] = Future()
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)

    def start(self) -> Self:
        """Begin to load the model; `ready` says when it is there."""
        self._thread.start()
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
            self._news.notify()
        if self._thread.is_alive():
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _ask(self, documents: Sequence[Document], line: "deque[Order]") -> "Future[list[TranslatedDocument]]":
        parts = deque((number, part) for number, one in enumerate(documents) for part in cut(one, self._together))
        order = Order(documents, parts, done=[[] for _ in documents], left=len(parts))
        size = order.weight
        if not parts:
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
        try:
            translator = self._opened()
        except Exception as error:
            self._ready.set_exception(error)
            raise
        with translator:
            self._ready.set_result(Loaded(translator.name, translator.revision, translator.signature))
            while self._is_wanted():
                while self._calls:
                    self._calls.popleft().run(translator)
                if taken := self._take():
                    self._translate(translator, taken)
                    self._company = len({id(order) for order, _, _ in taken}) + len(self._urgent)

    def _is_wanted(self) -> bool:
        """Wait until there is something to do, and then a little for what comes with it; False at the end.

        Who is alone need not wait: only where others came lately is it likely that others come now.
        """
        with self._news:
            while not (self._urgent or self._patient or self._calls):
                if self._closing:
                    return False
                self._news.wait()
            until = time.monotonic() + self._wait
            while not self._closing and not self._calls and self._characters < self._together:
                left = until - time.monotonic()
                if left <= 0 or len(self._urgent) + len(self._patient) >= self._company:
                    break
                self._news.wait(left)
        return True

    def _take(self) -> list[_Taken]:
        """Parts for a round: one of each order in turn, urgent ones first but for every fourth round."""
        with self._news:
            taken: list[_Taken] = []
            size = 0
            if self._rounds % 4 == 3 and self._patient:
                size += self._take_one(self._patient, taken)
            for line in (self._urgent, self._patient):
                while line and size < self._together:
                    size += self._take_one(line, taken)
            self._rounds += bool(taken)
        return taken

    def _take_one(self, line: "deque[Order]", taken: list[_Taken]) -> int:
        order = line.popleft()
        if order.future.done():  # whoever asked has gone, or a part of it failed
            self._characters -= order.weight
            return 0
        number, part = order.parts.popleft()
        taken.append((order, number, part))
        if order.parts:
            line.append(order)
        self._characters -= weight(part)
        return weight(part)

    def _translate(self, translator: Translator, taken: Sequence[_Taken]) -> None:
        started = time.monotonic()
        try:
            results = list(translator.translate_documents([part for _, _, part in taken]))
        except Exception as error:
            if len(taken) == 1:
                taken[0][0].fail(error)
                return
            for one in taken:  # one that cannot be translated is no trouble to the others
                self._translate(translator, [one])
            return
        for (order, number, _), translated in zip(taken, results, strict=True):
            order.put(number, translated)
        size = sum(weight(part) for _, _, part in taken)
        self._speed = 0.8 * self._speed + 0.2 * size / max(time.monotonic() - started, 1e-3)
