"""Work cut into pieces that can be done in any process, and done again after a crash without a difference."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.pairs import Pair
from corpus.sources import DocumentPair, Source
from models.errors import InputError

_DOCUMENTS = 100  # a document to align is as much work as so many rows


@dataclass(frozen=True, slots=True)
class Unit:
    """Rows, or documents to align, that follow each other in one source; `number` counts from 0 over all sources."""

    number: int
    items: tuple[Pair | DocumentPair, ...]


def units(sources: Sequence[Source], size: int, failed: Callable[[InputError], None]) -> Iterator[Unit]:
    """Cut the sources, in order, into units of `size` rows.

    Where a source is damaged `failed` is told; what comes before the damage stays, and the next source goes on.
    """
    number = 0
    for source in sources:
        items: list[Pair | DocumentPair] = []
        weight = 0
        reading = source.items()
        while True:
            try:
                item = next(reading, None)
            except InputError as error:
                failed(error)
                item = None
            if item is not None:
                items.append(item)
                weight += 1 if isinstance(item, Pair) else _DOCUMENTS
            if items and (item is None or weight >= size):
                yield Unit(number, tuple(items))
                number, items, weight = number + 1, [], 0
            if item is None:
                break
