"""One Parquet file: bytes, row groups, damage."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus.pairs import Pair
from corpus.store.disk import is_whole
from corpus.store.schema import LEDGER_SCHEMA, SCHEMA, to_table
from corpus.store.shards import LAYOUT, LEDGER, PAIRS, Layout, ShardFile, Written, read_shard
from models.errors import InputError
from tests.corpus.store.rows import pair

ROWS = [pair(number) for number in range(25)]


def write_shard(path: Path, rows: Sequence[Pair], layout: Layout = LAYOUT, *, together: int = 25) -> Written:
    """Write rows, so many at a time."""
    shard = ShardFile(path, SCHEMA, layout)
    for start in range(0, len(rows), together):
        shard.add(to_table(rows[start : start + together]))
    return shard.commit()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    written = write_shard(path, ROWS)
    assert list(read_shard(path, PAIRS)) == ROWS
    assert written.rows == 25
    assert is_whole(path, written.size, written.crc)
    assert [item.name for item in tmp_path.iterdir()] == ["rows.parquet"]


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert write_shard(first, ROWS) == write_shard(second, ROWS, together=4)
    assert first.read_bytes() == second.read_bytes()
    assert write_shard(second, ROWS[1:]) != write_shard(first, ROWS)


@pytest.mark.parametrize(
    ("layout", "groups"),
    [
        (Layout(rows_per_group=10), [10, 10, 5]),
        (Layout(rows_per_group=5), [5] * 5),
        (Layout(characters_per_group=1), [1] * 25),
    ],
)
def test_row_groups_are_as_large_as_they_may_be(tmp_path: Path, layout: Layout, groups: list[int]) -> None:
    write_shard(tmp_path / "rows", ROWS, layout)
    about = pq.ParquetFile(tmp_path / "rows").metadata
    assert [about.row_group(index).num_rows for index in range(about.num_row_groups)] == groups
    assert about.row_group(0).column(1).compression == "ZSTD"


def test_no_rows_make_a_file_that_has_the_columns(tmp_path: Path) -> None:
    assert ShardFile(tmp_path / "none", LEDGER_SCHEMA).commit().rows == 0
    assert list(read_shard(tmp_path / "none", LEDGER)) == []


def test_nothing_is_left_of_a_file_that_is_given_up(tmp_path: Path) -> None:
    shard = ShardFile(tmp_path / "rows", SCHEMA, Layout(rows_per_group=10))
    shard.add(to_table(ROWS))
    shard.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    write_shard(path, ROWS)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match=r"rows\.parquet: cannot be read as Parquet"):
        list(read_shard(path, PAIRS))


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"ar": ["نعم"], "en": ["Yes"]}), tmp_path / "other.parquet")
    with pytest.raises(InputError, match=r"other\.parquet: its columns are not those"):
        list(read_shard(tmp_path / "other.parquet", PAIRS))
