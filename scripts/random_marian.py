"""A Marian model folder of opus-mt-ar-en's shape with random weights, for measuring speed.

Subwords: the bundled model's, filled up to the published size with made-up ones, half Arabic, half Latin, as in a
joint vocabulary. `</s>` and the Arabic subwords can never be written: every engine writes exactly as many subwords as
it is told to, and the same ones with and without the Arabic rows in the output layer.
"""

import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sentencepiece import sentencepiece_model_pb2

from models.vocabulary import PAD, Vocabulary

# Helsinki-NLP/opus-mt-ar-en, config.json.
VOCABULARY, WIDTH, FEED_FORWARD, LAYERS, HEADS, POSITIONS = 62834, 512, 2048, 6, 8, 512
NEVER = -10000.0


def write_random_marian(bundled: Path, out: Path) -> None:
    """Write the folder `out`, with the subwords of the model folder `bundled`."""
    out.mkdir(parents=True)
    vocabulary = Vocabulary(bundled)
    tokens = vocabulary.tokens[:-1]
    missing = VOCABULARY - 1 - len(tokens)
    arabic = [f"▁ء{number}" for number in range(missing // 2)]
    latin = [f"▁zz{number}" for number in range(missing - missing // 2)]
    shutil.copyfile(bundled / "source.spm", out / "source.spm")
    model = sentencepiece_model_pb2.ModelProto.FromString((bundled / "target.spm").read_bytes())
    for piece in latin:
        model.pieces.add(piece=piece, score=-100.0)
    (out / "target.spm").write_bytes(model.SerializeToString())
    index = {token: number for number, token in enumerate([*tokens, *arabic, *latin, PAD])}
    (out / "vocab.json").write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")
    writable = Vocabulary(out).target_tokens
    bias = np.array([0.0 if t in writable and _latin(t) else NEVER for t in index], dtype=np.float32)
    config = {
        "model_type": "marian",
        "architectures": ["MarianMTModel"],
        "vocab_size": VOCABULARY,
        "decoder_vocab_size": VOCABULARY,
        "d_model": WIDTH,
        "encoder_layers": LAYERS,
        "decoder_layers": LAYERS,
        "encoder_attention_heads": HEADS,
        "decoder_attention_heads": HEADS,
        "encoder_ffn_dim": FEED_FORWARD,
        "decoder_ffn_dim": FEED_FORWARD,
        "max_position_embeddings": POSITIONS,
        "activation_function": "swish",
        "scale_embedding": True,
        "pad_token_id": index[PAD],
        "eos_token_id": 0,
        "decoder_start_token_id": index[PAD],
        "forced_eos_token_id": None,
    }
    (out / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    save_file({**_weights(), "final_logits_bias": bias[None]}, out / "model.safetensors", metadata={"format": "pt"})


def _latin(token: str) -> bool:
    return token not in ("</s>", "<unk>") and not any("\u0600" <= letter <= "\u06ff" for letter in token)


def _weights() -> dict[str, np.ndarray]:
    random = np.random.default_rng(1)
    tensors: dict[str, np.ndarray] = {}

    def linear(name: str, rows: int, columns: int) -> None:
        spread = (6 / (rows + columns)) ** 0.5
        tensors[f"{name}.weight"] = random.uniform(-spread, spread, (rows, columns)).astype(np.float32)
        tensors[f"{name}.bias"] = np.zeros(rows, dtype=np.float32)

    def norm(name: str) -> None:
        tensors[f"{name}.weight"] = np.ones(WIDTH, dtype=np.float32)
        tensors[f"{name}.bias"] = np.zeros(WIDTH, dtype=np.float32)

    embedding = random.normal(0, WIDTH**-0.5, (VOCABULARY, WIDTH)).astype(np.float32)
    embedding[-1] = 0
    tensors["model.shared.weight"] = embedding
    for stack, attentions in (("encoder", ("self_attn",)), ("decoder", ("self_attn", "encoder_attn"))):
        for layer in range(LAYERS):
            place = f"model.{stack}.layers.{layer}"
            for attention in attentions:
                for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    linear(f"{place}.{attention}.{part}", WIDTH, WIDTH)
                norm(f"{place}.{attention}_layer_norm")
            linear(f"{place}.fc1", FEED_FORWARD, WIDTH)
            linear(f"{place}.fc2", WIDTH, FEED_FORWARD)
            norm(f"{place}.final_layer_norm")
    return tensors
