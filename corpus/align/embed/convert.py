"""The weights of multilingual-e5-small turned into a CTranslate2 encoder in 8 bits and a sentencepiece model."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.align.embed.sentencepiece_model import write_model
from corpus.align.embed.weights import Floats, Weights, damaged

# Part of the cache key: raise it when the files this module writes change.
CONVERTER_VERSION = 1

SUBWORDS = "subwords.model"
REPLACEMENTS = "replacements.json"
SHAPE = "shape.json"

_ROWS = 16384  # unpacked at a time: all 250,002 rows of the embeddings would take 400 MB, and that several times


def convert(weights: Weights, out: Path) -> None:
    """Write `weights` into the existing folder `out`, as an encoder, subwords, character replacements and a shape.

    Raises ModelError when the weights are not what they should be.
    """
    _write_encoder(weights, out)
    subwords, shape = weights.subwords, weights.shape
    (out / SUBWORDS).write_bytes(write_model(subwords))
    (out / REPLACEMENTS).write_text(json.dumps(subwords.replacements, ensure_ascii=True), encoding="utf-8")
    ids = {name: getattr(subwords, name) for name in ("start", "end", "padding")}
    (out / SHAPE).write_text(json.dumps(ids | {"width": shape.hidden, "positions": shape.positions}), encoding="utf-8")


def _write_encoder(weights: Weights, out: Path) -> None:
    from ctranslate2.specs import common_spec, transformer_spec

    shape, count = weights.shape, len(weights.subwords.pieces)
    encoder = transformer_spec.TransformerEncoderSpec(
        shape.layers,
        shape.heads,
        pre_norm=False,
        # The network was trained with erf, but the vectors are the same (cosine over 0.999999 in float32, where 8 bits
        # make it 0.9993) and tanh takes 8 % less time (Hendrycks and Gimpel 2016, arXiv:1606.08415).
        activation=common_spec.Activation.GELUTanh,
        layernorm_embedding=True,
    )
    encoder.scale_embeddings = False
    _set_matrix(encoder.embeddings[0], weights, ["emb.word"], shape.hidden, rows=count)
    _set_positions(encoder, weights)
    _set_norm(encoder.layernorm_embedding, weights, "emb.ln")
    for number, layer in enumerate(encoder.layer):
        _set_layer(layer, weights, f"l{number}.")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.config.layer_norm_epsilon = shape.epsilon
    spec.config.unk_token = str(weights.subwords.unknown)
    spec.register_vocabulary([str(number) for number in range(count)])
    spec.validate()
    spec.save(str(out))
    # The encoder is given ids, never asks what they stand for, and loads twice as fast without knowing.
    few = [str(number) for number in range(weights.subwords.unknown + 1)]
    (out / "vocabulary.json").write_text(json.dumps(few), encoding="utf-8")


def _set_positions(encoder: Any, weights: Weights) -> None:
    """Every token is of the first type, so that type's vector is added to the positions once and for all."""
    shape = weights.shape
    positions, types = weights.vector("emb.pos"), weights.vector("emb.type")
    if len(positions) != shape.positions * shape.hidden or len(types) != shape.types * shape.hidden:
        raise damaged(weights.path, "emb.pos or emb.type has not the size the header says")
    encoder.position_encodings.encodings = positions.reshape(-1, shape.hidden) + types[: shape.hidden]


def _set_layer(layer: Any, weights: Weights, prefix: str) -> None:
    shape, attention = weights.shape, layer.self_attention
    _set_linear(attention.linear[0], weights, [f"{prefix}{part}" for part in "qkv"], shape.hidden)
    _set_linear(attention.linear[1], weights, [f"{prefix}ao"], shape.hidden)
    _set_norm(attention.layer_norm, weights, f"{prefix}aln")
    _set_linear(layer.ffn.linear_0, weights, [f"{prefix}fi"], shape.hidden)
    _set_linear(layer.ffn.linear_1, weights, [f"{prefix}fo"], shape.feedforward)
    _set_norm(layer.ffn.layer_norm, weights, f"{prefix}oln")


def _set_linear(spec: Any, weights: Weights, names: list[str], width: int) -> None:
    """Several layers over the same input become one, their rows stacked."""
    _set_matrix(spec, weights, [f"{name}.w" for name in names], width)
    spec.bias = np.concatenate([weights.vector(f"{name}.b") for name in names])
    if len(spec.bias) != len(spec.weight):
        raise damaged(weights.path, f"{names[0]}.b does not fit {names[0]}.w")


def _set_matrix(spec: Any, weights: Weights, names: list[str], width: int, *, rows: int | None = None) -> None:
    parts = [
        _quantised(weights.matrix(name, width, slice(start, min(start + _ROWS, last))))
        for name in names
        for last in [rows or weights.rows(name, width)]
        for start in range(0, last, _ROWS)
    ]
    spec.weight = np.concatenate([matrix for matrix, _ in parts])
    spec.weight_scale = np.concatenate([scale for _, scale in parts])
    if rows and len(spec.weight) != rows:
        raise damaged(weights.path, f"{names[0]} has {len(spec.weight)} rows, fewer than there are subwords")


def _quantised(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Each row in 8 bits, and what it was multiplied by, as CTranslate2 has them (ModelSpec.optimize)."""
    largest = np.abs(matrix).max(axis=1)
    scale = np.where(largest > 0, 127 / np.where(largest > 0, largest, 1), 1).astype(np.float32)
    return np.rint(matrix * scale[:, None]).astype(np.int8), scale


def _set_norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights.vector(f"{name}.w"), weights.vector(f"{name}.b")
    if len(spec.gamma) != weights.shape.hidden or len(spec.beta) != weights.shape.hidden:
        raise damaged(weights.path, f"{name} has not {weights.shape.hidden} numbers")
