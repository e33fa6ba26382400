"""Who works on a version: one at a time, for as long as it is heard of."""

import os
import platform
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, CursorResult, case, or_, select, update
from sqlalchemy.orm import Session

from service.database.open import Database
from service.database.tables import Version, new_id, now

_TRIES = 3
_UNFINISHED = ("waiting", "working")
_PAUSE = 5.0  # seconds before the second try; three times as many before the third


class LostError(Exception):
    """Another has taken the version over, or it is no longer there."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a version, until another has it; `worker`: host, process and what no other claim has."""

    version_id: str
    article_id: str
    number: int
    worker: str


def claim(database: Database, version_id: str, lease: timedelta) -> Claim | None:
    """Take the version if nobody works on it.

    One that those who worked on it before have left three times, with nothing done in between, fails instead.
    """
    worker, moment = f"{platform.node()} {os.getpid()} {new_id()}", now()
    left = case((Version.state == "working", 1), else_=0)
    with database.writing() as session:
        taken = session.execute(
            update(Version)
            .where(Version.id == version_id, _is_free())
            .values(state="working", worker=worker, lease=moment + lease, attempts=Version.attempts + left)
        )
        if not _rows(taken):
            return None
        version = session.get_one(Version, version_id)
        if version.attempts >= _TRIES:
            reason = f"{_TRIES} processes ended while they worked on it; look into their logs, and bring it again"
            _fail(version, version.error or reason)
            return None
        return Claim(version_id, version.article_id, version.number, worker)


def unclaimed(database: Database, most: int) -> list[str]:
    """The versions that nobody works on and that may be worked on now, oldest first."""
    with database.reading() as session:
        return list(session.scalars(select(Version.id).where(_is_free()).order_by(Version.created).limit(most)))


def renew(database: Database, workers: Collection[str], lease: timedelta) -> None:
    """Say that `workers` are there still."""
    if workers:
        with database.writing() as session:
            session.execute(
                update(Version)
                .where(Version.worker.in_(workers), Version.state == "working")
                .values(lease=now() + lease)
            )


def hold(session: Session, claim: Claim, **values: object) -> None:
    """Set `values` of the claimed version, in the transaction of `session`, as long as it is claimed.

    Raises LostError when it is not any more.
    """
    held = session.execute(
        update(Version)
        .where(Version.id == claim.version_id, Version.worker == claim.worker, Version.state == "working")
        .values(**values)
    )
    if not _rows(held):
        raise LostError


def release(database: Database, claim: Claim) -> None:
    """Give the version back, for another to go on with at once."""
    with database.writing() as session:
        hold(session, claim, state="waiting", worker="", lease=None)


def give_up(database: Database, claim: Claim, reason: str) -> None:
    """Say that the work failed, for `reason`: it is tried again later, and has failed for good the third time."""
    with database.writing() as session:
        hold(session, claim, attempts=Version.attempts + 1)
        version = session.get_one(Version, claim.version_id)
        if version.attempts >= _TRIES:
            _fail(version, reason)
        else:
            version.state, version.worker, version.error = "waiting", "", reason
            version.lease = now() + timedelta(seconds=_PAUSE * 3 ** (version.attempts - 1))


def _is_free() -> ColumnElement[bool]:
    return Version.state.in_(_UNFINISHED) & or_(Version.lease.is_(None), Version.lease <= now())


def _fail(version: Version, reason: str) -> None:
    version.state, version.error = "failed", reason
    version.worker, version.lease, version.finished = "", None, now()


def _rows(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
