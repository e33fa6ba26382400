"""models.cache: whole folders or none, whoever asks and whatever happened before."""

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models.cache import CHECK, cached_folder, is_sound

SETTINGS = {"revision": "1"}


def build(folder: Path) -> None:
    (folder / "weights").write_bytes(bytes(range(256)) * 100)
    (folder / "words").write_text("كتاب", encoding="utf-8")


def build_slowly(folder: Path) -> None:
    """Leave a trace of every build beside the cache, and take long enough that processes meet."""
    with (folder.parent.parent / "builds").open("a") as trace:
        trace.write("x")
    (folder / "weights").write_bytes(b"half")
    time.sleep(0.3)
    build(folder)


def ask(parent: Path, answers: "multiprocessing.Queue[str]") -> None:
    answers.put(str(cached_folder(parent, "model", SETTINGS, build_slowly)))


def truncate(folder: Path) -> None:
    with (folder / "weights").open("r+b") as file:
        file.truncate(1000)


def flip(folder: Path) -> None:
    data = bytearray((folder / "weights").read_bytes())
    data[77] ^= 1
    (folder / "weights").write_bytes(bytes(data))


def lose_check(folder: Path) -> None:
    (folder / CHECK).unlink()


def halve_check(folder: Path) -> None:
    (folder / CHECK).write_bytes((folder / CHECK).read_bytes()[:40])


def lose_file(folder: Path) -> None:
    (folder / "words").unlink()


def add_file(folder: Path) -> None:
    (folder / "shared_vocabulary.json").write_text("[]")


@pytest.mark.parametrize("damage", [truncate, flip, lose_check, halve_check, lose_file, add_file])
def test_a_damaged_folder_is_built_again(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = cached_folder(tmp_path, "model", SETTINGS, build)
    damage(folder)
    assert not is_sound(folder, SETTINGS)
    assert cached_folder(tmp_path, "model", SETTINGS, build) == folder
    assert is_sound(folder, SETTINGS)
    assert sorted(path.name for path in folder.iterdir()) == [CHECK, "weights", "words"]


def test_a_sound_folder_is_used(tmp_path: Path) -> None:
    folder = cached_folder(tmp_path, "model", SETTINGS, build)

    def never(_: Path) -> None:
        raise AssertionError("built twice")

    assert cached_folder(tmp_path, "model", SETTINGS, never) == folder


def test_other_settings_build_again(tmp_path: Path) -> None:
    folder = cached_folder(tmp_path, "model", SETTINGS, build)
    cached_folder(tmp_path, "model", {"revision": "2"}, build)
    assert json.loads((folder / CHECK).read_text())["settings"] == {"revision": "2"}


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "weights").write_bytes(b"half")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        cached_folder(tmp_path, "model", SETTINGS, fail)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_two_processes_at_once_build_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = context.Queue()
    parent = tmp_path / "cache"
    started = [context.Process(target=ask, args=(parent, answers)) for _ in range(3)]
    for process in started:
        process.start()
    assert {answers.get(timeout=60) for _ in started} == {str(parent / "model")}
    for process in started:
        process.join()
    assert (tmp_path / "builds").read_text() == "x"
    assert is_sound(parent / "model", SETTINGS)


def test_a_process_killed_while_building_is_cleaned_up_after(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = context.Queue()
    parent = tmp_path / "cache"
    victim = context.Process(target=ask, args=(parent, answers))
    victim.start()
    while not (tmp_path / "builds").exists():
        time.sleep(0.01)
    time.sleep(0.1)
    assert victim.pid
    os.kill(victim.pid, signal.SIGKILL)
    victim.join()
    assert list(parent.glob("*.tmp")) and not (parent / "model").exists()
    folder = cached_folder(parent, "model", SETTINGS, build)
    assert is_sound(folder, SETTINGS)
    assert list(parent.glob("*.tmp")) == []
