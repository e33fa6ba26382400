"""`service://`: what people have put right or approved in a service, as rows of a corpus.

`service://?database=URL` is another database than `jisr serve` has by default; `&machine=1` adds what only the model
says of the other sentences, as far as nothing speaks against it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select

from corpus.pairs import Pair
from corpus.sources.reading import Reading
from corpus.sources.records import CORRECTED
from corpus.sources.schemes import Scheme
from models.errors import InputError, SettingsError
from models.extras import require
from models.settings import from_mapping
from service.database.open import Database
from service.database.tables import Article, Sentence, Version
from service.settings import default_database

APPROVED = "approved"  # the flag of a machine's translation that a person has found right
_AT_ONCE = 1000

_Row = Any  # what _rows gives: its columns by their names


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSettings:
    """`database`: the service's ("": the default one). `machine`: "1" for the model's translations too.

    Raises SettingsError for another value.
    """

    database: str = ""
    machine: str = ""

    def __post_init__(self) -> None:
        if self.machine not in ("", "0", "1"):
            raise SettingsError(f"machine={self.machine}: must be 1, or left out")


def open_articles(place: str, settings: Mapping[str, str]) -> Scheme:
    """The source `service://`.

    Raises InputError when there is no such database, SettingsError for a wrong setting.
    """
    require("sqlalchemy", extra="serve", purpose="service://")
    if place != "service://":
        raise InputError(f"{place}: write service://, or service://?database=URL (with %26 for & and %3F for ?)")
    own: ArticleSettings = from_mapping(ArticleSettings, settings, where=place)
    with _opened(own) as database:
        found = hashlib.blake2b(digest_size=16)
        for row in _rows(database, machine=own.machine == "1"):
            found.update("\x1f".join(map(str, (row.id, row.number, row.position, row.source, _english(row)))).encode())

    return Scheme(found.hexdigest(), partial(_read, own), "look into that service's database")


def _read(settings: ArticleSettings, reading: Reading) -> Iterator[Pair]:
    with _opened(settings) as database:
        for row in _rows(database, machine=settings.machine == "1"):
            yield _pair(reading, row)


def _opened(settings: ArticleSettings) -> Database:
    return Database(settings.database or default_database(), create=False)


def _rows(database: Database, *, machine: bool) -> Iterator[_Row]:
    """Of each sentence of an article what the latest version that has it says, the oldest articles first."""
    query = (
        select(
            Article.id, Version.number, Sentence.position, Sentence.source, Sentence.target, Sentence.edited,
            Sentence.approved, Sentence.doubtful, Sentence.score, Sentence.flags, Sentence.signature,
        )
        .join(Version, Version.article_id == Article.id)
        .join(Sentence, Sentence.version_id == Version.id)
        .where(Sentence.target.is_not(None) | Sentence.edited.is_not(None))
        .order_by(Article.created, Article.id, Version.number.desc(), Sentence.position)
        .execution_options(yield_per=_AT_ONCE)
    )  # fmt: skip
    with database.reading() as session:
        article, latest = "", dict[str, int]()
        for row in session.execute(query):
            if row.id != article:
                article, latest = row.id, {}
            if latest.setdefault(row.source, row.number) > row.number:
                continue
            if _is_human(row) or (machine and _is_sound(row)):
                yield row


def _is_human(row: _Row) -> bool:
    return row.edited is not None or row.approved


def _is_sound(row: _Row) -> bool:
    """Whether the model has written it, and nothing speaks against it."""
    return bool(row.target) and not row.doubtful and "copied" not in row.flags


def _english(row: _Row) -> str:
    return str(row.target if row.edited is None else row.edited)


def _pair(reading: Reading, row: _Row) -> Pair:
    version = f"version-{row.number}"
    if _is_human(row):
        origin = reading.origin(row.id, row.position, method="human")
        flag = APPROVED if row.edited is None else CORRECTED
        return Pair(row.source, _english(row), origin, flags=(flag, version))
    origin = reading.origin(row.id, row.position, method="machine", model=row.signature)
    scores = {} if row.score is None else {"model_logprob": float(row.score)}
    return Pair(row.source, row.target, origin, scores, (*row.flags, version))
