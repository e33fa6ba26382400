"""`jisr models evaluate`: the bundled model beside stored translations."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.conftest import Jisr, environment

AR = (
    "افتتحت الحكومة المدرسة الجديدة يوم الأحد.",
    "وصل القطار متأخرا.",
    "قال الناطق باسم الجيش إن القوات سيطرت على ثلاث قرى شرق النهر بعد معارك استمرت أسبوعا كاملا مع المسلحين.",
)
EN = (
    "The government opened the new school on Sunday.",
    "The train arrived late.",
    "The army spokesman said that the forces took three villages east of the river after a week of fighting.",
)
OTHER = ("The government opened its new school Sunday.", "The train came late.", "The army took three villages.")
LONG = [f"قال الوزير رقم {number} إن الحكومة افتتحت المدرسة الجديدة يوم الأحد." for number in range(3000)]


def write(path: Path, *lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    for name, rows in (("dev", slice(2)), ("test", slice(3))):
        write(tmp_path / f"{name}.ar", *AR[rows])
        write(tmp_path / f"{name}.en", *EN[rows])
        write(tmp_path / f"{name}.other.en", *OTHER[rows])
    return tmp_path


def results(file: Path) -> dict[tuple[str, str], dict[str, object]]:
    """The systems of a JSON file by their set's name and theirs."""
    found = json.loads(file.read_text(encoding="utf-8"))
    return {(one["set"], system["system"]): system for one in found for system in one["systems"]}


def bleu(reference: Path, target: Path) -> float:
    """What sacrebleu's command line says."""
    command = [sys.executable, "-m", "sacrebleu", str(reference), "-i", str(target), "-m", "bleu", "-b", "-w", "6"]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def test_a_model_and_stored_translations_stand_in_one_table(here: Path, jisr: Jisr) -> None:
    command = ["models", "evaluate", "bundled", "Other={set}.other.en", "--on", "dev", "test", "--out", "kept"]
    done = jisr(*command, "--json", "r.json", "--png", "r.png")
    assert done.returncode == 0, done.stderr.decode()
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "dev: 2 rows, 9 Arabic words"
    assert lines[2].split()[:6] == ["system", "BLEU", "chrF", "chrF++", "sentences/s", "words/s"]
    assert [line.split()[0] for line in lines[3:5]] == ["bundled", "Other"]
    assert lines[6] == "chrF by words of the source" or lines[6].startswith("BLEU: nrefs:1|case:mixed")
    found = results(here / "r.json")
    assert list(found) == [("dev", "bundled"), ("dev", "Other"), ("test", "bundled"), ("test", "Other")]
    ours = found["test", "bundled"]
    assert ours["scores"][0]["bleu"] == pytest.approx(  # type: ignore[index]
        bleu(here / "kept" / "reference" / "test.en", here / "kept" / "bundled" / "test.en"), abs=1e-5
    )
    assert str(ours["signature"]).startswith("bundled@")
    assert found["test", "Other"]["cost"] is None
    assert (here / "r.png").read_bytes().startswith(b"\x89PNG")
    assert (here / "kept" / "source" / "test.ar").read_text(encoding="utf-8") == "".join(f"{line}\n" for line in AR)


def test_what_is_kept_is_taken_while_model_way_and_set_are_the_same(here: Path, jisr: Jisr) -> None:
    command = ["models", "evaluate", "bundled", "--on", "dev", "test", "--out", "kept", "--json", "r.json"]
    assert jisr(*command).returncode == 0
    first = results(here / "r.json")
    dev, test = (here / "kept" / "bundled" / f"{name}.en" for name in ("dev", "test"))
    write(dev, "Kept as it was.", "And this.")
    write(test, *EN)
    write(here / "test.ar", *AR[::-1])  # another set now
    assert jisr(*command).returncode == 0
    again = results(here / "r.json")
    assert dev.read_text(encoding="utf-8") == "Kept as it was.\nAnd this.\n"
    assert again["dev", "bundled"]["cost"] == first["dev", "bundled"]["cost"]
    assert again["dev", "bundled"]["scores"] != first["dev", "bundled"]["scores"]
    assert test.read_text(encoding="utf-8").splitlines() != list(EN)
    assert jisr(*command, "--bare").returncode == 0
    assert not dev.read_text(encoding="utf-8").startswith("Kept as it was.")
    # The folder is a system as well: a file for each set.
    assert jisr("models", "evaluate", "kept/bundled", "--on", "dev", "--json", "r.json").returncode == 0
    assert list(results(here / "r.json")) == [("dev", "bundled")]


def test_what_fails_is_told_and_the_others_go_on(here: Path, jisr: Jisr) -> None:
    write(here / "test.other.en", "One line.")
    systems = ["no-such-model", "{set}.other.en", "{set}.none.en"]
    done = jisr("models", "evaluate", *systems, "--on", "dev", "test", "gone", "--json", "r.json")
    told = done.stderr.decode()
    assert done.returncode == 1
    assert list(results(here / "r.json")) == [("dev", "other")]
    assert done.stdout.decode().startswith("dev: 2 rows")
    assert "gone: no such file or folder" in told
    assert "no model 'no-such-model'" in told
    assert "test.other.en: has 1 lines, and test 3 rows" in told
    assert "dev.none.en: cannot be read" in told


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["{set}.other.en", "{set}.other.en", "--on", "dev"], 2, "two systems are called other"),
        (["{set}.other.en", "--on", "dev", "dev.ar,dev.en"], 1, "two sets are called dev; name this one: NAME=dev.ar"),
        (["bundled", "--on", "dev", "--comet"], 1, "--comet needs the program comet-score, which is not installed"),
        (["{set}.other.en", "--on", "dev", "--json", "no/r.json"], 1, "r.json: cannot be written"),
        (["{set}.other.en", "--on", "dev", "--png", "no/r.png"], 1, "no/r.png: cannot be written"),
    ],
)
def test_wrong_use_is_told(here: Path, jisr: Jisr, arguments: list[str], status: int, told: str) -> None:
    done = jisr("models", "evaluate", *arguments)
    assert done.returncode == status
    assert told in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def busy(pid: int) -> list[psutil.Process]:
    """The children of a process that have been at work for a second, longer than starting takes."""
    return [child for child in psutil.Process(pid).children() if child.cpu_times().user > 1]


def test_an_interruption_keeps_what_was_done_and_ends_the_model(here: Path) -> None:
    write(here / "long.ar", *LONG)
    write(here / "long.en", *LONG)
    command = [sys.executable, "-m", "jisr", "models", "evaluate", "bundled", "--on", "dev", "long", "--json", "r.json"]
    process = subprocess.Popen(command, cwd=here, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until = time.monotonic() + 90
    while not (here / "r.json").exists() and time.monotonic() < until:
        time.sleep(0.05)
    while not (children := busy(process.pid)) and time.monotonic() < until:  # with the other set
        time.sleep(0.05)
    assert children
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out.decode().startswith("dev: 2 rows")
    assert told.decode().splitlines()[-1] == "jisr: interrupted"
    assert list(results(here / "r.json")) == [("dev", "bundled")]
    assert psutil.wait_procs(children, timeout=10)[1] == []
