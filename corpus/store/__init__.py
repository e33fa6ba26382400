"""The data set on disk: columns, shards, ledger, markers."""

from corpus.store.folder import (
    DROPPED,
    PARTS,
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
from corpus.store.schema import SCORES, Dropped, features, ledger_features, storable, to_ledger_table
from corpus.store.shards import Layout
from corpus.store.writer import DataSetWriter

__all__ = [
    "DROPPED",
    "PARTS",
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
    "remembered",
    "row_counts",
    "settings_hash",
    "storable",
    "to_ledger_table",
    "verify",
]
