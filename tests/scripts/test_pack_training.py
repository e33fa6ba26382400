"""A packed run goes through its stages to a model, with nothing but what was packed."""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.train import checkpoint
from models.vocabulary import Vocabulary
from tests.conftest import ROOT, environment
from tests.models.conftest import network, write_network, write_vocabulary
from tests.models.sentences import KNOWN, pairs
from tests.models.train.conftest import write_pairs

RECIPE = """
base = "base.toml"
[schedule]
updates = 6
warmup = 2
batch_tokens = 400
max_tokens = 60
[checkpoints]
every = 2
keep = 1
portable = true
validation_lines = 2
"""


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=100)


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    write_pairs(tmp_path / "data/pairs.tsv.gz", list(zip(*pairs(120), strict=True)))
    write_vocabulary(tmp_path / "initial")
    write_network(tmp_path / "initial", network(tmp_path / "initial", deviation=0.02, decoder_layers=1))
    for side, lines in zip(("ar", "en"), zip(*KNOWN, strict=True), strict=True):
        (tmp_path / f"dev.{side}").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    base = 'name = "staged"\ndata = "data"\ndev_ar = "dev.ar"\ndev_en = "dev.en"\n[[sources]]\nfiles = "pairs.tsv.gz"\n'
    (tmp_path / "base.toml").write_text(base, encoding="utf-8")
    (tmp_path / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    return tmp_path / "recipe.toml"


def test_stages_lead_to_a_model(tmp_path: Path, recipe: Path) -> None:
    script = [sys.executable, str(ROOT / "scripts/pack_training.py"), "--config", recipe.name]
    packed = run(tmp_path, *script, "--initial", "initial", "--out", "run")
    assert packed.returncode == 0, packed.stderr
    assert packed.stderr == "120 pairs\n"
    there = tmp_path / "there"
    there.mkdir()
    shutil.move(tmp_path / "run", there / "run")
    stage = shlex.split(packed.stdout)
    assert stage[:4] == ["python", "-m", "jisr", "models"]
    assert stage[-2:] == ["--minutes", "9"]
    python = [sys.executable, *stage[1:], "--threads", "1"]
    short = run(there, *python, "--minutes", "0.0001")
    assert "time is up" in short.stderr, short.stderr
    files = [file for file in (there / "run").glob("checkpoint-*/*") if file.is_file()]
    assert files
    assert max(file.stat().st_size for file in files) < 16 * 2**20
    last = run(there, *python)
    assert last.stdout == "run/model\n", last.stderr
    assert checkpoint.read_state(checkpoint.found(there / "run")[-1]).update == 6
    assert len(Vocabulary(there / "run/model")) == len(Vocabulary(there / "run/initial"))


def test_what_cannot_be_carried_is_refused(tmp_path: Path, recipe: Path) -> None:
    recipe.write_text(RECIPE.replace("portable = true\n", ""), encoding="utf-8")
    script = [sys.executable, str(ROOT / "scripts/pack_training.py"), "--config", recipe.name]
    packed = run(tmp_path, *script, "--initial", "initial", "--out", "run")
    assert packed.returncode == 1
    assert "recipe.toml: set portable = true" in packed.stderr
