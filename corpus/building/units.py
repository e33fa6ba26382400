"""Work cut into pieces that can be done in any process, and done again after a crash without a difference."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.pairs import Pair
from corpus.sources import DocumentPair, Untranslated
from corpus.store import Dropped
from models.errors import InputError

_DOCUMENTS = 100  # a document to align is as much work as so many rows

_CHARACTERS = 10  # to translate, likewise as much work as a row

Item = Pair | DocumentPair | Untranslated | Dropped


@dataclass(frozen=True, slots=True)
class Unit:
    """Items that follow each other in one source; `number` counts from 0 over all sources.

    They are pairs to judge, documents to align, texts to translate, or rows that are decided.
    """

    number: int
    items: tuple[Item, ...]


def units(sources: Iterable[Iterable[Item]], size: int) -> Iterator[Unit]:
    """Cut the sources, in order, into units of `size` rows."""
    number = 0
    for source in sources:
        items: list[Item] = []
        weight = 0
        for item in source:
            items.append(item)
            weight += _weight(item)
            if weight >= size:
                yield Unit(number, tuple(items))
                number, items, weight = number + 1, [], 0
        if items:
            yield Unit(number, tuple(items))
            number += 1


def _weight(item: Item) -> int:
    if isinstance(item, Untranslated):
        return 1 + len(item.text) // _CHARACTERS
    return _DOCUMENTS if isinstance(item, DocumentPair) else 1


def until_damaged(items: Iterable[Item], failed: Callable[[InputError], None]) -> Iterator[Item]:
    """The rows of a source; where it is damaged `failed` is told, and what comes before the damage stays."""
    try:
        yield from items
    except InputError as error:
        failed(error)
