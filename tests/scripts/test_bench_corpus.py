"""bench_corpus.py as it is run, on a table of a few rows, and where there is no OpusFilter."""

import gzip
import subprocess
import sys
from pathlib import Path

from bench_corpus import measure, varied

from tests.conftest import ROOT, environment

ROWS = [
    ("وصل الوفد إلى القرية صباح اليوم.", "The delegation reached the village this morning."),
    ("عاد الأطفال إلى المدرسة بعد العطلة.", "The children went back to school after the holiday."),
    ("The same on both sides, and English.", "The same on both sides, and English."),  # dropped by a rule
    ("نام القط على السطح.", "The cat slept on the roof."),
    ("نام القط على السطح.", "The cat slept on the roof."),  # a duplicate
]


def bench(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(ROOT / "scripts" / "bench_corpus.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=environment(), timeout=100)


def table(folder: Path, rows: list[tuple[str, str]]) -> Path:
    with gzip.open(folder / "rows.tsv.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{ar}\t{en}\n" for ar, en in rows)
    return folder


def test_the_rules_and_the_whole_build_are_measured(tmp_path: Path) -> None:
    ran = bench("--data", table(tmp_path, ROWS), "--rows", len(ROWS), "--jobs", 1, "--only", "ours,build")
    assert ran.returncode == 0, ran.stderr.decode()
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in ran.stdout.decode().splitlines()]
    ours, build = (dict(zip(lines[0], line, strict=True)) for line in lines[2:])
    assert (ours["program"], ours["rows"], ours["kept"]) == ("ours", "5", "3")
    assert (build["program"], build["rows"], build["kept"]) == ("build", "5", "3")
    assert float(ours["CPU seconds"]) > 0
    # Both import numpy, and have a worker beside them.
    assert 20 < float(ours["largest process, MB"]) < float(ours["all processes, MB"])


def test_without_opusfilter_it_says_how_to_get_it(tmp_path: Path) -> None:
    ran = bench("--data", table(tmp_path, ROWS), "--rows", 5, "--opusfilter", tmp_path / "nowhere")
    assert ran.returncode == 1
    assert "nowhere: no such program; `pip install opusfilter fasttext-predict`" in ran.stderr.decode()
    assert "leave it out" in ran.stderr.decode()


def test_rows_come_again_changed_but_for_every_tenth() -> None:
    rows = [(f"كلمة{k} أخرى", f"word{k} other") for k in range(10)]
    made = list(varied(rows, 100))
    assert made == list(varied(rows, 100))
    assert sorted(made[:10]) == sorted(rows)
    again = [k for k in range(10, 100) if made[k] in rows]
    assert again == list(range(10, 100, 10))
    assert all(made[k][1].endswith(made[k % 10][1]) for k in range(100))


def test_cpu_time_is_that_of_the_processes_too(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 0.5: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    run = measure("busy", [sys.executable, "-c", code], 1, lambda: 1)
    assert 0.5 <= run.cpu <= run.wall + 0.1
    assert run.largest < run.together
