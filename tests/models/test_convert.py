"""models.convert: CTranslate2's log-probabilities are transformers'."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import MarianMTModel
from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding

from models.convert import convert, output_tokens, positions
from models.errors import MissingExtraError, ModelError
from models.vocabulary import END, PAD, Vocabulary
from tests.models.conftest import network, write_network
from tests.models.sentences import pairs


def worst_difference(checkpoint: Path, converted: Path, *, target_vocabulary: str) -> float:
    """The largest difference of a subword's log-probability, over 30 sentence pairs, in float32."""
    vocabulary = Vocabulary(checkpoint)
    arabic, english = pairs(30, seed=7)
    sources, targets = vocabulary.encode(arabic), vocabulary.encode_target(english)
    convert(checkpoint, converted, target_vocabulary=target_vocabulary)
    translator = ctranslate2.Translator(str(converted), compute_type="float32", intra_threads=1)
    scored = translator.score_batch([[*source, END] for source in sources], targets)
    model: Any = MarianMTModel.from_pretrained(str(checkpoint), dtype=torch.float32).eval()
    allowed = torch.full((len(vocabulary),), -torch.inf)
    tokens = output_tokens(vocabulary) if target_vocabulary == "target-only" else vocabulary.tokens
    allowed[[vocabulary.index[token] for token in tokens if token != PAD]] = 0
    worst = 0.0
    for source, target, score in zip(sources, targets, scored, strict=True):
        ids = vocabulary.ids(target)
        given = torch.tensor([[model.config.decoder_start_token_id, *ids[:-1]]])
        with torch.inference_mode():
            logits = model(input_ids=torch.tensor([vocabulary.ids(source)]), decoder_input_ids=given).logits[0]
        wanted = torch.log_softmax(logits + allowed, dim=-1)[range(len(ids)), ids]
        worst = max(worst, float((wanted - torch.tensor(score.log_probs)).abs().max()))
    return worst


@pytest.fixture
def checkpoint(random_checkpoint: Path, tmp_path: Path) -> Path:
    """A copy of the random checkpoint that the test may change."""
    return Path(shutil.copytree(random_checkpoint, tmp_path / "checkpoint"))


@pytest.fixture
def converted(tmp_path: Path) -> Path:
    (tmp_path / "converted").mkdir()
    return tmp_path / "converted"


def change_tensors(checkpoint: Path, **changed: torch.Tensor | None) -> None:
    """Store other tensors in model.safetensors; None takes one out. `__` in a name stands for a dot."""
    tensors = load_file(checkpoint / "model.safetensors")
    for name, tensor in changed.items():
        tensors.pop(name.replace("__", "."), None)
        if tensor is not None:
            tensors[name.replace("__", ".")] = tensor
    save_file(tensors, checkpoint / "model.safetensors", metadata={"format": "pt"})


@pytest.mark.parametrize("target_vocabulary", ["full", "target-only"])
def test_float32_weights(checkpoint: Path, converted: Path, target_vocabulary: str) -> None:
    assert worst_difference(checkpoint, converted, target_vocabulary=target_vocabulary) < 1e-5


@pytest.mark.parametrize(
    "changes",
    [
        {"activation_function": "relu", "scale_embedding": False},
        {"activation_function": "gelu", "d_model": 48, "encoder_layers": 1, "decoder_layers": 3},
        {"encoder_attention_heads": 8, "decoder_attention_heads": 2},
        {"share_encoder_decoder_embeddings": False},
        {"share_encoder_decoder_embeddings": False, "tie_word_embeddings": False},
    ],
    ids=str,
)
def test_other_shapes(checkpoint: Path, converted: Path, changes: dict[str, Any]) -> None:
    if "share_encoder_decoder_embeddings" in changes:
        changes["decoder_vocab_size"] = len(Vocabulary(checkpoint))
    write_network(checkpoint, network(checkpoint, deviation=0.1, **changes))
    assert worst_difference(checkpoint, converted, target_vocabulary="target-only") < 1e-5


def test_float16_weights_are_kept_as_they_are(checkpoint: Path, converted: Path) -> None:
    half = {name: tensor.half() for name, tensor in load_file(checkpoint / "model.safetensors").items()}
    save_file(half, checkpoint / "model.safetensors", metadata={"format": "pt"})
    assert worst_difference(checkpoint, converted, target_vocabulary="full") < 1e-5


def test_bfloat16_weights(checkpoint: Path, converted: Path) -> None:
    stored = load_file(checkpoint / "model.safetensors")
    save_file({n: t.bfloat16() for n, t in stored.items()}, checkpoint / "model.safetensors", metadata={"format": "pt"})
    assert worst_difference(checkpoint, converted, target_vocabulary="full") < 1e-5


def test_embeddings_stored_under_every_name(checkpoint: Path, converted: Path) -> None:
    shared = load_file(checkpoint / "model.safetensors")["model.shared.weight"]
    names = ("lm_head__weight", "model__encoder__embed_tokens__weight", "model__decoder__embed_tokens__weight")
    change_tensors(checkpoint, **{name: shared.clone() for name in names})
    assert worst_difference(checkpoint, converted, target_vocabulary="full") < 1e-5


@pytest.mark.parametrize("name", ["lm_head", "model.encoder.embed_tokens", "model.decoder.embed_tokens"])
def test_an_embedding_stored_beside_shared_with_other_values(checkpoint: Path, converted: Path, name: str) -> None:
    shared = load_file(checkpoint / "model.safetensors")["model.shared.weight"]
    torch.manual_seed(3)
    other = shared + 0.1 * torch.randn_like(shared)
    change_tensors(checkpoint, **{f"{name.replace('.', '__')}__weight": other})
    assert worst_difference(checkpoint, converted, target_vocabulary="full") < 1e-5


