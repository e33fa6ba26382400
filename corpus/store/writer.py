"""Rows in, a data set's folder out, going on where an earlier run was interrupted."""

import hashlib
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
from filelock import Timeout
from numpy.typing import NDArray

from corpus.store import folder as folders
from corpus.store.disk import is_whole, read_json, unwritable, write_bytes, write_json
from corpus.store.schema import LEDGER_SCHEMA, SCHEMA
from corpus.store.shards import LAYOUT, Layout, Room, ShardFile
from models.errors import InputError, SettingsError


class DataSetWriter:
    """The splits and the ledger of one data set, shard by shard; memory holds a row group of each.

    The same rows in the same order make the same bytes. Finished shards wait in `.jisr/shards` and take their places,
    and those of an older data set, in `finish`, when it is known how many there are. A run that was killed is given
    the same rows again: shards that it finished are checked and left alone.

    `settings`: whatever decides the rows, as JSON has it. `replace`: whether a data set of other settings that is in
    the folder gives way at the end (it can be read until then).

    A context manager; without `finish`, what was written waits for the next run.
    """

    def __init__(
        self, folder: Path, settings: Mapping[str, Any], *, layout: Layout = LAYOUT, replace: bool = False
    ) -> None:
        """Prepare `folder`.

        Raises SettingsError when the folder is for other settings, InputError when it cannot be written or another
        process writes it.
        """
        self._folder, self._settings = folder, settings
        self._lock = folders.lock(folder)
        try:
            if folder.exists() and not folder.is_dir():
                raise SettingsError(f"{folder}: is a file; name a folder for the data set")
            folders.check_settings(folder, settings, replace=replace)
            folders.state(folder).mkdir(parents=True, exist_ok=True)
            self._lock.acquire(blocking=False)
            folders.roll_forward(folder)
            folders.check_settings(folder, settings, replace=replace)
            folders.begin(folder, settings)
        except Timeout as error:
            raise InputError(f"{folder}: another process is building this data set; wait for it to end") from error
        except OSError as error:
            self._lock.release()
            raise unwritable(folder, error, "nothing was changed") from error
        except SettingsError:
            self._lock.release()
            raise
        self._parts = [
            _Part(folder, name, LEDGER_SCHEMA if name == folders.DROPPED else SCHEMA, layout) for name in folders.PARTS
        ]
        self._order = bytearray()  # a byte a row: 10 MB for 10 million rows, 1 MB of it on the disk

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in self._parts:
            part.discard()
        self._lock.release()

    def add(self, rows: Any, places: NDArray[np.uint8]) -> None:
        """Add the rows of a pyarrow.Table of LEDGER_SCHEMA; `places`: where each goes, as its number in PARTS.

        The reason and the values of a row are for the ledger alone.

        Raises InputError when the disk is full, or an earlier run was given other rows.
        """
        try:
            for number, part in enumerate(self._parts):
                part.add(rows.filter(pa.array(places == number)).select(part.schema.names).cast(part.schema))
            self._order += places.tobytes()
        except OSError as error:
            raise self._unwritable(error) from error

    def finish(self, about: Mapping[str, Any] | None = None) -> dict[str, int]:
        """Put everything in its place and mark the data set as whole; how many rows each split and the ledger have.

        A split without rows has no shard: datasets opens no split of none. `about`: what to remember of the data set
        that decides none of its rows, as JSON has it (see `remembered`).

        Raises InputError when the disk is full or an earlier run was given other rows.
        """
        try:
            files: dict[str, Mapping[str, Any]] = {}
            for part in self._parts:
                files |= part.finish()
            files |= self._write_order()
            folders.replace_files(self._folder, self._settings, files, about or {})
        except OSError as error:
            raise self._unwritable(error) from error
        return folders.row_counts(self._folder)

    def _write_order(self) -> dict[str, dict[str, Any]]:
        place = folders.order(self._folder)
        waiting = folders.pending(self._folder) / place.name
        measures = write_bytes(waiting, zlib.compress(self._order))
        return {place.relative_to(self._folder).as_posix(): {"pending": waiting.name, **measures}}

    def _unwritable(self, error: OSError) -> InputError:
        finished = sum(part.finished for part in self._parts)
        return unwritable(self._folder, error, f"the {finished} shards finished so far are good")


class _Part:
    """The shards of one split or of the ledger."""

    def __init__(self, folder: Path, name: str, schema: Any, layout: Layout) -> None:
        self.schema = schema
        self._folder, self._name, self._layout = folder, name, layout
        self._marks: list[dict[str, Any]] = []
        self._open = False
        self._shard: ShardFile | None = None
        self._known: dict[str, Any] | None = None
        self._rows = 0
        self._room = Room(0, 0)
        self._ids = hashlib.blake2b(digest_size=16)

    @property
    def finished(self) -> int:
        """How many shards are complete."""
        return len(self._marks)

    def add(self, table: Any) -> None:
        while table.num_rows:
            if not self._open:
                self._begin()
            fit = self._room.take(table)
            now, table = table.slice(0, fit), table.slice(fit)
            if self._shard is not None:
                self._shard.add(now)
            self._rows += fit
            self._ids.update("".join(now["id"].to_pylist()).encode())
            if not self._room.left:
                self._end()

    def finish(self) -> dict[str, dict[str, Any]]:
        """Close the last shard; what `folder.replace_files` needs to know of all."""
        if self._open:
            self._end()
        number = len(self._marks)
        places = [folders.place(self._folder, self._name, index, number) for index in range(number)]
        return {
            path.relative_to(self._folder).as_posix(): mark | {"part": self._name, "pending": self._path(index).name}
            for index, (path, mark) in enumerate(zip(places, self._marks, strict=True))
        }

    def discard(self) -> None:
        if self._shard is not None:
            self._shard.discard()
            self._shard = None

    def _begin(self) -> None:
        self._open = True
        self._rows, self._room = 0, Room(self._layout.rows_per_shard, self._layout.characters_per_shard)
        self._ids = hashlib.blake2b(digest_size=16)
        path = self._path(len(self._marks))
        known = read_json(path.with_suffix(".json"))
        if known is not None and is_whole(path, known["size"], known["crc"]):
            self._known, self._shard = known, None
        else:
            self._known, self._shard = None, ShardFile(path, self.schema, self._layout)

    def _end(self) -> None:
        path = self._path(len(self._marks))
        seen = {"rows": self._rows, "ids": self._ids.hexdigest()}
        if self._shard is not None:
            written = self._shard.commit()
            self._shard = None
            self._known = seen | {"size": written.size, "crc": written.crc}
            write_json(path.with_suffix(".json"), self._known)
        if self._known is None or any(self._known[name] != value for name, value in seen.items()):
            raise InputError(
                f"{self._folder}: the sources changed since this data set was begun ({path.name} had other rows); "
                f"start anew: rm -r {folders.pending(self._folder)}"
            )
        self._marks.append(self._known)
        self._open = False

    def _path(self, index: int) -> Path:
        return folders.pending(self._folder) / f"{self._name}-{index:05d}.parquet"
