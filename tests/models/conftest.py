"""Marian checkpoints small enough to make in a test: one with random weights, one that knows four sentences."""

import io
import json
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import sentencepiece
import torch
import transformers

from models.vocabulary import Vocabulary
from tests.models.sentences import KNOWN, pairs

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty JISR_HOME and an empty hub cache for every test, with the hub out of reach."""
    monkeypatch.setenv("JISR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hf"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    return tmp_path / "home"


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    torch.set_num_threads(1)  # on a shared machine torch's spinning threads take ten times as long


@pytest.fixture(scope="session")
def random_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Marian model in Hugging Face layout with random weights, biases and logit biases."""
    folder = tmp_path_factory.mktemp("checkpoints") / "random"
    write_vocabulary(folder)
    write_network(folder, network(folder, deviation=0.1))
    return folder


@pytest.fixture(scope="session")
def taught_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Marian model that was taught the four sentences of KNOWN, and nothing else."""
    return write_taught(tmp_path_factory.mktemp("checkpoints") / "taught", KNOWN)


@pytest.fixture
def snapshot(taught_checkpoint: Path, tmp_path: Path) -> Iterator[Path]:
    """The taught model as huggingface_hub keeps it: blobs, refs, and a snapshot of links to the blobs."""
    yield lay_out_snapshot(taught_checkpoint, tmp_path / "hf", "Helsinki-NLP/opus-mt-tiny-ar-en")


def write_taught(
    folder: Path, known: Sequence[tuple[str, str]], *, reverse: bool = False, positions: int = 128
) -> Path:
    """A Marian model that was taught the pairs `known`, from Arabic to English or in `reverse`, and nothing else."""
    torch.set_num_threads(1)  # see one_thread; other folders' tests call this, too
    write_vocabulary(folder, known, reverse=reverse)
    model = network(folder, deviation=0.02, max_position_embeddings=positions)
    teach(model, Vocabulary(folder), known, steps=150)
    write_network(folder, model)
    return folder


def write_vocabulary(folder: Path, known: Sequence[tuple[str, str]] = KNOWN, *, reverse: bool = False) -> None:
    """Train both subword models and join their pieces in vocab.json, `<pad>` last, as Marian checkpoints have it."""
    folder.mkdir()
    sides = [[*lines, *more] for lines, more in zip(pairs(300), zip(*known, strict=True), strict=True)]
    if reverse:
        sides.reverse()
        (folder / "tokenizer_config.json").write_text('{"source_lang": "en", "target_lang": "ar"}', encoding="utf-8")
    index = {"</s>": 0, "<unk>": 1}
    for name, lines in zip(("source", "target"), sides, strict=True):
        file = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines),
            model_writer=file,
            vocab_size=220,
            bos_id=-1,
            eos_id=0,
            unk_id=1,
            hard_vocab_limit=False,
            character_coverage=1.0,
            minloglevel=2,
        )
        (folder / f"{name}.spm").write_bytes(file.getvalue())
        model = sentencepiece.SentencePieceProcessor(model_proto=file.getvalue())
        for number in range(model.get_piece_size()):
            index.setdefault(model.id_to_piece(number), len(index))
    index["<pad>"] = len(index)
    (folder / "vocab.json").write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")


def network(folder: Path, *, deviation: float, **changes: Any) -> Any:
    """A fresh MarianMTModel for the vocabulary in `folder`."""
    vocabulary = Vocabulary(folder)
    torch.manual_seed(1)
    shape: dict[str, Any] = {
        "vocab_size": len(vocabulary),
        "d_model": 64,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "encoder_ffn_dim": 128,
        "decoder_ffn_dim": 128,
        "max_position_embeddings": 128,
        "activation_function": "swish",
        "scale_embedding": True,
        "pad_token_id": vocabulary.pad_id,
        "eos_token_id": vocabulary.end_id,
        "decoder_start_token_id": vocabulary.pad_id,
        "init_std": deviation,
    }
    model: Any = transformers.MarianMTModel(transformers.MarianConfig(**(shape | changes)))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias"):
                parameter.normal_(0, deviation)
    return model


def write_network(folder: Path, model: Any) -> None:
    model.save_pretrained(folder)


def teach(model: Any, vocabulary: Vocabulary, known: Sequence[tuple[str, str]], *, steps: int) -> None:
    """Train `model` until it says the pairs `known`, Arabic and English, by heart."""
    reverse = vocabulary.languages == ("en", "ar")
    sources, targets = reversed(list(zip(*known, strict=True))) if reverse else zip(*known, strict=True)
    rows = [vocabulary.ids(pieces) for pieces in vocabulary.encode(sources)]
    labels = [vocabulary.ids(pieces) for pieces in vocabulary.encode_target(targets)]
    width, length = max(map(len, rows)), max(map(len, labels))
    inputs = torch.tensor([row + [vocabulary.pad_id] * (width - len(row)) for row in rows])
    wanted = torch.tensor([row + [-100] * (length - len(row)) for row in labels])
    optimiser = torch.optim.AdamW(model.parameters(), lr=4e-3)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(step / 20, 1) * (1 - step / steps))
    model.train()
    for _ in range(steps):
        loss = model(input_ids=inputs, attention_mask=(inputs != vocabulary.pad_id).long(), labels=wanted).loss
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    model.eval()


def lay_out_snapshot(checkpoint: Path, cache: Path, origin: str) -> Path:
    """Copy `checkpoint` into a hub cache: blobs named by hash, links in snapshots/COMMIT, the commit in refs/main."""
    repository = cache / f"models--{origin.replace('/', '--')}"
    folder = repository / "snapshots" / COMMIT
    for made in (repository / "blobs", repository / "refs", folder):
        made.mkdir(parents=True)
    draw = random.Random(0)
    for file in sorted(checkpoint.iterdir()):
        blob = repository / "blobs" / f"{draw.getrandbits(160):040x}"
        shutil.copy(file, blob)
        (folder / file.name).symlink_to(Path("../..") / "blobs" / blob.name)
    (repository / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    return folder
