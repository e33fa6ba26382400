"""The one model of a process: what is asked for at the same time is translated together."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Self

from models.errors import JisrError
from translate.documents import Document
from translate.documents.base import Block
from translate.translation import TranslatedDocument, Translation
from translate.translator import Translator

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


@dataclass(slots=True)
class _Order:
    """Documents that are asked for: each in parts, numbered, and what has become of them."""

    documents: Sequence[Document]
    parts: "deque[tuple[int, Document]]"
    future: "Future[list[TranslatedDocument]]" = field(default_factory=Future)
    done: list[list[TranslatedDocument]] = field(default_factory=list)
    left: int = 0

    def put(self, number: int, translated: TranslatedDocument) -> None:
        """A part of document `number` is done; parts of one come in their order."""
        self.done[number].append(translated)
        self.left -= 1
        if not self.left and not self.future.done():
            self.future.set_result([_joined(one, some) for one, some in zip(self.documents, self.done, strict=True)])

    def fail(self, error: BaseException) -> None:
        self.parts.clear()
        if not self.future.done():
            self.future.set_exception(error)


_Taken = tuple[_Order, int, Document]


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
        self._urgent: deque[_Order] = deque()
        self._patient: deque[_Order] = deque()
        self._calls: deque[Callable[[Translator], None]] = deque()
        self._rounds = 0
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
        for part in _parts(document, self._together // 4):
            waiting.append((place, self._ask([part], self._patient)))
            place += len(part.blocks)
            if len(waiting) >= _AHEAD:
                yield _moved(*waiting.popleft())
        while waiting:
            yield _moved(*waiting.popleft())

    def fill(self, document: Document, translations: Iterable[Translation]) -> "Future[TranslatedDocument]":
        """`document` with `translations`, whoever made them, in place, and its marks where their words went.

        Raises ClosedError at the end.
        """
        future: Future[TranslatedDocument] = Future()
        kept = list(translations)

        def call(translator: Translator) -> None:
            try:
                future.set_result(translator.fill(document, kept))
            except Exception as error:
                future.set_exception(error)

        with self._news:
            self._check_open()
            self._calls.append(call)
            self._news.notify()
        return future

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

    def _ask(self, documents: Sequence[Document], line: "deque[_Order]") -> "Future[list[TranslatedDocument]]":
        parts = deque((number, part) for number, one in enumerate(documents) for part in _parts(one, self._together))
        order = _Order(documents, parts, done=[[] for _ in documents], left=len(parts))
        size = sum(_weight(part) for _, part in parts)
        if not parts:
            order.future.set_result([])
            return order.future
        with self._news:
            self._check_open()
            if line is self._urgent and self._characters and self._characters + size > self._most:
                raise BusyError(max(1, round(self._characters / self._speed)))
            line.append(order)
            self._characters += size
            self._news.notify()
        return order.future

    def _check_open(self) -> None:
        if self._closing:
            raise ClosedError("the service is ending; ask again when it is back")

    def _work(self) -> None:
        try:
            translator = self._opened()
        except Exception as error:
            with self._news:
                self._closing = True
            self._ready.set_exception(error)
            for order in (*self._urgent, *self._patient):
                order.fail(error)
            return
        with translator:
            self._ready.set_result(Loaded(translator.name, translator.revision, translator.signature))
            while self._is_wanted():
                while self._calls:
                    self._calls.popleft()(translator)
                if taken := self._take():
                    self._translate(translator, taken)

    def _is_wanted(self) -> bool:
        """Wait until there is something to do, and then a little for what comes with it; False at the end."""
        with self._news:
            while not (self._urgent or self._patient or self._calls):
                if self._closing:
                    return False
                self._news.wait()
            until = time.monotonic() + self._wait
            while not self._closing and not self._calls and self._characters < self._together:
                left = until - time.monotonic()
                if left <= 0:
                    break
                self._news.wait(left)
        return True

    def _take(self) -> list[_Taken]:
        """Parts for a round: one of each order in turn, urgent ones first but for every fourth round."""
        with self._news:
            self._rounds += 1
            lines = [self._urgent, self._patient]
            taken: list[_Taken] = []
            size = 0
            if self._rounds % 4 == 0 and self._patient:
                size += self._take_one(self._patient, taken)
            for line in lines:
                while line and size < self._together:
                    size += self._take_one(line, taken)
            self._characters -= size
        return taken

    def _take_one(self, line: "deque[_Order]", taken: list[_Taken]) -> int:
        order = line.popleft()
        if order.future.cancelled() or not order.parts:  # whoever asked has gone, or a part of it failed
            return sum(_weight(part) for _, part in order.parts)
        number, part = order.parts.popleft()
        taken.append((order, number, part))
        if order.parts:
            line.append(order)
        return _weight(part)

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
        size = sum(_weight(part) for _, _, part in taken)
        self._speed = 0.8 * self._speed + 0.2 * size / max(time.monotonic() - started, 1e-3)


def _weight(part: Document) -> int:
    return 1 + sum(len(block.text) for block in part.blocks)


def _parts(document: Document, most: int) -> Iterator[Document]:
    """Consecutive blocks of `document`, up to `most` characters at a time where a block is not longer by itself."""
    some: list[Block] = []
    size = 0
    for block in document.blocks:
        if some and size + len(block.text) > most:
            yield Document(tuple(some), "")
            some, size = [], 0
        some.append(block)
        size += len(block.text)
    yield Document(tuple(some), "")


def _joined(document: Document, parts: Sequence[TranslatedDocument]) -> TranslatedDocument:
    translations: list[Translation] = []
    blocks: list[Block] = []
    for part in parts:
        translations += [replace(one, block=one.block + len(blocks)) for one in part.translations]
        blocks += part.blocks
    return TranslatedDocument(document, tuple(translations), tuple(blocks))


def _moved(by: int, future: "Future[list[TranslatedDocument]]") -> TranslatedDocument:
    (part,) = future.result()
    return replace(part, translations=tuple(replace(one, block=one.block + by) for one in part.translations))
