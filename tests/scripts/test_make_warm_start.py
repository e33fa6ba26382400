"""make_warm_start.py whole, on the real multilingual-e5-small, cut to a layer and a few hundred subwords."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from models.vocabulary import Vocabulary
from tests.conftest import ROOT, environment
from tests.models.conftest import network, write_network, write_vocabulary
from tests.models.sentences import KNOWN, pairs
from tests.models.test_convert import worst_difference

RECIPE = """
name = "warm"
data = "data"
dev_ar = "dev.ar"
dev_en = "dev.en"
[schedule]
updates = 8
rate = 1e-3
warmup = 2
source_from = 4
batch_tokens = 400
max_tokens = 60
[checkpoints]
every = 4
validation_lines = 2
[[sources]]
files = "pairs.tsv.gz"
"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """Pairs, a recipe, and a base model of the width that e5's is one and a half times of."""
    (tmp_path / "data").mkdir()
    with gzip.open(tmp_path / "data" / "pairs.tsv.gz", "wt", encoding="utf-8") as out:
        out.writelines(f"{source}\t{target}\n" for source, target in zip(*pairs(200), strict=True))
    for side, lines in zip(("ar", "en"), zip(*KNOWN, strict=True), strict=True):
        (tmp_path / f"dev.{side}").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (tmp_path / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    base = tmp_path / "base"
    write_vocabulary(base)
    write_network(base, network(base, deviation=0.02, d_model=256, encoder_layers=1))
    return tmp_path


def run(*command: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment(), check=True, capture_output=True, text=True
    )
    return done.stderr


def test_a_warm_start_is_a_model_that_trains(world: Path) -> None:
    size = ["--layers", "1", "--subwords", "200", "--updates", "40", "--rate", "1e-3", "--tokens", "300"]
    data = ["--data", "data", "--texts", "*.tsv.gz", "--every", "1"]
    script = str(ROOT / "scripts" / "make_warm_start.py")
    notes = run(script, "--base", "base", *data, *size, "--out", "initial", folder=world)
    missing = [float(share) for share in re.findall(r"^imitation: .* of the last layer ([0-9.]+)", notes, re.MULTILINE)]
    assert len(missing) == 3
    assert missing[2] < missing[0] / 2
    config = json.loads((world / "initial" / "config.json").read_text(encoding="utf-8"))
    shape = {"d_model": 384, "encoder_layers": 1, "encoder_attention_heads": 12, "decoder_attention_heads": 6}
    assert config.items() >= (shape | {"decoder_layers": 2, "activation_function": "gelu"}).items()
    assert len(Vocabulary(world / "initial")) == config["vocab_size"]

    train = ["-m", "jisr", "models", "train", "--threads", "1", "--config", "recipe.toml"]
    run(*train, "--initial", "initial", "--out", "run", folder=world)
    rows = [json.loads(line) for line in (world / "run" / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["update"] for row in rows] == [4, 8]
    assert rows[1]["dev_loss"] < rows[0]["dev_loss"]
    (world / "converted").mkdir()
    assert worst_difference(world / "run" / "model", world / "converted", target_vocabulary="target-only") < 1e-4
