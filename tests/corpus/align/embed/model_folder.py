"""Folders as sentence-transformers saves them, with a random BERT small enough to make in a test."""

import json
from pathlib import Path
from typing import Any

import torch
import transformers
from safetensors.torch import save_file

WIDTH, POSITIONS = 32, 24
CHARACTERS = "abcdefghijklmnopqrstuvwxyz:." + "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإةى"
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *CHARACTERS, *(f"##{character}" for character in CHARACTERS)]


def write_model(
    folder: Path,
    *,
    pooling: dict[str, Any],
    dense: dict[str, Any] | None = None,
    pickled: bool = False,
    normalize: bool = True,
    prompts: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
    network: Any = None,
) -> Path:
    """Write a model: a transformer, `pooling` and, where `dense` is its configuration, a layer of 16 outputs."""
    torch.manual_seed(0)
    folder.mkdir(parents=True)
    (network or bert()).save_pretrained(folder)
    tokenizer().save_pretrained(folder)
    kinds = ["Transformer", "Pooling"] + (["Dense"] if dense is not None else []) + (["Normalize"] if normalize else [])
    paths = ["" if kind == "Transformer" else f"{number}_{kind}" for number, kind in enumerate(kinds)]
    write(
        folder / "modules.json",
        [
            {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for number, (kind, path) in enumerate(zip(kinds, paths, strict=True))
        ],
    )
    write(folder / "1_Pooling" / "config.json", pooling)
    if dense is not None:
        write(folder / "2_Dense" / "config.json", {"in_features": WIDTH, "out_features": 16} | dense)
        layer = {"linear.weight": torch.randn(16, WIDTH) / 4, "linear.bias": torch.randn(16) / 4}
        if pickled:
            torch.save(layer, folder / "2_Dense" / "pytorch_model.bin")
        else:
            save_file(layer, folder / "2_Dense" / "model.safetensors")
    if prompts is not None:
        write(folder / "config_sentence_transformers.json", prompts)
    write(folder / "sentence_bert_config.json", settings or {"max_seq_length": POSITIONS, "do_lower_case": False})
    return folder


def bert(**changes: Any) -> Any:
    """A random BERT, its numbers large enough for texts to differ."""
    shape = {
        "vocab_size": len(VOCABULARY),
        "hidden_size": WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 64,
        "max_position_embeddings": POSITIONS,
        "initializer_range": 0.3,
    }
    torch.manual_seed(0)
    return transformers.BertModel(transformers.BertConfig(**(shape | changes))).eval()


def tokenizer() -> Any:
    return transformers.BertTokenizerFast(vocab={piece: number for number, piece in enumerate(VOCABULARY)})


def write(path: Path, content: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
