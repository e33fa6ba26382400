"""Translates a version: what is known is taken over, what is new goes through the desk, part by part."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from service.articles.claim import Claim, LostError, give_up, hold, release
from service.articles.content import storable
from service.database.open import Database
from service.database.tables import Sentence, Version, now
from service.desk import BusyError, ClosedError, Desk
from translate.documents import Block, Document
from translate.documents.base import SENTENCE
from translate.sidebyside.rows import told
from translate.translation import Translation

_AT_ONCE = 1000  # rows of earlier versions in memory
# The columns of a sentence that a person fills in, and those that the machine does.
_PERSONS = ("edited", "editor", "edited_at", "approved")
_MACHINES = ("target", "score", "flags", "evidence", "signature", "doubtful")


def work_on(
    database: Database, desk: Desk, claim: Claim, *, is_ending: Callable[[], bool], tell: Callable[[], None]
) -> None:
    """Translate what of the claimed version is not translated yet, and store it as it comes.

    Ends early when the version is lost to another. Where `is_ending` says so or the desk closes, it is given back;
    where it fails for a reason of its own, that is noted. `tell` is called whenever something has been stored.
    """
    try:
        _work_on(database, desk, claim, is_ending, tell)
    except LostError:
        return
    except (OperationalError, InterfaceError):  # of the database: nothing is wrong with the article
        raise
    except Exception as error:
        with suppress(LostError):
            if isinstance(error, ClosedError | BusyError):
                release(database, claim)
            else:
                give_up(database, claim, str(error) or type(error).__name__)
    finally:
        tell()


def _work_on(
    database: Database, desk: Desk, claim: Claim, is_ending: Callable[[], bool], tell: Callable[[], None]
) -> None:
    signature = desk.ready.result().signature
    _take_over(database, claim, signature)
    tell()
    missing = _missing(database, claim)
    document = Document(tuple(Block(source, SENTENCE, None) for _, source in missing), "")
    for part in desk.stream(document) if missing else ():
        _store(database, claim, [(missing[one.block][0], _values(one)) for one in part.translations])
        tell()
        if is_ending():
            release(database, claim)
            return
    with database.writing() as session:
        hold(session, claim, state="done", worker="", lease=None, error="", signature=signature, finished=now())


def _missing(database: Database, claim: Claim) -> list[tuple[int, str]]:
    """The sentences that are not translated yet: positions and sources."""
    query = select(Sentence.position, Sentence.source).where(
        Sentence.version_id == claim.version_id, Sentence.target.is_(None)
    )
    with database.reading() as session:
        return [(position, source) for position, source in session.execute(query.order_by(Sentence.position))]


def _take_over(database: Database, claim: Claim, signature: str) -> None:
    """Take what people have said of the same sentences in earlier versions, and what the same model made of them."""
    with database.writing() as session:
        hold(session, claim, error="")
        wanted = session.execute(
            select(Sentence.position, Sentence.source, Sentence.edited, Sentence.approved)
            .where(Sentence.version_id == claim.version_id, Sentence.target.is_(None))
            .order_by(Sentence.position)
        ).all()
        known = _known(session, claim, {one.source for one in wanted})
        rows = []
        for position, source, edited, approved in wanted:
            if (one := known.get(source)) is None:
                continue
            person = {name: getattr(one, name) for name in _PERSONS} if edited is None and not approved else {}
            if one.target is not None and one.signature == signature:
                machine = {name: getattr(one, name) for name in _MACHINES}
                rows.append((position, person | machine | {"cached": True}))
            elif person.get("edited") is not None:
                _update(session, claim, position, person)
        if rows:  # else nothing has been done yet that would speak against giving up
            _finish(session, claim, rows)


def _known(session: Session, claim: Claim, sources: Collection[str]) -> dict[str, Row[Any]]:
    """What there is of `sources` in earlier versions: of each in the latest, a person's first."""
    columns = [getattr(Sentence, name) for name in ("source", *_PERSONS, *_MACHINES)]
    person = Sentence.edited.is_not(None) | Sentence.approved
    query = (
        select(*columns)
        .join(Version, Version.id == Sentence.version_id)
        .where(Version.article_id == claim.article_id, Version.number < claim.number)
        .where(Sentence.target.is_not(None) | person)
        .order_by(Version.number, person, Sentence.position)
        .execution_options(yield_per=_AT_ONCE)
    )
    return {one.source: one for one in session.execute(query) if one.source in sources}


def _values(one: Translation) -> dict[str, Any]:
    return {
        "target": storable(one.target),
        "score": one.score,
        "flags": list(one.flags),
        "evidence": asdict(one.evidence),
        "signature": one.signature,
        "cached": one.cached,
        "doubtful": bool(told(one.flags)[0]),
    }


def _store(database: Database, claim: Claim, rows: Sequence[tuple[int, dict[str, Any]]]) -> None:
    with database.writing() as session:
        _finish(session, claim, rows)


def _finish(session: Session, claim: Claim, rows: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Store translations, and how many there are now.

    Raises LostError when the version is another's.
    """
    hold(session, claim, attempts=0)  # first: whoever else would write waits for this row
    last = session.scalar(select(func.max(Sentence.turn)).where(Sentence.version_id == claim.version_id)) or 0
    for turn, (position, values) in enumerate(rows, last + 1):
        _update(session, claim, position, values | {"turn": turn})
    hold(session, claim, finished_sentences=last + len(rows))


def _update(session: Session, claim: Claim, position: int, values: dict[str, Any]) -> None:
    session.execute(
        update(Sentence)
        .where(Sentence.version_id == claim.version_id, Sentence.position == position, Sentence.target.is_(None))
        .values(**values)
    )
