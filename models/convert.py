"""A Marian checkpoint turned into a CTranslate2 model, with numpy alone.

Follows BartLoader and MarianMTLoader of ctranslate2/converters/transformers.py (4.8), which need torch and
transformers; the log-probabilities are those of transformers' MarianMTModel (tests/models/test_convert.py).
"""

import json
import math
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.vocabulary import END, PAD, UNKNOWN, Vocabulary
from models.weights import Tensors, read_weights

# Part of every cache key: raise it when the files this module writes change.
CONVERTER_VERSION = 1

_NEVER = -1e9  # added to a logit; e^-1e9 is 0

_ACTIVATIONS = {"swish": "SWISH", "silu": "SWISH", "relu": "RELU", "gelu": "GELU"}


def output_tokens(vocabulary: Vocabulary) -> list[str]:
    """The subwords the target language can need, in the order of their ids: the target side's, for English without
    those of Arabic letters.

    A Marian vocabulary is joint, so about half of the output layer's rows are Arabic subwords; leaving them out
    makes beam search some 30 % faster (opus-mt-ar-en's shape) and is exact for a model trained with those rows masked.
    """
    arabic = vocabulary.languages.writes_arabic
    return [
        token
        for token in vocabulary.tokens
        if token in (END, UNKNOWN) or (token in vocabulary.target_tokens and (arabic or not _has_arabic_letter(token)))
    ]


def read_config(folder: Path) -> dict[str, Any]:
    """The `config.json` of a Marian checkpoint.

    Raises ModelError when it is missing, unreadable or another architecture's.
    """
    path = folder / "config.json"
    try:
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{folder}: no config.json; a Marian model folder in Hugging Face layout is needed") from error
    except ValueError as error:
        raise ModelError(f"{path}: not JSON ({error}); fetch the model again") from error
    if config.get("model_type") != "marian":
        raise ModelError(f"{path}: model_type is '{config.get('model_type')}'; jisr runs Marian models only")
    return config


def convert(folder: Path, out: Path, *, target_vocabulary: str) -> None:
    """Write the Marian checkpoint in `folder` as a CTranslate2 model into the existing folder `out`.

    Weights keep the precision they are stored in. `target_vocabulary`: see EngineSettings.

    Raises ModelError when a file is missing or the architecture is one Marian models do not have.
    """
    from ctranslate2.specs import common_spec, transformer_spec

    config = read_config(folder)
    vocabulary = Vocabulary(folder)
    tensors = _Named(folder, read_weights(folder))
    if config["activation_function"] not in _ACTIVATIONS:
        raise ModelError(f"{folder / 'config.json'}: activation '{config['activation_function']}' is not known")
    if config.get("normalize_before"):
        raise ModelError(f"{folder / 'config.json'}: pre-norm layers are not supported")
    activation = getattr(common_spec.Activation, _ACTIVATIONS[config["activation_function"]])
    spec = transformer_spec.TransformerSpec(
        *(
            stack(config[f"{name}_layers"], config[f"{name}_attention_heads"], pre_norm=False, activation=activation)
            for stack, name in (
                (transformer_spec.TransformerEncoderSpec, "encoder"),
                (transformer_spec.TransformerDecoderSpec, "decoder"),
            )
        )
    )
    _set_stack(spec.encoder, tensors, "model.encoder", config)
    _set_stack(spec.decoder, tensors, "model.decoder", config)
    _set_vocabularies(spec, tensors, vocabulary, config, target_vocabulary)
    spec.config.unk_token, spec.config.eos_token = UNKNOWN, END
    spec.validate()
    spec.optimize()
    spec.save(str(out))


class _Named:
    """The checkpoint's tensors, with an error that names the missing one."""

    def __init__(self, folder: Path, tensors: Tensors) -> None:
        self.folder, self.tensors = folder, tensors

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self.tensors:
            raise ModelError(f"{self.folder}: the weights have no '{name}'; this is no complete Marian model")
        return self.tensors[name]

    def first(self, *names: str) -> NDArray[Any]:
        """The tensor under the first of `names` that is stored."""
        return self[next((name for name in names if name in self.tensors), names[0])]


