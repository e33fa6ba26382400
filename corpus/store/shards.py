"""One Parquet file of a data set: its bytes depend on its rows and on the versions of pyarrow alone."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.pairs import Pair
from corpus.store.disk import MeasuredFile
from corpus.store.schema import LANGUAGES, LEDGER_SCHEMA, SCHEMA, Dropped, from_ledger_table, from_table
from models.errors import InputError

Row = TypeVar("Row", Pair, Dropped)

# zstd's default; 9 takes four times as long for 4 % less.
_LEVEL = 3
_BATCH = 2_000  # rows that become Python objects at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How many rows go where; where texts are long, their characters close a group or a shard before its rows do.

    A row group is what a writer holds in memory and a reader fetches at a time.
    """

    rows_per_group: int = 10_000
    characters_per_group: int = 8_000_000
    rows_per_shard: int = 500_000
    characters_per_shard: int = 200_000_000  # 100 to 150 MB: the Hub asks for files well below 500 MB


LAYOUT = Layout()


@dataclass(frozen=True, slots=True)
class Kind(Generic[Row]):
    """What a file holds: pairs, or rows of the ledger."""

    schema: Any
    from_table: Callable[[Any], Iterator[Row]]


PAIRS: Kind[Pair] = Kind(SCHEMA, from_table)
LEDGER: Kind[Dropped] = Kind(LEDGER_SCHEMA, from_ledger_table)


class Room:
    """What is left until so many rows, or their characters, have come; the row that reaches a bound is the last."""

    def __init__(self, rows: int, characters: int) -> None:
        self._rows, self._characters = rows, characters

    @property
    def left(self) -> bool:
        """Whether more rows fit."""
        return self._rows > 0 and self._characters > 0

    def take(self, table: Any) -> int:
        """How many of the first rows of `table` fit; they are counted."""
        lengths = np.zeros(table.num_rows, np.int64)
        for language in LANGUAGES:
            lengths += pc.utf8_length(pc.struct_field(table["translation"], language)).to_numpy()
        ends = np.cumsum(lengths)
        fit = min(self._rows, len(ends), int(np.searchsorted(ends, self._characters)) + 1)
        self._rows -= fit
        self._characters -= int(ends[fit - 1]) if fit else 0
        return fit


@dataclass(frozen=True, slots=True)
class Written:
    """What a finished file is known by."""

    rows: int
    size: int
    crc: int


class ShardFile:
    """A Parquet file that gets its name when it is complete; its rows go to the disk a row group at a time."""

    def __init__(self, path: Path, schema: Any, layout: Layout = LAYOUT) -> None:
        self._path, self._schema, self._layout = path, schema, layout
        self._temporary = path.with_name(f".{path.name}.part")
        self._file = MeasuredFile(self._temporary)
        self._parquet = _open(self._file, schema)
        self._waiting: list[Any] = []
        self._room = self._group()
        self._count = 0

    def add(self, table: Any) -> None:
        """Append the rows of a pyarrow.Table of the file's schema.

        Raises OSError.
        """
        while table.num_rows:
            fit = self._room.take(table)
            self._waiting.append(table.slice(0, fit))
            table = table.slice(fit)
            if not self._room.left:
                self._write()

    def commit(self) -> Written:
        """Close the file and give it its name.

        Raises OSError.
        """
        if self._waiting:  # datasets cannot read a row group of none
            self._write()
        self._parquet.close()
        self._file.close()
        self._temporary.replace(self._path)
        return Written(self._count, self._file.size, self._file.crc)

    def discard(self) -> None:
        """Remove what was written, unless it has its name."""
        with suppress(OSError):  # a full disk says so again on closing; it has been reported
            self._parquet.close()
        with suppress(OSError):
            self._file.close()
        self._temporary.unlink(missing_ok=True)

    def _write(self) -> None:
        # One chunk: the bytes of a file do not depend on the tables in which its rows came.
        group = pa.concat_tables(self._waiting).combine_chunks()
        self._parquet.write_table(group, row_group_size=group.num_rows)
        self._count += group.num_rows
        self._waiting, self._room = [], self._group()

    def _group(self) -> Room:
        return Room(self._layout.rows_per_group, self._layout.characters_per_group)


def read_shard(path: Path, kind: Kind[Row]) -> Iterator[Row]:
    """The rows of a Parquet file, a few thousand of them in memory.

    Raises InputError when it cannot be read or is no file of this kind.
    """
    for batch in read_batches(path, kind):
        yield from kind.from_table(batch)


def read_batches(path: Path, kind: Kind[Row]) -> Iterator[Any]:
    """The rows of a Parquet file as pyarrow.RecordBatch of the kind's schema.

    Raises InputError when it cannot be read or is no file of this kind.
    """
    try:
        with pq.ParquetFile(path) as file:
            if not file.schema_arrow.equals(kind.schema):
                raise InputError(
                    f"{path}: its columns are not those of jisr's data sets; name it as a source to read it as one"
                )
            yield from file.iter_batches(batch_size=_BATCH)
    except (OSError, pa.ArrowException) as error:
        raise InputError(
            f"{path}: cannot be read as Parquet ({_first_line(error)}); build the data set again"
        ) from error


def _open(file: MeasuredFile, schema: Any) -> Any:
    return pq.ParquetWriter(
        pa.PythonFile(file, mode="w"),
        schema,
        version="2.6",
        compression="zstd",
        compression_level=_LEVEL,
        write_page_index=True,
        # Page bounds follow the content, so that an uploaded data set that grew shares what it had before.
        use_content_defined_chunking=True,
    )


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
