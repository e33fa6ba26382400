"""models.store: what is found where, fetched, refused and removed."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from models import store
from models.catalog import catalog
from models.engines.settings import EngineSettings
from models.errors import ModelError
from models.prepared import prepared
from tests.models.conftest import COMMIT, lay_out_snapshot

ORIGIN = "Helsinki-NLP/opus-mt-tiny-ar-en"


def test_a_folder_is_known_by_its_content(taught_checkpoint: Path, tmp_path: Path) -> None:
    found = store.find(str(taught_checkpoint))
    copy = shutil.copytree(taught_checkpoint, tmp_path / "copy")
    again = store.find(str(copy))
    assert (found.name, again.name) == ("taught", "copy")
    assert found.revision == again.revision
    (copy / "config.json").write_bytes((copy / "config.json").read_bytes() + b"\n")
    assert store.find(str(copy)).revision != found.revision


def test_a_snapshot_folder_is_known_by_its_commit(snapshot: Path) -> None:
    found = store.find(str(snapshot))
    assert (found.name, found.revision) == (ORIGIN, COMMIT)


@pytest.mark.parametrize("name", [ORIGIN, f"{ORIGIN}@{COMMIT}"])
def test_a_hub_name_in_the_hub_cache_works_offline(snapshot: Path, name: str) -> None:
    found = store.find(name)
    assert found.revision == COMMIT
    assert found.folder.resolve() == snapshot.resolve()


def test_get_records_the_commit_and_later_runs_stay_with_it(snapshot: Path, home: Path) -> None:
    store.get(ORIGIN)
    refs = snapshot.parent.parent / "refs" / "main"
    refs.write_text("f" * 40)  # the branch moves on
    assert store.find(ORIGIN).revision == COMMIT
    (record,) = (home / "installed").iterdir()
    assert json.loads(record.read_text()) == {"name": ORIGIN, "folder": str(snapshot), "revision": COMMIT}


def test_auto_takes_the_best_installed(taught_checkpoint: Path, tmp_path: Path) -> None:
    commits = {known.name: known.revision for known in catalog()}
    for name in ("opus-mt-ar-en", "opus-mt-tc-big-ar-en"):
        folder = lay_out_snapshot(taught_checkpoint, tmp_path / "hf", f"Helsinki-NLP/{name}")
        folder.rename(folder.parent / commits[name])
        assert store.get(name).revision == commits[name]
        found = store.find("auto")
        assert (found.name, found.revision) == (name, commits[name])


def test_a_record_whose_files_are_gone_does_not_count(snapshot: Path) -> None:
    store.get(ORIGIN)
    shutil.rmtree(snapshot.parent.parent)
    with pytest.raises(ModelError, match=f"jisr models get {ORIGIN}"):
        store.find(ORIGIN)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("opus-mt-ar-en", "opus-mt-ar-en is not on this machine: jisr models get opus-mt-ar-en"),
        ("someone/marian-ar-en", "someone/marian-ar-en is not on this machine: jisr models get someone/marian-ar-en"),
        ("opus-ar", "no model 'opus-ar': no such folder, and no known name .*jisr models list"),
        ("./nowhere", "no model './nowhere'"),
    ],
)
def test_what_is_not_here_is_said_with_what_to_do(name: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        store.find(name)


def test_offline_with_nothing_cached_says_what_to_do() -> None:
    with pytest.raises(ModelError, match=r"hub cannot be reached .*jisr models get .*copy the model's folder here"):
        store.get("opus-mt-ar-en")


@pytest.mark.parametrize("missing", ["config.json", "vocab.json", "source.spm", "target.spm", "model.safetensors"])
def test_an_incomplete_folder_is_refused_by_file(taught_checkpoint: Path, tmp_path: Path, missing: str) -> None:
    folder = Path(shutil.copytree(taught_checkpoint, tmp_path / "some"))
    (folder / missing).unlink()
    with pytest.raises(ModelError, match=f"no {missing}" if missing != "config.json" else "no config.json"):
        store.find(f"{folder}/")


def test_remove_takes_what_jisr_made_and_leaves_the_users_own(snapshot: Path, home: Path) -> None:
    store.get(ORIGIN)
    removed = store.remove(ORIGIN)
    assert sorted(path.parent.name for path in removed) == ["converted", "installed"]
    assert not any(path.exists() for path in removed)
    assert (snapshot / "model.safetensors").exists()
    with pytest.raises(ModelError, match=f"{ORIGIN} is not installed"):
        store.remove(ORIGIN)


def test_remove_takes_what_jisr_fetched(taught_checkpoint: Path, home: Path) -> None:
    folder = lay_out_snapshot(taught_checkpoint, home / "hub", ORIGIN)
    assert store.get(ORIGIN).folder == folder
    store.remove(ORIGIN)
    assert list((home / "hub").iterdir()) == []


def test_what_is_fetched_and_does_not_translate_is_removed(random_checkpoint: Path, home: Path) -> None:
    lay_out_snapshot(random_checkpoint, home / "hub", ORIGIN)
    with pytest.raises(ModelError, match="does not translate"):
        store.get(ORIGIN)
    assert list((home / "hub").iterdir()) == []
    assert not (home / "installed").exists()


def test_bundled_cannot_be_removed() -> None:
    with pytest.raises(ModelError, match="ships with jisr"):
        store.remove("bundled")


def test_overview_lists_known_and_fetched_models(snapshot: Path) -> None:
    store.get(ORIGIN)
    lines = {line.name: line for line in store.overview()}
    assert list(lines) == ["opus-mt-tc-big-ar-en", "opus-mt-ar-en", "bundled", ORIGIN]
    assert not lines["opus-mt-ar-en"].installed
    assert lines[ORIGIN].installed
    assert lines[ORIGIN].revision == COMMIT


def test_target_vocabulary_is_part_of_the_cache_key(taught_checkpoint: Path) -> None:
    checkpoint = store.find(str(taught_checkpoint))
    folders = {prepared(checkpoint, target_vocabulary=kind) for kind in ("full", "target-only")}
    assert len(folders) == 2
    assert prepared(checkpoint, target_vocabulary=EngineSettings().target_vocabulary) in folders


def test_a_cache_folder_that_cannot_be_written_serves_for_one_run(taught_checkpoint: Path) -> None:
    """In a process of its own that is nobody, since root may write anywhere."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # pytest's own temporary folders are closed to others
        shutil.copytree(taught_checkpoint, folder / "model")
        for file in (folder / "model").iterdir():
            file.chmod(0o644)
        (folder / "home").mkdir(mode=0o555)
        program = (
            "import os, ctranslate2.specs, models.store, models.engines.ctranslate2, models.model, models\n"
            "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
            f"with models.load({str(folder / 'model')!r}) as model:\n"
            f"    print(model.signature, len(os.listdir({str(folder / 'home')!r})))\n"
        )
        environment = os.environ | {"JISR_HOME": str(folder / "home")}
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment
        )
    assert done.stdout.startswith("model@"), done.stderr
    assert done.stdout.strip().endswith(" 0")
    assert "cannot be written (Permission denied): the model is converted for this run only" in done.stderr


def test_a_cache_folder_that_is_a_file_is_an_error(
    taught_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JISR_HOME", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="set JISR_HOME to a folder that can be written"):
        prepared(store.find(str(taught_checkpoint)), target_vocabulary="full")
