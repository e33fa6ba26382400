"""A data set on disk: whole, interrupted, of other settings, on a full disk."""

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.store import (
    DataSetWriter,
    Dropped,
    Layout,
    built_with,
    is_complete,
    read_ledger,
    read_pairs,
    read_rows,
    remembered,
    row_counts,
    verify,
)
from models.errors import InputError, SettingsError
from tests.conftest import ROOT, environment
from tests.corpus.store.rows import add, fill, pair, split_of

SMALL = Layout(rows_per_group=3, rows_per_shard=10)
SETTINGS = {"rules": {"min_similarity": 0.5, "max_length": 200}, "sources": ["a.tsv"]}
ALL = range(120)


def build(folder: Path, numbers: range = ALL, *, replace: bool = False, **settings: object) -> dict[str, int]:
    with DataSetWriter(folder, SETTINGS | settings, layout=SMALL, replace=replace) as writer:
        fill(writer, numbers)
        return writer.finish()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def test_every_row_is_where_it_belongs(tmp_path: Path) -> None:
    counts = build(tmp_path / "out")
    assert counts == row_counts(tmp_path / "out") == {"train": 60, "validation": 20, "test": 20, "dropped": 20}
    for split in ("train", "validation", "test"):
        expected = [pair(number) for number in ALL if split_of(number) == split]
        assert list(read_pairs(tmp_path / "out", split)) == expected
    assert [row.pair for row in read_ledger(tmp_path / "out")] == [pair(number) for number in ALL[4::6]]
    assert [row.values["length"] for row in read_ledger(tmp_path / "out")] == [number / 3 for number in ALL[4::6]]
    assert len(list(read_pairs(tmp_path / "out"))) == 100
    rows = list(read_rows(tmp_path / "out"))
    assert [row.pair for row in rows] == [pair(number) for number in ALL]
    assert [bool(row.reason) for row in rows] == [split_of(number) == "dropped" for number in ALL]


def test_the_files_are_named_as_the_hub_has_them(tmp_path: Path) -> None:
    build(tmp_path / "out")
    assert [name for name in contents(tmp_path / "out") if not name.startswith(".jisr/")] == [
        *(f"data/test-{index:05d}-of-00002.parquet" for index in range(2)),
        *(f"data/train-{index:05d}-of-00006.parquet" for index in range(6)),
        *(f"data/validation-{index:05d}-of-00002.parquet" for index in range(2)),
        *(f"ledger/dropped-{index:05d}.parquet" for index in range(2)),
    ]
    ours = [name for name in contents(tmp_path / "out") if name.startswith(".jisr/")]
    assert ours == [".jisr/dataset.json", ".jisr/order.zlib"]
    verify(tmp_path / "out")
    assert is_complete(tmp_path / "out", SETTINGS)
    assert built_with(tmp_path / "out") == SETTINGS


def test_what_is_to_be_remembered_is_no_setting(tmp_path: Path) -> None:
    with DataSetWriter(tmp_path / "out", SETTINGS, layout=SMALL) as writer:
        fill(writer, ALL)
        writer.finish({"notes": ["الملف ناقص"]})
    assert remembered(tmp_path / "out") == {"notes": ["الملف ناقص"]}
    assert is_complete(tmp_path / "out", SETTINGS)


def test_the_same_rows_make_the_same_folder(tmp_path: Path) -> None:
    build(tmp_path / "first")
    build(tmp_path / "second")
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_a_split_without_rows_has_no_shard(tmp_path: Path) -> None:
    assert build(tmp_path / "some", range(3)) == {"train": 3, "validation": 0, "test": 0, "dropped": 0}
    assert [path.name for path in (tmp_path / "some" / "data").iterdir()] == ["train-00000-of-00001.parquet"]
    assert set(build(tmp_path / "none", range(0)).values()) == {0}
    assert list(contents(tmp_path / "none")) == [".jisr/dataset.json", ".jisr/order.zlib"]
    assert list(read_pairs(tmp_path / "none")) == []


