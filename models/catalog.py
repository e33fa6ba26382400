"""The models jisr knows by name, as data: `catalog.toml` beside this file, best model first."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from models.settings import from_mapping

BUNDLED = "bundled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A published result: never without its test set and who measured it."""

    test: str
    metric: str
    value: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One known model; `revision` is the pinned hub commit, `megabytes` the size of what is fetched."""

    name: str
    origin: str
    revision: str
    licence: str
    megabytes: int
    architecture: str
    scores: tuple[Score, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    model: tuple[Entry, ...]


@cache
def catalog() -> tuple[Entry, ...]:
    """Every known model, best first.

    >>> [entry.name for entry in catalog()]
    ['opus-mt-tc-big-ar-en', 'opus-mt-ar-en', 'bundled']
    """
    data = files("models").joinpath("catalog.toml").read_text(encoding="utf-8")
    return from_mapping(_File, tomllib.loads(data), where="models/catalog.toml").model


def entry(name: str) -> Entry | None:
    """The known model called `name`, by its short name or by its hub name."""
    return next((known for known in catalog() if name in (known.name, known.origin)), None)