def _set_vocabularies(
    spec: Any, tensors: _Named, vocabulary: Vocabulary, config: dict[str, Any], target_vocabulary: str
) -> None:
    """Set embeddings, output layer and first token.

    `<pad>`, which must never be generated, has no row. Only where its embedding, from which transformers starts the
    decoder, is not zero does it get one, that is never chosen: fine-tuning with tied embeddings moves it through the
    output layer, and CTranslate2's own converter, which starts from zero all the same, is then off by 0.1 and more.
    """
    whole = [token for token in vocabulary.tokens if token != PAD]
    target = output_tokens(vocabulary) if target_vocabulary == "target-only" else whole
    encoder, decoder, output = _embeddings(tensors, config)
    source_rows = _rows(vocabulary, whole, encoder, tensors.folder)
    target_rows = _rows(vocabulary, target, output, tensors.folder)
    stored = tensors.tensors.get("final_logits_bias")
    bias = np.zeros(len(target_rows)) if stored is None else stored.reshape(-1)[target_rows].astype(np.float32)
    start = vocabulary.tokens[config["decoder_start_token_id"]]
    spec.decoder.start_from_zero_embedding = start == PAD and not decoder[vocabulary.pad_id].any()
    if spec.decoder.start_from_zero_embedding:
        start = END  # a name is asked for, but Marian's first input is a zero vector
    elif start == PAD:
        target, target_rows, bias = [*target, PAD], [*target_rows, vocabulary.pad_id], np.append(bias, _NEVER)
    spec.encoder.embeddings[0].weight = encoder[source_rows]
    spec.decoder.embeddings.weight = decoder[target_rows]
    spec.decoder.projection.weight = output[target_rows]
    if bias.any():
        spec.decoder.projection.bias = bias.astype(np.float32)
    spec.register_source_vocabulary(whole)
    spec.register_target_vocabulary(target)
    spec.config.decoder_start_token = start


def _embeddings(tensors: _Named, config: dict[str, Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The matrices of encoder input, decoder input and output layer.

    Tied ones are stored once, under any of their names. Where one is stored beside `shared` with other values, it is
    taken as it is: transformers 5 unties them then, too.
    """
    shared = ("model.shared.weight",) if config.get("share_encoder_decoder_embeddings", True) else ()
    encoder = tensors.first("model.encoder.embed_tokens.weight", *shared)
    decoder = tensors.first("model.decoder.embed_tokens.weight", *shared)
    tied = (*shared, "model.decoder.embed_tokens.weight") if config.get("tie_word_embeddings", True) else ()
    return encoder, decoder, tensors.first("lm_head.weight", *tied)


def _rows(vocabulary: Vocabulary, tokens: list[str], matrix: NDArray[Any], folder: Path) -> list[int]:
    rows = [vocabulary.index[token] for token in tokens]
    if max(rows) >= len(matrix):
        raise ModelError(f"{folder}: vocab.json has ids up to {max(rows)}, the embeddings only {len(matrix)} rows")
    return rows


def _set_stack(spec: Any, tensors: _Named, name: str, config: dict[str, Any]) -> None:
    spec.scale_embeddings = math.sqrt(config["d_model"]) if config.get("scale_embedding") else 1.0
    spec.position_encodings.encodings = positions(config["max_position_embeddings"], config["d_model"])
    for number, layer in enumerate(spec.layer):
        prefix = f"{name}.layers.{number}"
        attention = f"{prefix}.self_attn"
        _set_linear(layer.self_attention.linear[0], tensors, *(f"{attention}.{p}_proj" for p in "qkv"))
        _set_linear(layer.self_attention.linear[1], tensors, f"{attention}.out_proj")
        _set_norm(layer.self_attention.layer_norm, tensors, f"{attention}_layer_norm")
        if name.endswith("decoder"):
            attention = f"{prefix}.encoder_attn"
            _set_linear(layer.attention.linear[0], tensors, f"{attention}.q_proj")
            _set_linear(layer.attention.linear[1], tensors, f"{attention}.k_proj", f"{attention}.v_proj")
            _set_linear(layer.attention.linear[2], tensors, f"{attention}.out_proj")
            _set_norm(layer.attention.layer_norm, tensors, f"{attention}_layer_norm")
        _set_linear(layer.ffn.linear_0, tensors, f"{prefix}.fc1")
        _set_linear(layer.ffn.linear_1, tensors, f"{prefix}.fc2")
        _set_norm(layer.ffn.layer_norm, tensors, f"{prefix}.final_layer_norm")


def _set_linear(spec: Any, tensors: _Named, *names: str) -> None:
    """Several layers over the same input become one, their rows stacked."""
    spec.weight = np.concatenate([tensors[f"{name}.weight"] for name in names])
    spec.bias = np.concatenate([tensors[f"{name}.bias"] for name in names])


def _set_norm(spec: Any, tensors: _Named, name: str) -> None:
    spec.gamma = tensors[f"{name}.weight"]
    spec.beta = tensors[f"{name}.bias"]


def positions(count: int, width: int) -> NDArray[np.float32]:
    """Marian's sinusoids, sines in the first half of a row and cosines in the second, (count, width) float32.

    The numbers of transformers' MarianSinusoidalPositionalEmbedding.create_weight.
    """
    angles = np.arange(count)[:, None] / np.power(10000, 2 * (np.arange(width) // 2) / width)
    half = (width + 1) // 2
    table = np.empty((count, width), dtype=np.float32)
    table[:, :half] = np.sin(angles[:, 0::2])
    table[:, half:] = np.cos(angles[:, 1::2])
    return table


def _has_arabic_letter(token: str) -> bool:
    return any(
        unicodedata.category(character) in ("Lo", "Lm") and unicodedata.name(character, "").startswith("ARABIC")
        for character in token
    )