def test_finished_shards_are_not_written_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with DataSetWriter(out, SETTINGS, layout=SMALL) as writer:
        fill(writer, range(70))  # and no finish, as if it had been killed
    waiting = out / ".jisr" / "shards"
    before = {path.name: path.stat().st_ino for path in waiting.glob("*.parquet")}
    assert sorted(before) == [
        "dropped-00000.parquet",
        *(
            f"{name}.parquet"
            for name in ("test-00000", "train-00000", "train-00001", "train-00002", "validation-00000")
        ),
    ]
    damaged = waiting / "train-00001.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    with DataSetWriter(out, SETTINGS, layout=SMALL) as writer:
        fill(writer, ALL)
        after = {path.name: path.stat().st_ino for path in waiting.glob("*.parquet")}
        writer.finish()
    assert [name for name in before if after[name] != before[name]] == ["train-00001.parquet"]
    build(tmp_path / "straight")
    assert contents(out) == contents(tmp_path / "straight")


def test_rows_that_changed_between_two_runs_are_noticed(tmp_path: Path) -> None:
    with DataSetWriter(tmp_path / "out", SETTINGS, layout=SMALL) as writer:
        fill(writer, range(70))
    with pytest.raises(InputError, match=r"the sources changed .* start anew: rm -r .*shards"):
        build(tmp_path / "out", range(6, 126))


@pytest.mark.parametrize("finished", [False, True])
def test_other_settings_are_refused_and_named(tmp_path: Path, finished: bool) -> None:
    out = tmp_path / "out"
    with DataSetWriter(out, SETTINGS, layout=SMALL) as writer:
        fill(writer, range(30))
        if finished:
            writer.finish()
    before = contents(out)
    with pytest.raises(SettingsError) as caught:
        build(out, rules={"min_similarity": 0.7, "max_length": 200}, seed=1)
    message = str(caught.value)
    assert "rules.min_similarity 0.5, now 0.7; seed unset, now 1" in message
    assert "max_length" not in message
    assert f"use the folder {tmp_path}/out-" in message
    assert contents(out) == before
    build(Path(message.partition("use the folder ")[2].partition(",")[0]), seed=1)


def test_a_finished_data_set_gives_way_to_a_larger_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(out, range(60))
    with DataSetWriter(out, SETTINGS | {"sources": ["a.tsv", "b.tsv"]}, layout=SMALL, replace=True) as writer:
        old = [Dropped(pair, "") for pair in read_pairs(out, "train")]
        add(writer, old, ["train"] * len(old))
        fill(writer, range(60, 66))
        assert row_counts(out)["train"] == 30  # the old one, until the new one is whole
        assert writer.finish() == {"train": 33, "validation": 1, "test": 1, "dropped": 1}
    assert len([*read_pairs(out)]) == 35
    assert len([*(out / "data").iterdir()]) == 6
    assert built_with(out)["sources"] == ["a.tsv", "b.tsv"]
    verify(out)


def test_only_one_process_writes(tmp_path: Path) -> None:
    with (
        DataSetWriter(tmp_path / "out", SETTINGS),
        pytest.raises(InputError, match="another process is building this data set"),
    ):
        DataSetWriter(tmp_path / "out", SETTINGS)
    DataSetWriter(tmp_path / "out", SETTINGS).__exit__(None, None, None)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(SettingsError, match=r"holds other things \(thesis.tex\)"):
        DataSetWriter(tmp_path, SETTINGS)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(SettingsError, match="is a file"):
        DataSetWriter(tmp_path / "thesis.tex", SETTINGS)


@pytest.mark.parametrize(("begun", "message"), [(True, "is not finished"), (False, "no data set that jisr built")])
def test_what_is_not_whole_is_not_read(tmp_path: Path, begun: bool, message: str) -> None:
    if begun:
        DataSetWriter(tmp_path / "out", SETTINGS).__exit__(None, None, None)
    with pytest.raises(InputError, match=message):
        next(read_pairs(tmp_path / "out"))


