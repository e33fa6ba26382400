"""A corpus built from small sources of every sort, whole and again."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import datasets
import pytest

from corpus.building import BuildSettings, build
from corpus.store import read_ledger, read_pairs
from models.errors import InputError, SettingsError
from tests.conftest import ROOT, Jisr, environment

PAIRS = [
    tuple(line.split("\t")[:2])
    for line in (ROOT / "experiments" / "data" / "general.tsv").read_text(encoding="utf-8").splitlines()
]
SMALL = BuildSettings(unit=100)


@pytest.fixture
def tsv(tmp_path: Path) -> Path:
    """The pairs of the quality gate five times over, each time with another name in them, and one pair twice."""
    names = [("أحمد", "Ahmed"), ("سليم", "Salim"), ("ليلى", "Layla"), ("هدى", "Huda"), ("منى", "Muna")]
    rows = [(f"{ar} قال {a}.", f"{en} said {e}.") for a, e in names for ar, en in PAIRS]
    path = tmp_path / "rows.tsv"
    path.write_text("".join(f"{ar}\t{en}\n" for ar, en in [*rows, rows[0]]), encoding="utf-8")
    return path


def digest(folder: Path) -> dict[str, str]:
    """What is in a finished data set's folder, file by file."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def test_every_row_is_kept_or_in_the_ledger(tsv: Path, tmp_path: Path) -> None:
    built = build(tmp_path / "out", [str(tsv)], settings=SMALL, workers=1)
    kept, dropped = list(read_pairs(tmp_path / "out")), list(read_ledger(tmp_path / "out"))
    assert len(kept) + len(dropped) == 5 * len(PAIRS) + 1
    assert built.rows["dropped"] == len(dropped) == sum(built.dropped.values())
    assert built.dropped["duplicate pair"] == 1
    assert len({pair.id for pair in (*kept, *(row.pair for row in dropped))}) == len(kept) + len(dropped)


def test_it_opens_as_it_stands(tsv: Path, tmp_path: Path) -> None:
    build(tmp_path / "out", [f"{tsv}?licence=CC0-1.0"], settings=SMALL, workers=1)
    found = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    row = next(iter(found.values()))[0]
    assert set(row["translation"]) == {"ar", "en"}
    assert row["origin"]["licence"] == "CC0-1.0"


def test_the_number_of_processes_changes_nothing(tsv: Path, tmp_path: Path) -> None:
    one = build(tmp_path / "a" / "out", [str(tsv)], settings=SMALL, workers=1)
    two = build(tmp_path / "b" / "out", [str(tsv)], settings=SMALL, workers=2)
    first, second = digest(one.folder), digest(two.folder)
    assert {name for name in first if first[name] != second[name]} <= {"README.md"}  # it names its folder
    assert (tmp_path / "a/out/README.md").read_text().replace("/a/", "/b/") == (
        tmp_path / "b/out/README.md"
    ).read_text()


def test_documents_are_aligned(tmp_path: Path) -> None:
    build(tmp_path / "out", [str(ROOT / "examples/pairs")], settings=SMALL, workers=1)
    pairs = list(read_pairs(tmp_path / "out"))
    assert len(pairs) > 25
    text = (ROOT / "examples/pairs/bridge.en.txt").read_text(encoding="utf-8")
    for pair in pairs:
        assert pair.origin.method == "aligned"
        assert pair.scores["alignment"] >= 0.5
        if "bridge" in pair.origin.document:
            start, end = pair.origin.en_span
            assert " ".join(text[start:end].split()) == " ".join(pair.en.split())
    alone = [row.pair for row in read_ledger(tmp_path / "out") if row.reason == "no counterpart"]
    assert alone
    assert all(bool(pair.ar) != bool(pair.en) for pair in alone)


