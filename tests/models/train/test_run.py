import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from models.convert import convert
from models.engines.base import Decoding
from models.engines.ctranslate2 import CTranslate2Engine
from models.engines.settings import EngineSettings
from models.errors import InputError, ModelError, SettingsError
from models.model import Model
from models.train import checkpoint
from models.train.network import build
from models.train.recipe import Recipe
from models.train.run import train
from models.vocabulary import Vocabulary
from tests.models.train.conftest import PAIRS
from translate import Translator


def start(recipe: Recipe, world: Path, out: str, minutes: float = float("inf")) -> int:
    outcome = train(recipe, [world / "data"], (world / "dev.ar", world / "dev.en"), world / out, minutes=minutes)
    return outcome.state.update if outcome.finished else -outcome.state.update


def test_training_lowers_the_loss_and_leaves_a_model_and_a_curve(world: Path, recipe: Recipe) -> None:
    recipe = replace(
        recipe, schedule=replace(recipe.schedule, updates=160), checkpoints=replace(recipe.checkpoints, every=40)
    )
    assert start(recipe, world, "run") == 160
    rows = [json.loads(line) for line in (world / "run" / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["update"] for row in rows] == [40, 80, 120, 160]
    assert rows[-1]["dev_loss"] < rows[0]["dev_loss"] - 0.5
    assert rows[-1]["dev_chrf"] > rows[0]["dev_chrf"] + 10
    assert (world / "run" / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert (world / "run" / "model" / "model.safetensors").stat().st_size < 200_000
    assert [folder.name[-3:] for folder in checkpoint.found(world / "run")][-2:] == ["120", "160"]


def test_the_direction_can_be_turned_round(world: Path, recipe: Recipe) -> None:
    recipe = replace(recipe, direction="en-ar", schedule=replace(recipe.schedule, updates=400, rate=5e-3))
    recipe = replace(recipe, checkpoints=replace(recipe.checkpoints, every=400))
    assert start(recipe, world, "run") == 400
    vocabulary = Vocabulary(world / "run" / "model")
    assert vocabulary.languages == ("en", "ar")
    (world / "converted").mkdir()
    convert(world / "run" / "model", world / "converted", target_vocabulary="target-only")
    with CTranslate2Engine(world / "converted", positions=64, settings=EngineSettings(workers=1)) as engine:
        ((found,),) = engine.generate([vocabulary.encode(["Layla sold a car in the village."])], Decoding(beam=2))
        (text,) = vocabulary.decode([found.pieces])
        assert len(text.split()) > 3
        assert set(text.split()) <= {word for arabic, _ in PAIRS for word in arabic.split()}
        with pytest.raises(ModelError, match="reverse translates en-ar; what is wanted here translates into English"):
            Translator(Model("reverse", "1", vocabulary, engine, "reverse@1"))
    long = replace(recipe, initial=str(world / "run" / "model"), schedule=replace(recipe.schedule, max_tokens=64))
    with pytest.raises(SettingsError, match="has 64 positions"):
        start(long, world, "long")
    turned = replace(recipe, initial=str(world / "run" / "model"), direction="ar-en")
    with pytest.raises(SettingsError, match="model translates en-ar; the recipe wants ar-en"):
        start(turned, world, "back")


def test_a_killed_run_goes_on_to_the_same_weights(world: Path, recipe: Recipe) -> None:
    start(recipe, world, "whole")
    # One thread, as in this process (conftest.py): sums of other threads' parts differ in the last bits.
    options = ["--threads", "1", "--config", str(world / "recipe.toml"), "--out", str(world / "cut")]
    command = [sys.executable, "-m", "jisr", "models", "train", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not checkpoint.found(world / "cut"):
        assert process.poll() is None, "the run ended before its first checkpoint"
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not (world / "cut" / "model").exists()
    finished = subprocess.run(command, check=True, capture_output=True, text=True)
    assert finished.stdout.strip() == str(world / "cut" / "model")
    whole, cut = (checkpoint.read(checkpoint.found(world / run)[-1], "weights") for run in ("whole", "cut"))
    difference = max((whole[name] - cut[name]).abs().max().item() for name in whole)
    assert difference < 1e-5


def test_a_run_in_portable_stages_reaches_the_end(world: Path, recipe: Recipe) -> None:
    portable = replace(recipe, checkpoints=replace(recipe.checkpoints, portable=True, rewarm=4))
    stages = 0
    while (update := start(portable, world, "run", minutes=0.01)) < 0:
        stages += 1
        assert stages < 60
        assert not list((world / "run").glob("checkpoint-*/optimiser-*"))
    assert update == 24
    assert checkpoint.read(checkpoint.found(world / "run")[-1], "weights")["model.shared.weight"].dtype == torch.float16


def test_a_run_finishes_within_its_minutes_whatever_its_recipe_wants(world: Path, recipe: Recipe) -> None:
    endless = replace(recipe, schedule=replace(recipe.schedule, updates=10**6, cooldown=100))
    endless = replace(endless, checkpoints=replace(endless.checkpoints, every=10**5))
    dev = world / "dev.ar", world / "dev.en"
    outcome = train(endless, [world / "data"], dev, world / "run", minutes=0.1, finish=True)
    assert outcome.finished
    (row,) = [json.loads(line) for line in (world / "run" / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert row["update"] == outcome.state.update < 10**6
    assert row["rate"] < recipe.schedule.rate / 4  # it has cooled down
    assert (world / "run" / "model" / "model.safetensors").is_file()
    with pytest.raises(SettingsError, match="--finish needs --minutes"):
        train(endless, [world / "data"], dev, world / "run", finish=True)


def test_a_run_that_no_longer_improves_stops_early(world: Path, recipe: Recipe) -> None:
    stalled = replace(
        recipe,
        schedule=replace(recipe.schedule, rate=1e-9, updates=400),
        checkpoints=replace(recipe.checkpoints, every=4, patience=2),
    )
    assert start(stalled, world, "run") < 40


def test_development_lines_must_pair(world: Path, recipe: Recipe) -> None:
    (world / "dev.en").write_text("one line\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"dev\.en 1; they must pair"):
        start(recipe, world, "run")


def test_the_encoder_waits_and_then_learns(world: Path, recipe: Recipe) -> None:
    waiting = replace(
        recipe, schedule=replace(recipe.schedule, encoder_from=8), checkpoints=replace(recipe.checkpoints, keep=3)
    )
    assert start(waiting, world, "run") == 24
    name = "model.encoder.layers.0.fc1.weight"
    fresh = dict(build(waiting, Vocabulary(world / "run" / "prepared")).named_parameters())[name].detach()
    first, *_, last = (checkpoint.read(folder, "weights")[name] for folder in checkpoint.found(world / "run"))
    assert torch.equal(first, fresh)
    assert not torch.equal(last, fresh)


def test_what_reads_the_source_waits_and_then_learns(world: Path, recipe: Recipe) -> None:
    waiting = replace(
        recipe, schedule=replace(recipe.schedule, source_from=8), checkpoints=replace(recipe.checkpoints, keep=3)
    )
    assert start(waiting, world, "run") == 24
    vocabulary = Vocabulary(world / "run" / "prepared")
    fresh = dict(build(waiting, vocabulary).named_parameters())
    first, *_, last = (checkpoint.read(folder, "weights") for folder in checkpoint.found(world / "run"))
    (pieces,) = vocabulary.encode(["كتابا"])
    arabic = vocabulary.index[pieces[-1]]
    for place in ("model.encoder.layers.0.fc1.weight", "model.shared.weight"):
        row = arabic if place == "model.shared.weight" else 0
        assert torch.equal(first[place][row], fresh[place][row].detach())
        assert not torch.equal(last[place][row], fresh[place][row].detach())
    name = "model.decoder.layers.0.encoder_attn.k_proj.weight"
    assert not torch.equal(first[name], fresh[name].detach())
