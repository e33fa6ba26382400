"""What is asked of a desk, and its parts."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from translate.documents import Document
from translate.documents.base import Block
from translate.translation import TranslatedDocument, Translation
from translate.translator import Translator

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive blocks of document `document` of an order; its parts are numbered from 0."""

    document: int
    number: int
    blocks: Document


@dataclass(slots=True)
class Order:
    """Documents that are asked for, the parts of them that wait, and those that are done, in any order."""

    documents: Sequence[Document]
    most: int  # characters of a part
    parts: "deque[Part]" = field(init=False)
    future: "Future[list[TranslatedDocument]]" = field(default_factory=Future)
    _done: list[list[TranslatedDocument | None]] = field(init=False)
    _left: int = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        cuts = [list(cut(one, self.most)) for one in self.documents]
        self.parts = deque(Part(a, b, part) for a, some in enumerate(cuts) for b, part in enumerate(some))
        self._done = [[None] * len(some) for some in cuts]
        self._left = len(self.parts)

    def put(self, part: Part, translated: TranslatedDocument) -> None:
        """A part is done."""
        with self._lock:
            self._done[part.document][part.number] = translated
            self._left -= 1
            if self._left:
                return
        whole = [joined(one, filter(None, some)) for one, some in zip(self.documents, self._done, strict=True)]
        with suppress(InvalidStateError):  # whoever asked has gone, maybe this very moment
            self.future.set_result(whole)

    def fail(self, error: BaseException) -> None:
        with suppress(InvalidStateError):
            self.future.set_exception(error)

    @property
    def weight(self) -> int:
        """Characters that wait."""
        return sum(weight(part.blocks) for part in self.parts)


@dataclass(slots=True)
class Call(Generic[Answer]):
    """Something else that is asked of the translator, between two rounds."""

    work: Callable[[Translator], Answer]
    future: "Future[Answer]" = field(default_factory=Future)

    def run(self, translator: Translator) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            self.future.set_result(self.work(translator))
        except Exception as error:
            self.future.set_exception(error)

    def fail(self, error: BaseException) -> None:
        with suppress(InvalidStateError):
            self.future.set_exception(error)


def weight(part: Document) -> int:
    """What `part` counts: its characters, and one, so that nothing is free."""
    return 1 + sum(len(block.text) for block in part.blocks)


def cut(document: Document, most: int, first: int = 0) -> Iterator[Document]:
    """Consecutive blocks of `document`, up to `most` characters at a time where a block is not longer by itself.

    `first`: characters of the first part, from which each is twice as long as the one before.
    """
    some: list[Block] = []
    size, limit = 0, min(first, most) or most
    for block in document.blocks:
        if some and size + len(block.text) > limit:
            yield Document(tuple(some), "")
            some, size, limit = [], 0, min(2 * limit, most)
        some.append(block)
        size += len(block.text)
    yield Document(tuple(some), "")


def joined(document: Document, some: Iterable[TranslatedDocument]) -> TranslatedDocument:
    """`document`, whose consecutive blocks were translated in `some`."""
    translations: list[Translation] = []
    blocks: list[Block] = []
    for part in some:
        translations += [replace(one, block=one.block + len(blocks)) for one in part.translations]
        blocks += part.blocks
    return TranslatedDocument(document, tuple(translations), tuple(blocks))


def moved(by: int, future: "Future[list[TranslatedDocument]]") -> TranslatedDocument:
    """The part that is awaited, with `by` blocks before it; waits for it."""
    (part,) = future.result()
    return replace(part, translations=tuple(replace(one, block=one.block + by) for one in part.translations))
