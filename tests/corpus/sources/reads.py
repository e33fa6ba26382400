"""Short ways to read a source."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.pairs import Pair
from corpus.sources import Source, open_source
from models.errors import InputError

Write = Callable[[str, str | bytes], str]


def pairs(source: Source) -> list[Pair]:
    """All the rows of a source that has nothing but rows."""
    items = list(source.items())
    found = [item for item in items if isinstance(item, Pair)]
    assert len(found) == len(items)
    return found


def texts(spec: str) -> list[tuple[str, str]]:
    """The Arabic and the English of all rows."""
    return [(pair.ar, pair.en) for pair in pairs(open_source(spec))]


def until_error(spec: str) -> tuple[list[tuple[str, str]], str]:
    """The rows before the error, and the error without the folder of the file."""
    seen: list[tuple[str, str]] = []
    with pytest.raises(InputError) as caught:
        for item in open_source(spec).items():
            assert isinstance(item, Pair)
            seen.append((item.ar, item.en))
    folder = Path(spec.split("?")[0].split(",")[0]).parent
    return seen, str(caught.value).replace(f"{folder}/", "")