@pytest.mark.parametrize("target_vocabulary", ["full", "target-only"])
def test_fine_tuned_models_start_from_another_vector_than_zero(
    checkpoint: Path, converted: Path, target_vocabulary: str
) -> None:
    """Training with tied embeddings moves the row of `<pad>`, the decoder's first input, through the output layer."""
    shared = load_file(checkpoint / "model.safetensors")["model.shared.weight"]
    shared[-1] = torch.linspace(-1, 1, shared.shape[1])
    change_tensors(checkpoint, model__shared__weight=shared)
    assert worst_difference(checkpoint, converted, target_vocabulary=target_vocabulary) < 1e-5
    translator = ctranslate2.Translator(str(converted), compute_type="float32", intra_threads=1)
    sources = [[*pieces, END] for pieces in Vocabulary(checkpoint).encode(pairs(20, seed=4)[0])]
    for beam in (1, 4):
        for result in translator.translate_batch(sources, beam_size=beam, max_decoding_length=20):
            assert PAD not in result.hypotheses[0]


def test_embeddings_stored_as_the_decoders_only(checkpoint: Path, converted: Path) -> None:
    shared = load_file(checkpoint / "model.safetensors")["model.shared.weight"]
    change_tensors(
        checkpoint,
        model__shared__weight=None,
        model__encoder__embed_tokens__weight=shared.clone(),
        model__decoder__embed_tokens__weight=shared.clone(),
    )
    convert(checkpoint, converted, target_vocabulary="full")
    assert ctranslate2.contains_model(str(converted))


def test_logit_bias_and_a_masked_source_side_lose_nothing(checkpoint: Path, converted: Path) -> None:
    vocabulary = Vocabulary(checkpoint)
    bias = torch.full((1, len(vocabulary)), -10000.0)
    for token in output_tokens(vocabulary):
        bias[0, vocabulary.index[token]] = 0.5 * (vocabulary.index[token] % 3)
    change_tensors(checkpoint, final_logits_bias=bias)
    convert(checkpoint, converted, target_vocabulary="target-only")
    other = converted.parent / "full"
    other.mkdir()
    convert(checkpoint, other, target_vocabulary="full")
    arabic, english = pairs(20, seed=9)
    sources = [[*pieces, END] for pieces in vocabulary.encode(arabic)]
    scores = [
        ctranslate2.Translator(str(folder), compute_type="float32", intra_threads=1).score_batch(
            sources, vocabulary.encode_target(english)
        )
        for folder in (converted, other)
    ]
    for few, all_rows in zip(*scores, strict=True):
        assert np.allclose(few.log_probs, all_rows.log_probs, atol=1e-5)


def test_output_has_no_arabic_and_no_pad(random_checkpoint: Path) -> None:
    vocabulary = Vocabulary(random_checkpoint)
    tokens = output_tokens(vocabulary)
    assert END in tokens
    assert PAD not in tokens
    assert not any("\u0621" <= character <= "\u064a" for token in tokens for character in token)
    assert [vocabulary.index[token] for token in tokens] == sorted(vocabulary.index[token] for token in tokens)


@pytest.mark.parametrize(("count", "width"), [(512, 256), (64, 48), (10, 7)])
def test_positions_are_those_of_transformers(count: int, width: int) -> None:
    wanted = MarianSinusoidalPositionalEmbedding(count, width).create_weight()
    assert np.array_equal(positions(count, width), wanted.numpy())


def test_conversion_imports_neither_torch_nor_transformers(checkpoint: Path, converted: Path) -> None:
    """In a process where both are missing, as in the core install."""
    program = (
        "import sys; sys.modules['torch'] = sys.modules['transformers'] = None\n"
        "from pathlib import Path; from models.convert import convert\n"
        f"convert(Path({str(checkpoint)!r}), Path({str(converted)!r}), target_vocabulary='full')"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    assert ctranslate2.contains_model(str(converted))


def test_pickled_weights_need_torch(checkpoint: Path, converted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save(load_file(checkpoint / "model.safetensors"), checkpoint / "pytorch_model.bin")
    (checkpoint / "model.safetensors").unlink()
    convert(checkpoint, converted, target_vocabulary="full")
    assert ctranslate2.contains_model(str(converted))
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"pytorch_model.bin.*pip install 'jisr\[train\]'"):
        convert(checkpoint, converted, target_vocabulary="full")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"model_type": "bart"}, "model_type is 'bart'"),
        ({"activation_function": "tanh"}, "activation 'tanh'"),
        ({"normalize_before": True}, "pre-norm layers are not supported"),
        ({"encoder_layers": 3}, r"no 'model.encoder.layers.2"),
    ],
)
def test_what_is_no_marian_model_is_named(
    checkpoint: Path, converted: Path, changed: dict[str, Any], message: str
) -> None:
    config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    (checkpoint / "config.json").write_text(json.dumps(config | changed), encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        convert(checkpoint, converted, target_vocabulary="full")


@pytest.mark.parametrize("size", [0, 4, 1000, -10])
def test_damaged_weights_are_named(checkpoint: Path, converted: Path, size: int) -> None:
    data = (checkpoint / "model.safetensors").read_bytes()
    (checkpoint / "model.safetensors").write_bytes(data[:size])
    with pytest.raises(ModelError, match=r"model\.safetensors: damaged .* fetch the model again"):
        convert(checkpoint, converted, target_vocabulary="full")