def test_damage_is_found(tmp_path: Path) -> None:
    build(tmp_path / "out")
    path = tmp_path / "out" / "data" / "train-00002-of-00006.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert not is_complete(tmp_path / "out", SETTINGS)
    with pytest.raises(InputError, match=r"out: data/train-00002-of-00006\.parquet changed since it was written"):
        verify(tmp_path / "out")


def test_no_such_split(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no split 'dev'; there are train, validation, test"):
        next(read_pairs(tmp_path, "dev"))


LIMITED = """
import resource, sys
from pathlib import Path
from corpus.store import DataSetWriter, Layout
from models.errors import InputError
from tests.corpus.store.rows import fill

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    layout = Layout(rows_per_group=50, rows_per_shard=int(sys.argv[3]))
    with DataSetWriter(Path(sys.argv[1]), {}, layout=layout) as writer:
        fill(writer, range(3000))
        writer.finish()
except InputError as error:
    print(error)
"""


def run(script: str, *arguments: object) -> str:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), cwd=ROOT, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_full_disk_leaves_the_finished_shards(tmp_path: Path) -> None:
    # The tests and the ledger come to 500 rows each, which fit; the 1,500 of training do not.
    out = tmp_path / "out"
    message = run(LIMITED, out, 20_000, 500)
    sound = sorted(path.name for path in (out / ".jisr" / "shards").glob("*.parquet"))
    assert message.startswith(f"{out}: cannot be written (File too large); the {len(sound)} shards finished so far")
    assert message.endswith("are good; make room and run the same command again\n")
    assert not list(out.rglob("*.part"))
    assert not run(LIMITED, out, 10_000_000, 500)
    assert not run(LIMITED, tmp_path / "straight", 10_000_000, 500)
    assert contents(out) == contents(tmp_path / "straight")


# Kills itself at the n-th change to the file system, for every n until a run gets through; each time a second run,
# and what it leaves, must be what an undisturbed one leaves. The parent starts no thread, so it may fork.
KILLED = """
import os, signal, sys
from pathlib import Path
from corpus.store import DataSetWriter, Layout, verify
from corpus.store.schema import to_table
from tests.corpus.store.rows import fill, pair

to_table([pair(0)])  # pyarrow looks for pandas with the first table: once, not in every child

def build(out, numbers, replace):
    layout = Layout(rows_per_group=2, rows_per_shard=4)
    with DataSetWriter(out, {"rows": numbers.stop}, layout=layout, replace=replace) as writer:
        fill(writer, numbers)
        writer.finish()

def in_child(work):
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def killed(out, at):
    seen = 0
    def watch(event, arguments):
        nonlocal seen
        changes = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir")
        if changes or (event == "open" and ".jisr" in str(arguments[0])):
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(watch)
    build(out, range(11), True)

def contents(out):
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file() and p.name != "lock"}

base = Path(sys.argv[1])
in_child(lambda: build(base / "straight", range(11), False))
expected = contents(base / "straight")
at = replaced = 0
while True:
    at += 1
    out = base / f"killed{at}"
    if at % 3 == 0:
        assert in_child(lambda: build(out, range(7), False)) == 0  # an older data set to be replaced
    status = in_child(lambda: killed(out, at))
    if status == 0:
        break
    assert status == -signal.SIGKILL, status
    if (out / ".jisr" / "replace.json").exists():  # all shards are there: whoever looks next puts them in place
        assert in_child(lambda: verify(out)) == 0, at
        assert contents(out) == expected, (at, contents(out).keys() ^ expected.keys())
        replaced += 1
    assert in_child(lambda: build(out, range(11), True)) == 0, at
    assert contents(out) == expected, (at, contents(out).keys() ^ expected.keys())
print(at, replaced)
"""


def test_killed_at_any_change_to_the_disk_a_second_run_mends_it(tmp_path: Path) -> None:
    kills, within_the_replacement = map(int, run(KILLED, tmp_path).split())
    assert kills > 40
    assert within_the_replacement > 10
