"""models.model: loading, and what importing costs."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import models
from models.engines.base import Decoding
from models.engines.settings import EngineSettings
from models.errors import ModelError, SettingsError
from tests.models.sentences import KNOWN

HEAVY = ("ctranslate2", "torch", "transformers", "huggingface_hub", "sentencepiece", "numpy", "datasets")


@pytest.mark.parametrize("engine", ["auto", "ctranslate2", "transformers"])
def test_load_and_translate(taught_checkpoint: Path, engine: str) -> None:
    with models.load(str(taught_checkpoint), engine=engine) as model:
        (hypotheses,) = model.engine.generate(
            [model.vocabulary.encode([source for source, _ in KNOWN])], Decoding(beam=4)
        )
        texts = model.vocabulary.decode([hypothesis.pieces for hypothesis in hypotheses])
        assert texts == [target for _, target in KNOWN]
        assert all(hypothesis.finished and -0.5 < hypothesis.score < 0 for hypothesis in hypotheses)


@pytest.mark.parametrize(
    ("engine", "settings", "tail"),
    [
        ("ctranslate2", EngineSettings(compute_type="int8"), r"ctranslate2-4[0-9.]+/int8 target-only"),
        ("ctranslate2", EngineSettings(compute_type="float32"), r"ctranslate2-4[0-9.]+/float32 target-only"),
        ("ctranslate2", EngineSettings(target_vocabulary="full"), r"ctranslate2-4[0-9.]+/int8 full"),
        ("transformers", EngineSettings(), r"transformers-5[0-9.]+/float32 target-only"),
    ],
)
def test_signature(taught_checkpoint: Path, engine: str, settings: EngineSettings, tail: str) -> None:
    with models.load(str(taught_checkpoint), engine=engine, settings=settings) as model:
        assert re.fullmatch(f"taught@{model.revision[:12]} {tail}", model.signature)


def test_an_unknown_engine_is_refused(taught_checkpoint: Path) -> None:
    with pytest.raises(SettingsError, match="engine must be one of auto, ctranslate2, transformers, not 'onnx'"):
        models.load(str(taught_checkpoint), engine="onnx")


def with_config(checkpoint: Path, out: Path, **values: object) -> Path:
    shutil.copytree(checkpoint, out)
    config = json.loads((out / "config.json").read_text(encoding="utf-8"))
    (out / "config.json").write_text(json.dumps(config | values), encoding="utf-8")
    return out


def test_a_model_says_how_long_its_sentences_may_be(taught_checkpoint: Path, tmp_path: Path) -> None:
    with models.load(str(taught_checkpoint)) as model:
        assert model.max_words == 40
    with models.load(str(with_config(taught_checkpoint, tmp_path / "short", max_words=15))) as model:
        assert model.max_words == 15
    with pytest.raises(ModelError, match="max_words must be a whole number, not 'ten'"):
        models.load(str(with_config(taught_checkpoint, tmp_path / "wrong", max_words="ten")))


@pytest.mark.parametrize("module", ["models", "models.cli", "models.errors", "models.settings", "models.catalog"])
def test_imports_are_light(module: str) -> None:
    program = f"import {module}, sys; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_declaring_the_commands_is_light() -> None:
    program = (
        "import argparse, sys; from models.cli import add\n"
        "add(argparse.ArgumentParser().add_subparsers())\n"
        f"print(*(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
