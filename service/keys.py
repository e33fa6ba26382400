"""API keys: made, listed, revoked; of a key's secret only the digest is kept."""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.errors import InputError, SettingsError
from service.database.open import Database
from service.database.tables import Key, now

SCOPES = ("translate", "articles", "correct", "admin")
USUAL = SCOPES[:3]
_MARK = "jisr_"  # a secret that has leaked is found by it
_LONGEST_NAME = 64
_FRESH = 1.0  # seconds until what another process has done to the keys is seen
_NOTED = 10.0  # seconds between two notes of what keys have spent: not every request writes
_USED = timedelta(minutes=1)  # how exactly a key's last use is kept


@dataclass(frozen=True, slots=True)
class Found:
    """A key that is valid: whose, what it may do, and how many requests a minute (0: as many as anybody)."""

    id: str
    name: str
    scopes: frozenset[str]
    rate: int


def add_key(session: Session, name: str, scopes: Sequence[str] = USUAL, rate: int = 0) -> str:
    """Make a key, or a new secret for the name of a revoked one, and return the secret, which is kept nowhere.

    Raises InputError when a key has that name, SettingsError when the name, a scope or the rate is no good.
    """
    _check(name, scopes, rate)
    secret = _MARK + secrets.token_urlsafe(32)
    key = session.scalar(select(Key).where(Key.name == name))
    if key is not None and key.revoked is None:
        raise InputError(f"{name}: there is a key of this name; choose another, or run: jisr keys revoke {name!r}")
    if key is None:
        key = Key(name=name)
        session.add(key)
    key.digest, key.scopes, key.rate = digest(secret), list(scopes), rate
    key.created, key.used, key.revoked = now(), None, None
    return secret


def list_keys(session: Session) -> list[Key]:
    """Every key there has been, by name."""
    return list(session.scalars(select(Key).order_by(Key.name)))


def revoke_key(session: Session, name: str) -> None:
    """Let nobody in with the key `name` any more; what it has brought stays.

    Raises InputError when no valid key has that name.
    """
    key = session.scalar(select(Key).where(Key.name == name, Key.revoked.is_(None)))
    if key is None:
        raise InputError(f"{name}: no valid key has this name; `jisr keys list` shows them")
    key.revoked = now()


def digest(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so that a plain SHA-256 is as good as a slow digest."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class Keyring:
    """The keys in `database`, for many threads; read again when a second has passed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._keys: list[tuple[str, Found]] = []
        self._any = False
        self._read = float("-inf")
        self._used: dict[str, datetime] = {}
        self._spent: dict[str, int] = {}
        self._noted = time.monotonic()

    @property
    def is_empty(self) -> bool:
        """Nobody has ever made a key. One that is revoked counts: revoking the last opens no door."""
        self._refresh()
        return not self._any

    def find(self, secret: str) -> Found | None:
        """The valid key with this secret; takes as long whether there is one or not."""
        self._refresh()
        wanted = digest(secret)
        found = None
        for kept, key in self._keys:
            if hmac.compare_digest(kept, wanted):
                found = key
        if found is not None:
            self._mark_used(found)
        return found

    def spend(self, key_id: str, characters: int) -> None:
        """Note that `characters` were translated for a key; "": for nobody in particular, which is not noted."""
        if not key_id:
            return
        with self._lock:
            self._spent[key_id] = self._spent.get(key_id, 0) + characters
        if time.monotonic() - self._noted > _NOTED:
            self.note()

    def spent(self, key_id: str) -> int:
        """Characters that were translated for a key, by any process; those of others as of some seconds ago."""
        self.note()
        with self._database.reading() as session:
            return session.scalar(select(Key.characters).where(Key.id == key_id)) or 0

    def note(self) -> None:
        """Write down what has been spent."""
        with self._lock:
            spent, self._spent = self._spent, {}
            self._noted = time.monotonic()
        if not spent:
            return
        with self._database.writing() as session:
            for key_id, characters in sorted(spent.items()):
                session.execute(update(Key).where(Key.id == key_id).values(characters=Key.characters + characters))

    def look_again(self) -> None:
        """See at once what has been done to the keys."""
        self._read = float("-inf")

    def _refresh(self) -> None:
        if time.monotonic() - self._read < _FRESH:
            return
        with self._lock:
            if time.monotonic() - self._read < _FRESH:
                return
            with self._database.reading() as session:
                keys = list_keys(session)
            self._any = bool(keys)
            self._keys = [
                (key.digest, Found(key.id, key.name, frozenset(key.scopes), key.rate))
                for key in keys
                if key.revoked is None
            ]
            self._read = time.monotonic()

    def _mark_used(self, key: Found) -> None:
        moment = now()
        if moment - self._used.get(key.id, datetime.min.replace(tzinfo=moment.tzinfo)) < _USED:
            return
        self._used[key.id] = moment
        with self._database.writing() as session:
            session.execute(update(Key).where(Key.id == key.id).values(used=moment))


def _check(name: str, scopes: Sequence[str], rate: int) -> None:
    if not name.strip() or name != name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise SettingsError(
            f"{name!r}: a key's name has 1 to {_LONGEST_NAME} visible characters and no space at its ends"
        )
    for scope in scopes:
        if scope not in SCOPES:
            raise SettingsError(f"--scopes {scope}: there is no such scope; choose from {', '.join(SCOPES)}")
    if not scopes:
        raise SettingsError(f"--scopes: a key without scopes opens nothing; choose from {', '.join(SCOPES)}")
    if rate < 0:
        raise SettingsError(f"--rate {rate}: must be 0 (the service's own) or more requests a minute")
