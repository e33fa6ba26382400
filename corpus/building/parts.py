"""The units that are done, on disk: their rows, and the keys by which duplicates are found."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.building.stages import KEPT, Judged, Stages, process
from corpus.building.units import Unit
from corpus.dedupe import near_signatures, pair_keys
from corpus.score import best_score
from corpus.store import settings_hash, to_ledger_table
from corpus.store.disk import unwritable

_UNITS = "units-"


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that is done: how many rows it has, and how many of them are kept so far."""

    number: int
    rows: int
    kept: int
    notes: tuple[str, ...]


def band_name(band: int) -> str:
    """What the column of a band is called."""
    return f"band {band}"


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
            return self._store(unit.number, judged, near=stages.near)
        except OSError as error:
            done = len(list(self.folder.glob("*.json")))
            raise unwritable(self.folder.parent.parent, error, f"the {done} units finished so far are good") from error

    def _store(self, number: int, judged: Judged, *, near: bool) -> Part:
        places = [k for k, row in enumerate(judged.rows) if row.reason == KEPT]
        pairs = [judged.rows[k].pair for k in places]
        ar, en = [pair.ar for pair in pairs], [pair.en for pair in pairs]
        keys = pair_keys(ar, en)
        columns: dict[str, NDArray[Any]] = {
            "places": np.array(places, dtype=np.int64),
            "pair": keys.pair,
            "ar": keys.ar,
            "en": keys.en,
            "scores": np.array([best_score(pair.scores) for pair in pairs], dtype=np.float32),
        }
        if near:
            columns |= {band_name(band): values for band, values in enumerate(near_signatures(ar, en).T)}
        self._write(number, "arrow", lambda file: _write_table(file, to_ledger_table(judged.rows)))
        self._write(number, "npz", lambda file: np.savez(file, allow_pickle=False, **columns))
        told = {"rows": len(judged.rows), "kept": len(places), "notes": judged.notes}
        self._write(number, "json", lambda file: file.write(json.dumps(told).encode()))
        return Part(number, len(judged.rows), len(places), judged.notes)

    def table(self, number: int) -> Any:
        """The rows of a unit, in order, as a pyarrow.Table of LEDGER_SCHEMA."""
        with pa.OSFile(str(self._file(number, "arrow"))) as file, pa.ipc.open_file(file) as rows:
            return rows.read_all()

    def columns(self, number: int, *names: str) -> list[NDArray[Any]]:
        """What is known of the unit's kept rows.

        `places`: where they are among its rows; `pair`, `ar`, `en`: keys; `scores`; `band_name` of each band of
        near-duplicates, where they are looked for.
        """
        with np.load(self._file(number, "npz")) as stored:
            return [stored[name] for name in names]

    def _file(self, number: int, suffix: str) -> Path:
        return self.folder / f"unit-{number:06}.{suffix}"

    def _write(self, number: int, suffix: str, write: Any) -> None:
        # Its own name: a worker that was thought dead may still be at the same unit.
        temporary = self._file(number, f"{suffix}.{uuid4().hex}.tmp")
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._file(number, suffix))


def _write_table(file: Any, table: Any) -> None:
    # Not Parquet: units are read once or twice and go, and this takes a tenth of the time.
    with pa.ipc.new_file(file, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
