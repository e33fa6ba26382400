"""The data set on disk: columns, shards, ledger, markers."""

from corpus.store.folder import (
    DROPPED,
    SPLITS,
    built_with,
    differences,
    is_complete,
    remembered,
    row_counts,
    settings_hash,
    verify,
)
from corpus.store.reader import read_ledger, read_pairs, read_rows
from corpus.store.schema import SCORES, Dropped, features, ledger_features, storable
from corpus.store.shards import LEDGER, PAIRS, Layout, read_shard, write_shard
from corpus.store.writer import DataSetWriter

__all__ = [
    "DROPPED",
    "LEDGER",
    "PAIRS",
    "SCORES",
    "SPLITS",
    "DataSetWriter",
    "Dropped",
    "Layout",
    "built_with",
    "differences",
    "features",
    "is_complete",
    "ledger_features",
    "read_ledger",
    "read_pairs",
    "read_rows",
    "read_shard",
    "remembered",
    "row_counts",
    "settings_hash",
    "storable",
    "verify",
    "write_shard",
]
