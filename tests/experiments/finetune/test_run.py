"""Whole runs, with a real model, real text and the real gate."""

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
import transformers
from safetensors.torch import load_file

import jisr
from experiments.finetune import FinetuneSettings, Outcome, Task, finetune
from models import load
from models.errors import InputError, ModelError, SettingsError
from models.vocabulary import Vocabulary
from tests.conftest import environment
from tests.experiments.finetune.conftest import GENERAL, OTHERS, TEXTS, write_tsv
from tests.models.conftest import network, write_network, write_vocabulary
from tests.models.sentences import KNOWN
from translate import Translator

QUICK = FinetuneSettings(epochs=3, rate=4e-3, batch_tokens=512, replay=0.4, dropout=0.1)
FILES = {
    "README.md", "config.json", "curve.png", "finetune.json", "generation_config.json", "log.jsonl",
    "model.safetensors", "source.spm", "target.spm", "tokenizer_config.json", "vocab.json",
}  # fmt: skip


@pytest.fixture(scope="module")
def task(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Task:
    folder = tmp_path_factory.mktemp("task")
    return Task(
        base=str(base),
        data=str(write_tsv(folder / "texts.tsv", TEXTS)) + "?licence=CC-BY-4.0",
        out=folder / "mine",
        replay=str(write_tsv(folder / "known.tsv", KNOWN)),
        general=str(write_tsv(folder / "others.tsv", OTHERS)),
        settings=QUICK,
    )


@pytest.fixture(scope="module")
def good(task: Task) -> Outcome:
    """A run that ended well."""
    return finetune(task, threads=1)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return dict(load_file(str(folder / "model.safetensors")))


def test_the_result_gains_on_held_out_rows(good: Outcome, task: Task) -> None:
    assert good.verdict is not None and good.verdict.good
    assert good.folder == task.out
    held_out, general = good.verdict.comparisons
    assert (held_out.role, held_out.sentences, held_out.rose) == ("held-out", 22, True)
    assert (general.role, general.sentences, general.fell) == ("general", 20, False)
    rows = [json.loads(line) for line in (task.out / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows[0]["update"] == 0 and rows[-1]["dev_loss"] < rows[0]["dev_loss"] - 0.5
    assert rows[-1]["dev_chrf"] > rows[0]["dev_chrf"]
    assert [row["loss"] is None for row in rows] == [True, *[False] * (len(rows) - 1)]
    assert (task.out / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_the_result_is_a_model_folder(good: Outcome, task: Task) -> None:
    assert {path.name for path in task.out.iterdir()} == FILES
    with load(str(task.out)) as model, Translator(model) as translator:
        assert [one.target for one in translator.translate([KNOWN[0][0]])] == [KNOWN[0][1]]
        assert model.max_words == 12


def test_transformers_loads_the_result(good: Outcome, task: Task) -> None:
    model = transformers.MarianMTModel.from_pretrained(task.out, dtype=torch.float32).eval()
    tokenizer = transformers.MarianTokenizer.from_pretrained(task.out)
    ids = tokenizer([KNOWN[0][0]], return_tensors="pt")
    assert tokenizer.batch_decode(model.generate(**ids), skip_special_tokens=True) == [KNOWN[0][1]]


def test_tied_embeddings_stay_tied_and_are_stored_once(good: Outcome, task: Task) -> None:
    assert [name for name, value in weights(task.out).items() if value.shape[0] == len(Vocabulary(task.out))] == [
        "model.shared.weight"
    ]
    model = transformers.MarianMTModel.from_pretrained(task.out)
    assert model.lm_head.weight.data_ptr() == model.model.encoder.embed_tokens.weight.data_ptr()


def test_what_the_base_says_of_decoding_is_kept(good: Outcome, task: Task, base: Path) -> None:
    before, after = (json.loads((folder / "generation_config.json").read_text()) for folder in (base, task.out))
    assert after | before == after and after["max_length"] == 128 and after["num_beams"] == 6
    bias = weights(task.out)["final_logits_bias"].float()
    assert torch.equal(bias, weights(base)["final_logits_bias"]) and bias.max() == 0.25


def test_the_card_tells_of_the_run(good: Outcome, task: Task) -> None:
    card = (task.out / "README.md").read_text(encoding="utf-8")
    for part in (
        "license: cc-by-4.0",
        "licence cc-by-4.0",
        "CC-BY-4.0 (176 rows)",
        "176 kept",
        "22 different rows each for validation and test",
        "40% of an epoch",
        "rate 0.004",
        "| held-out: test rows of",
        "nrefs:1|ar:10000|seed:12345|case:mixed|eff:yes|nc:6|nw:0|space:no|version:",
        "too few rows to show a small difference",
        "--replay",
        "--epochs 3 --rate 0.004 --batch-tokens 512",
    ):
        assert part in card, part


def test_the_same_command_again_says_what_came_of_it_and_trains_nothing(
    good: Outcome, task: Task, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (task.out / "model.safetensors").stat()
    assert finetune(task) == good
    capsys.readouterr()
    assert jisr.main(task.words[1:]) == 0
    printed, said = capsys.readouterr()
    assert printed == f"{task.out}\n"
    assert said.startswith("jisr: held-out test rows of ") and "jisr: general others, 20 rows" in said
    assert (task.out / "model.safetensors").stat().st_mtime_ns == before.st_mtime_ns


def test_other_settings_are_refused_in_the_same_folder(good: Outcome, task: Task) -> None:
    with pytest.raises(SettingsError, match=r"other settings \(epochs 3, now 4\)"):
        finetune(replace(task, settings=replace(QUICK, epochs=4)))


def test_a_folder_with_other_things_is_left_alone(task: Task, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(SettingsError, match="holds other things"):
        finetune(replace(task, out=tmp_path))


def test_a_model_of_the_other_direction_is_refused(task: Task, tmp_path: Path) -> None:
    write_vocabulary(tmp_path / "english", reverse=True)
    write_network(tmp_path / "english", network(tmp_path / "english", deviation=0.02))
    with pytest.raises(ModelError, match="english: translates en-ar; only ar-en"):
        finetune(replace(task, base=str(tmp_path / "english"), out=tmp_path / "mine"))


def test_a_killed_run_goes_on_to_the_same_weights(good: Outcome, task: Task, tmp_path: Path) -> None:
    again = replace(task, out=tmp_path / "mine")
    command = [sys.executable, "-m", *again.words, "--threads", "1"]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not list(again.out.glob("run/checkpoint-*/trainer_state.json")):
        assert process.poll() is None, "the run ended before its first checkpoint"
        time.sleep(0.01)
    with pytest.raises(InputError, match="another process is at work on it"):
        finetune(again)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not (again.out / "model.safetensors").exists()
    half = again.out / "run" / "checkpoint-9999"  # as a run leaves it that is killed while it writes one
    half.mkdir()
    (half / "model.safetensors").write_bytes(b"half")
    assert finetune(again, threads=1).folder == again.out
    whole, cut = weights(task.out), weights(again.out)
    assert max((whole[name].float() - cut[name].float()).abs().max().item() for name in whole) < 1e-5


def test_a_run_whose_time_is_up_goes_on(task: Task, tmp_path: Path) -> None:
    slow = replace(task, out=tmp_path / "mine", settings=replace(QUICK, epochs=1))
    assert finetune(slow, minutes=0.001, threads=1).verdict is None
    assert len(list((slow.out / "run").glob("checkpoint-*"))) == 1
    with pytest.raises(ModelError):
        load(str(slow.out))
    assert finetune(slow, threads=1).verdict is not None
    assert not (slow.out / "run").exists()


def test_a_result_that_has_forgotten_is_refused_and_says_by_how_much(
    task: Task, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    general = str(write_tsv(tmp_path / "general.tsv", GENERAL))
    forgetful = replace(task, out=tmp_path / "mine", general=general)
    outcome = finetune(forgetful, threads=1)
    assert outcome.verdict is not None and not outcome.verdict.good
    (fault,) = outcome.verdict.faults
    assert fault.startswith("falls on general ") and "chrF 100.0 → " in fault and "p = 0.0001" in fault
    assert outcome.folder == tmp_path / "mine" / "refused"
    assert "**Refused:** falls on general" in (outcome.folder / "README.md").read_text(encoding="utf-8")
    with pytest.raises(ModelError):
        load(str(tmp_path / "mine"))
    capsys.readouterr()
    assert jisr.main(forgetful.words[1:]) == 1  # which is over, and said again
    printed, said = capsys.readouterr()
    assert printed == ""
    assert "jisr: refused: falls on general general, 20 rows" in said
    assert f"general pairs (--replay {task.replay}=0.8), a lower rate (--rate 0.002), fewer epochs (--epochs 1)" in said


def test_a_result_that_translates_nothing_any_more_is_refused(task: Task, tmp_path: Path) -> None:
    broken = replace(task, out=tmp_path / "mine", replay="", settings=replace(QUICK, rate=0.05, epochs=1))
    outcome = finetune(broken, threads=1)
    assert outcome.verdict is not None
    assert outcome.verdict.faults[0].startswith("it has unlearned to translate")


def test_low_rank_additions_end_as_a_plain_folder(task: Task, tmp_path: Path, base: Path) -> None:
    settings = replace(QUICK, lora=True, rank=8, epochs=1, rate=0.0)
    outcome = finetune(replace(task, out=tmp_path / "mine", settings=settings), threads=1)
    before, after = weights(base), weights(outcome.folder)
    assert before.keys() == after.keys()
    assert torch.equal(before["model.shared.weight"].half(), after["model.shared.weight"])
    name = "model.decoder.layers.0.encoder_attn.q_proj.weight"
    assert not torch.equal(before[name].half(), after[name])
    card = (outcome.folder / "README.md").read_text(encoding="utf-8")
    assert "low-rank additions (rank 8), merged" in card


def test_a_run_that_no_longer_gets_better_stops(task: Task, tmp_path: Path) -> None:
    settings = replace(QUICK, rate=1e-9, epochs=50, patience=1, batch_tokens=8192)
    outcome = finetune(replace(task, out=tmp_path / "mine", settings=settings), threads=1)
    assert json.loads((outcome.folder / "log.jsonl").read_text().splitlines()[-1])["update"] <= 4
