"""The units that are done, on disk: their rows, and the keys by which duplicates are found."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.build.stages import KEPT, Judged, Stages, process
from corpus.build.units import Unit
from corpus.dedupe import Keys, near_signatures, pair_keys
from corpus.score import best_score
from corpus.store import Dropped, settings_hash, write_shard
from corpus.store.disk import unwritable
from corpus.store.shards import LEDGER, read_shard

_UNITS = "units-"


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that is done: how many rows it has, and how many of them are kept so far."""

    number: int
    rows: int
    kept: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartKeys:
    """For the kept rows of a part: their places among its rows, keys, near-duplicate bands and scores."""

    places: NDArray[np.int64]
    keys: Keys
    bands: NDArray[np.uint64]
    scores: NDArray[np.float32]


class Parts:
    """The folder of the units that are done; a unit is done when its `.json`, written last, is there."""

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self.folder = folder / ".jisr" / f"{_UNITS}{settings_hash(settings)[:12]}"

    @property
    def left(self) -> bool:
        """Whether a run left units here: it ended before its end."""
        return self.folder.is_dir()

    def begin(self) -> None:
        """Make the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def remove(self) -> None:
        """Remove the folder, and those of other settings that were given up."""
        for folder in self.folder.parent.glob(f"{_UNITS}*"):
            shutil.rmtree(folder, ignore_errors=True)

    def find(self, number: int) -> Part | None:
        """The unit, if it is done."""
        try:
            told = json.loads(self._file(number, "json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return Part(number, told["rows"], told["kept"], tuple(told["notes"]))

    def make(self, unit: Unit, stages: Stages) -> Part:
        """Take a unit through the stages and write it down.

        Raises InputError when the disk is full.
        """
        judged = process(unit, stages)
        try:
            return self._store(unit.number, judged)
        except OSError as error:
            done = len(list(self.folder.glob("*.json")))
            raise unwritable(self.folder.parent.parent, error, f"the {done} units finished so far are good") from error

    def _store(self, number: int, judged: Judged) -> Part:
        places = [k for k, row in enumerate(judged.rows) if row.reason == KEPT]
        pairs = [judged.rows[k].pair for k in places]
        ar, en = [pair.ar for pair in pairs], [pair.en for pair in pairs]
        keys = pair_keys(ar, en)
        write_shard(self._file(number, "parquet"), judged.rows, LEDGER)
        self._write(
            number,
            "npz",
            lambda file: np.savez(
                file,
                allow_pickle=False,
                places=np.array(places, dtype=np.int64),
                pair=keys.pair,
                ar=keys.ar,
                en=keys.en,
                bands=near_signatures(ar, en),
                scores=np.array([best_score(pair.scores) for pair in pairs], dtype=np.float32),
            ),
        )
        told = {"rows": len(judged.rows), "kept": len(places), "notes": judged.notes}
        self._write(number, "json", lambda file: file.write(json.dumps(told).encode()))
        return Part(number, len(judged.rows), len(places), judged.notes)

    def rows(self, number: int) -> Iterator[Dropped]:
        """The rows of a unit, in order."""
        return read_shard(self._file(number, "parquet"), LEDGER)

    def keys(self, number: int) -> PartKeys:
        """What duplicates among the unit's kept rows are found by."""
        with np.load(self._file(number, "npz")) as stored:
            keys = Keys(stored["pair"], stored["ar"], stored["en"])
            return PartKeys(stored["places"], keys, stored["bands"], stored["scores"])

    def _file(self, number: int, suffix: str) -> Path:
        return self.folder / f"unit-{number:06}.{suffix}"

    def _write(self, number: int, suffix: str, write: Any) -> None:
        temporary = self._file(number, f"{suffix}.tmp")
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._file(number, suffix))
