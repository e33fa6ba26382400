"""The file of a translation memory: SQLite, which several processes may use at once."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

import xxhash

from models.errors import InputError
from models.home import data_home
from translate.arabic.key import comparison_key
from translate.tables import read_text

Origin = Literal["human", "machine"]

_SCHEMA = 1  # PRAGMA user_version
_HUMAN = 0  # the signature of what a person has said, which outranks every model
_PATIENCE = 30.0  # seconds to wait for another process that writes
_AT_ONCE = 500  # of a statement's parameters, of which older SQLites allow 999


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence and its translation.

    `signature`: of the translator that made it, as in Translation; "" for a person's. `notes`, `reasons`: as in Draft.
    `made`: seconds since 1970.
    """

    source: str
    target: str
    signature: str = ""
    score: float | None = None
    notes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    made: int = field(default_factory=lambda: int(time.time()), compare=False)

    @property
    def origin(self) -> Origin:
        return "machine" if self.signature else "human"


def default_path() -> Path:
    """Where `jisr translate` keeps its memory: `memory.sqlite` in JISR_HOME, else in the user's data folder."""
    return data_home() / "memory.sqlite"


class Memory:
    """A translation memory in the file `path`, made where there is none; a context manager that closes it.

    A unit of a model's is found by its very sentence and its signature, so that it says what the model would. A
    person's is found by the comparison key (translate.arabic.key), whatever the model, and comes first.

    Raises InputError when the file is no memory, damaged, or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            # In autocommit: transactions are begun where they are needed.
            self._base = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            self._open()
        self._signatures: dict[str, int] = {}

    def close(self) -> None:
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __len__(self) -> int:
        return sum(self.counts().values())

    def counts(self) -> Counter[Origin]:
        """How many units are a person's and how many a model's."""
        rows = self._read("SELECT signature = ?, count(*) FROM units GROUP BY 1", (_HUMAN,))
        return Counter({("human" if human else "machine"): count for human, count in rows})

    def find(self, sources: Sequence[str], signature: str) -> dict[str, Unit]:
        """The unit for each of `sources` that has one: a person's, or else that of `signature`."""
        found: dict[str, Unit] = {}
        hashes = {_hash(source): source for source in sources}
        number = self._signature(signature)
        for unit, own, value in self._units("hash", list(hashes), (_HUMAN, number)):
            source = hashes[value]
            if unit.source == source and (own == _HUMAN or source not in found):
                found[source] = unit
        left = [source for source in sources if source not in found or found[source].signature]
        keys: dict[int, list[str]] = {}
        for source in left:
            keys.setdefault(_hash(comparison_key(source)), []).append(source)
        for unit, _, value in self._units("key", list(keys), (_HUMAN,)):
            for source in keys[value]:
                if comparison_key(unit.source) == comparison_key(source):
                    found[source] = unit  # the latest comes last
        return found

    def add(self, units: Iterable[Unit]) -> int:
        """Keep `units`; how many are new. A person's later word replaces the earlier one, a model's is the same."""
        with self._told(), self._writing():
            return sum(self._insert(unit) for unit in units)

    def forget(self, *, origin: Origin | None = None, other_than: str | None = None) -> int:
        """Remove what is of `origin`, or all; with `other_than`, only what models of other signatures have made."""
        conditions, values = ["1"], []
        if origin or other_than is not None:
            conditions.append("signature = 0" if origin == "human" else "signature != 0")
        if other_than is not None:
            conditions.append("signature != ?")
            values.append(self._signature(other_than))
        with self._told(), self._writing():
            rows = self._base.execute(
                f"DELETE FROM units WHERE {' AND '.join(conditions)} RETURNING id, source", values
            ).fetchall()
            self._unlist(rows)
        return len(rows)

    def revoke(self, source: str, target: str) -> bool:
        """Remove what a person has said of `source`, where that is `target` still; whether it was."""
        with self._told(), self._writing():
            row = self._base.execute(
                "DELETE FROM units WHERE hash = ? AND signature = ? AND source = ? AND target = ? RETURNING id",
                (_hash(source), _HUMAN, source, target),
            ).fetchone()
            if row is not None:
                self._unlist([(row[0], source)])
        return row is not None

    def units(self, origin: Origin | None = None) -> Iterator[Unit]:
        """All units, or those of `origin`, in the order in which they came."""
        condition = {"human": "signature = 0", "machine": "signature != 0", None: "1"}[origin]
        last = 0
        while rows := self._read(f"{_SELECT} WHERE {condition} AND units.id > ? ORDER BY units.id LIMIT 1000", (last,)):
            yield from (_unit(row) for row in rows)
            last = rows[-1][0]

    def sharing(self, words: Sequence[str], most: int) -> list[Unit]:
        """Up to `most` units in which any of `words`, of a comparison key, stands; rare words first."""
        frequency = {
            word: rows[0][0] if (rows := self._read("SELECT doc FROM frequencies WHERE term = ?", (word,))) else 0
            for word in dict.fromkeys(words)
        }
        found: dict[int, Unit] = {}
        for word in sorted((word for word in frequency if frequency[word]), key=frequency.__getitem__):
            rows = self._read(
                f"{_SELECT} WHERE units.id IN (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)",
                ('"' + word.replace('"', '""') + '"', most - len(found)),
            )
            found |= {row[0]: _unit(row) for row in rows}
            if len(found) >= most:
                break
        return list(found.values())

    def _open(self) -> None:
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")  # a power cut may take the last units, never the file
        if self._version() == 0:
            with self._writing():  # two processes may come at once
                if self._version() == 0 and not self._base.execute("SELECT 1 FROM sqlite_master").fetchone():
                    for statement in read_text("memory.sql").split(";\n"):
                        self._base.execute(statement)
                    self._base.execute(f"PRAGMA user_version = {_SCHEMA}")
        if self._version() != _SCHEMA:
            self._base.close()
            raise InputError(f"{self.path}: is not a translation memory of this version of jisr; name another --memory")

    def _version(self) -> int:
        return int(self._base.execute("PRAGMA user_version").fetchone()[0])

    def _insert(self, unit: Unit) -> bool:
        key = comparison_key(unit.source)
        number = self._signature(unit.signature) if unit.signature else _HUMAN
        values = (unit.target, unit.score, " ".join(unit.notes), " ".join(unit.reasons), unit.made)
        row = self._base.execute(
            "INSERT INTO units(hash, key, signature, source, target, score, notes, reasons, made) "
            "VALUES (?,?,?,?,?,?,?,?,?) "
            "ON CONFLICT(hash, signature) DO NOTHING RETURNING id",
            (_hash(unit.source), _hash(key), number, unit.source, *values),
        ).fetchone()
        if row is None:
            if number == _HUMAN:
                self._base.execute(
                    "UPDATE units SET target = ?, score = ?, notes = ?, reasons = ?, made = ? "
                    "WHERE hash = ? AND signature = ?",
                    (*values, _hash(unit.source), number),
                )
            return False
        self._base.execute("INSERT INTO words(rowid, text) VALUES (?, ?)", (row[0], key))
        return True

    def _unlist(self, rows: Sequence[tuple[int, str]]) -> None:
        """Take units that are gone, numbers and sources, out of the index of words."""
        self._base.executemany(
            "INSERT INTO words(words, rowid, text) VALUES ('delete', ?, ?)",
            [(number, comparison_key(source)) for number, source in rows],
        )

    def _signature(self, text: str) -> int:
        if text not in self._signatures:
            with self._told():
                self._base.execute("INSERT OR IGNORE INTO signatures(text) VALUES (?)", (text,))
                row = self._base.execute("SELECT id FROM signatures WHERE text = ?", (text,)).fetchone()
            self._signatures[text] = int(row[0])
        return self._signatures[text]

    def _units(self, column: str, values: Sequence[int], signatures: Sequence[int]) -> Iterator[tuple[Unit, int, int]]:
        """The units with one of `values` in `column` and one of `signatures`, each with both, oldest first."""
        # With "=" for one: SQLite does not see that IN (0) is what the index of people's units is for.
        own = " OR ".join(f"signature = {number}" for number in signatures)
        for start in range(0, len(values), _AT_ONCE):
            some = values[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self._read(f"{_SELECT} WHERE {column} IN ({marks}) AND ({own}) ORDER BY made, units.id", some)
            for row in rows:
                yield _unit(row), row[8], row[9 if column == "hash" else 10]

    def _read(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._told():
            return self._base.execute(statement, tuple(values)).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What SQLite says against the file, with its name and the mend."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise InputError(
                f"{self.path}: this translation memory cannot be used ({error}); "
                "name another with --memory, or --memory none"
            ) from error


_SELECT = (
    "SELECT units.id, source, target, signatures.text, score, notes, reasons, made, signature, hash, key "
    "FROM units LEFT JOIN signatures ON signatures.id = signature"
)


def _unit(row: Sequence[Any]) -> Unit:
    _, source, target, signature, score, notes, reasons, made = row[:8]
    return Unit(source, target, signature or "", score, tuple(notes.split()), tuple(reasons.split()), made)


def _hash(text: str) -> int:
    """As SQLite's signed 64 bits."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) - (1 << 63)