def test_a_damaged_source_is_noted_and_the_others_go_on(tsv: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tmx"
    broken.write_text('<?xml version="1.0"?><tmx version="1.4"><header/><body><tu>', encoding="utf-8")
    built = build(tmp_path / "out", [str(broken), str(tsv)], settings=SMALL, workers=1)
    assert sum(built.rows.values()) == 5 * len(PAIRS) + 1
    assert any("broken.tmx" in note for note in built.notes)
    assert "broken.tmx" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_rows_of_a_test_set_go(tsv: Path, tmp_path: Path) -> None:
    leaked = next(ar for ar, _ in PAIRS if len(ar.split()) > 8)
    (tmp_path / "mine.txt").write_text(f"{leaked}\n", encoding="utf-8")
    settings = BuildSettings(unit=100, test_sets=(f"mine={tmp_path / 'mine.txt'}",))
    built = build(tmp_path / "out", [str(tsv)], settings=settings, workers=1)
    assert sum(count for reason, count in built.dropped.items() if reason.startswith("test set mine")) >= 5
    assert any(note.startswith("mine: ") for note in built.notes)
    assert not any(leaked in pair.ar for pair in read_pairs(tmp_path / "out"))


def test_other_settings_are_refused_and_the_same_ones_are_done_already(tsv: Path, tmp_path: Path) -> None:
    build(tmp_path / "out", [str(tsv)], settings=SMALL, workers=1)
    before = digest(tmp_path / "out")
    with pytest.raises(SettingsError, match="other settings"):
        build(tmp_path / "out", [str(tsv)], settings=BuildSettings(unit=100, near=False), workers=1)
    build(tmp_path / "out", [str(tsv)], settings=SMALL, workers=1)
    assert digest(tmp_path / "out") == before


def test_nothing_left_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bad.tsv").write_text("مرحبا بكم في المدينة\tمرحبا بكم في المدينة\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.tsv"):
        build(tmp_path / "out", [str(tmp_path / "bad.tsv")], settings=SMALL, workers=1)


def test_the_command(jisr: Jisr, tsv: Path, tmp_path: Path) -> None:
    ran = jisr("corpus", "build", "out", str(tsv), "--workers", "1", "--rule", "max_length_ratio=off")
    assert (ran.returncode, b"rows kept" in ran.stderr) == (0, True)
    info = jisr("corpus", "info", "out")
    assert b"duplicate pair" in info.stdout
    assert jisr("corpus", "export", "out", "--to", "jsonl", "-o", "rows.jsonl").returncode == 0
    rows = (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(rows) == len(list(read_pairs(tmp_path / "out")))
    assert {"ar", "en"} <= set(json.loads(rows[0])["translation"])
    for given, told in (("test", b"SPLIT=SHARE"), ("test=2", b"must be 0 to 1"), ("dev=0.1", b"no split 'dev'")):
        wrong = jisr("corpus", "build", "out2", str(tsv), "--share", given)
        assert (wrong.returncode, told in wrong.stderr) == (2, True)
    assert jisr("corpus", "build", "out2", str(tsv), "--share", "test=1", "--share", "validation=0").returncode == 0
    assert not list(read_pairs(tmp_path / "out2", "train"))
    wrong = jisr("corpus", "build", "out3", str(tsv), "--rule", "max_lenght_ratio=3")
    assert (wrong.returncode, b"max_length_ratio" in wrong.stderr) == (2, True)
    assert jisr("corpus", "info", "nowhere").returncode == 1


LIMITED = """
import resource, sys
from corpus.building import BuildSettings, build
from models.errors import InputError

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
if __name__ == "__main__":
    try:
        build("out", [sys.argv[1]], settings=BuildSettings(unit=100), workers=int(sys.argv[3]))
    except InputError as error:
        print(error)
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_is_said_and_what_was_finished_stays(tsv: Path, tmp_path: Path, workers: int) -> None:
    script = tmp_path / "limited.py"
    script.write_text(LIMITED)

    def run(limit: int) -> str:
        command = [sys.executable, str(script), str(tsv), str(limit), str(workers)]
        done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done.stderr
        return done.stdout

    out = tmp_path / "out"
    assert run(10_000).startswith(f"{out}: cannot be written (File too large); the 0 units finished so far are good;")
    assert run(10_000_000) == ""
    build(tmp_path / "straight" / "out", [str(tsv)], settings=SMALL, workers=1)
    whole, mended = digest(tmp_path / "straight" / "out"), digest(out)
    assert {name for name in whole.keys() | mended.keys() if whole.get(name) != mended.get(name)} <= {"README.md"}
