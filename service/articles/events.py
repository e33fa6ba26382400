"""What becomes of a version, as it becomes it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from service.articles.read import MissingArticleError, find_version
from service.database.tables import Sentence, Version
from service.running import Service
from translate.sidebyside.rows import told

_LOOK = 0.5  # seconds between two looks into the database, where another process may have written
_QUIET = 10.0  # seconds without news, after which something is sent: proxies hang up on who says nothing
_MOST = 500  # sentences a look


@dataclass(frozen=True, slots=True)
class Event:
    """`name`: sentence, progress, done or failed; `id`: how many sentences were finished with it; `data`: for JSON."""

    name: str
    id: int
    data: dict[str, Any]


async def events(service: Service, article_id: str, number: int | None, after: int = 0) -> AsyncIterator[Event | None]:
    """The sentences of a version in the order in which they are finished, behind the first `after`, to done or failed.

    None stands for a while in which nothing has happened.

    Raises MissingArticleError when there is no such version, or it is removed.
    """
    version = await run_in_threadpool(_version_id, service, article_id, number)
    with service.jobs.news.listening(version) as something:
        quiet = 0.0
        while True:
            something.clear()
            found, is_over = await run_in_threadpool(_look, service, version, after)
            for event in found:
                after = max(after, event.id)
                yield event
            if is_over:
                return
            quiet = 0.0 if found else quiet + _LOOK
            if quiet >= _QUIET:
                quiet = 0.0
                yield None
            if len(found) < _MOST:
                with suppress(TimeoutError):
                    await asyncio.wait_for(something.wait(), _LOOK)


def _version_id(service: Service, article_id: str, number: int | None) -> str:
    with service.database.reading() as session:
        return find_version(session, article_id, number).id


def _look(service: Service, version_id: str, after: int) -> tuple[list[Event], bool]:
    """What has happened since the sentence `after`, and whether all has."""
    with service.database.reading() as session:
        version = session.get(Version, version_id)
        if version is None:
            raise MissingArticleError("the article has been removed")
        new = session.scalars(
            select(Sentence)
            .where(Sentence.version_id == version.id, Sentence.turn > after)
            .order_by(Sentence.turn)
            .limit(_MOST)
        )
        found = list(_events(list(new), version.sentences))
        if len(found) >= _MOST or version.state not in ("done", "failed"):
            return found, False
        last = found[-1].id if found else after
        data = {"signature": version.signature} if version.state == "done" else {"error": version.error}
        return [*found, Event(version.state, last, data)], True


def _events(new: list[Sentence], sentences: int) -> Iterator[Event]:
    for one in new:
        data = {
            "position": one.position, "target": one.target, "edited": one.edited, "score": one.score,
            "flags": one.flags, "reasons": told(one.flags)[0], "cached": one.cached,
        }  # fmt: skip
        yield Event("sentence", one.turn or 0, data)
    if new:
        yield Event("progress", new[-1].turn or 0, {"finished": new[-1].turn, "sentences": sentences})
