"""The rows of a data set, one after the other."""

import zlib
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

from corpus.pairs import Pair
from corpus.store.folder import DROPPED, SPLITS, order, row_counts, shards, verify
from corpus.store.schema import Dropped
from corpus.store.shards import LEDGER, PAIRS, read_shard
from models.errors import SettingsError


def read_pairs(folder: Path, split: str | None = None) -> Iterator[Pair]:
    """The pairs of a split, or of all: train, validation, test.

    Raises SettingsError for an unknown split, InputError when there is no whole data set or a file is damaged.
    """
    if split is not None and split not in SPLITS:
        raise SettingsError(f"no split {split!r}; there are {', '.join(SPLITS)}")
    row_counts(folder)  # raises when there is nothing to read
    for name in SPLITS if split is None else (split,):
        for path in shards(folder, name):
            yield from read_shard(path, PAIRS)


def read_ledger(folder: Path) -> Iterator[Dropped]:
    """The rows that were dropped, in the order they were.

    Raises InputError when there is no whole data set or a file is damaged.
    """
    row_counts(folder)
    for path in shards(folder, DROPPED):
        yield from read_shard(path, LEDGER)


def read_rows(folder: Path) -> Iterator[Dropped]:
    """All rows, kept (their reason is "") and dropped, in the order in which they came from the sources.

    Raises InputError when there is no whole data set or a file is not as it was written.
    """
    verify(folder)
    kept = (map(Dropped, read_pairs(folder, split), repeat("")) for split in SPLITS)
    streams = (*kept, read_ledger(folder))  # in the order of PARTS
    for code in zlib.decompress(order(folder).read_bytes()):
        yield next(streams[code])
