"""Brings what people have said into this machine's translation memory, wherever they said it.

Several machines share a database, and each has a memory of its own; and a process that is killed may have written a
correction to the one and not yet to the other.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from models.errors import InputError
from service.articles.said import said_of
from service.database.open import Database
from service.database.tables import Sentence
from translate.memory.store import Memory, Unit
from translate.translation import HUMAN

_OVERLAP = timedelta(minutes=2)  # by which the clocks of two machines may differ
_AT_ONCE = 500

_log = logging.getLogger("jisr.memory")

_Said = tuple[str, int, str, datetime]  # version, position, source, when


class Spread:
    """Looks again and again at what has been said since it looked last; its memory is opened by the thread that looks.

    The later word counts, be it in the database or in the memory.
    """

    def __init__(self, database: Database, path: Path | None) -> None:
        self._database, self._path = database, path
        self._since: datetime | None = None
        self._done: dict[tuple[str, int], datetime] = {}
        self._trouble = ""

    def turn(self) -> None:
        """Take in what is new, or what could not be taken in before; what the memory says against it is logged once."""
        while self._path is not None and (new := self._new()):
            try:
                with Memory(self._path) as memory:
                    for source in dict.fromkeys(source for _, _, source, _ in new):
                        self._take_in(memory, source)
            except InputError as error:
                if str(error) != self._trouble:
                    _log.warning("%s", error)
                self._trouble = str(error)
                return
            self._trouble = ""
            self._done |= {(version, position): when for version, position, _, when in new}
            self._since = new[-1][3]
            self._done = {place: when for place, when in self._done.items() if when >= self._since - _OVERLAP}

    def _new(self) -> Sequence[_Said]:
        query = (
            select(Sentence.version_id, Sentence.position, Sentence.source, Sentence.edited_at)
            .where(Sentence.edited_at.is_not(None))
            .order_by(Sentence.edited_at)
        )
        if self._since is not None:
            query = query.where(Sentence.edited_at >= self._since - _OVERLAP)
        new: list[_Said] = []
        with self._database.reading() as session:
            for version, position, source, when in session.execute(query.execution_options(yield_per=_AT_ONCE)):
                if when is not None and self._done.get((version, position)) != when:
                    new.append((version, position, source, when))
                    if len(new) == _AT_ONCE:
                        break
        return new

    def _take_in(self, memory: Memory, source: str) -> None:
        with self._database.reading() as session:
            said = said_of(session, source)
        if said is None:  # the article has been removed meanwhile
            return
        found = memory.find([source], HUMAN).get(source)
        known = found if found is not None and found.source == source and found.origin == "human" else None
        when = int(said.when.timestamp())
        if known is not None and known.made > when:
            return
        if said.text is None:
            if known is not None:
                memory.revoke(source, known.target)
        elif known is None or known.target != said.text:
            memory.add([Unit(source, said.text, made=when)])
