"""What a sentence-transformers folder says of its model: which transformer, and how its states become one vector.

As the package sentence-transformers writes it, up to release 6 and from release 2: `modules.json` names the modules in
order and the folder of each.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import ModelError

MODULES = "modules.json"

# How several states are pooled, under the names of release 6 and those of the switches before it, in the order in
# which the vectors of several modes are joined.
POOLING = {
    "cls": "pooling_mode_cls_token",
    "max": "pooling_mode_max_tokens",
    "mean": "pooling_mode_mean_tokens",
    "mean_sqrt_len_tokens": "pooling_mode_mean_sqrt_len_tokens",
    "weightedmean": "pooling_mode_weightedmean_tokens",
    "lasttoken": "pooling_mode_lasttoken",
}
ACTIVATIONS = ("Identity", "Tanh", "ReLU", "GELU", "SiLU", "Sigmoid")

# Models of the E5 family were trained with a prefix which their folders do not mention (Wang et al. 2024,
# arXiv:2402.05672); those of it that follow instructions were not.
_E5 = re.compile(r"(^|[/_-])e5-(?!.*instruct)")


@dataclass(frozen=True, slots=True)
class Dense:
    """A layer over the pooled vector: the folder of its weights and its activation, a name in torch.nn."""

    folder: Path
    activation: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A transformer, what pools its states, the layers after that, and how texts are prepared.

    `longest`: the most tokens a text may have, special ones included; None where the folder does not say.
    """

    transformer: Path
    pooling: tuple[str, ...]
    dense: tuple[Dense, ...]
    prefix: str
    longest: int | None
    lowercase: bool


def read_layout(folder: Path, name: str) -> Layout:
    """The layout of the model in `folder`; `name` is what the model is called.

    Raises ModelError when a file is damaged, and for modules other than Transformer, Pooling, Dense and Normalize.
    """
    modules = read_modules(folder)
    kinds = [kind for kind, _ in modules]
    strange = [kind for kind in kinds if kind not in ("Transformer", "Pooling", "Dense", "Normalize")]
    if strange or kinds[:2] != ["Transformer", "Pooling"] or {"Transformer", "Pooling"} & set(kinds[2:]):
        raise ModelError(
            f"{folder / MODULES}: a model of {', '.join(kinds)} is not supported, only Transformer, Pooling and then "
            "Dense or Normalize"
        )
    transformer, pooling, *others = [path for _, path in modules]
    prefix = _prefix(folder, name)
    settings = _read_first(transformer, "sentence_bert_config.json", "sentence_xlm-roberta_config.json")
    return Layout(
        transformer=transformer,
        pooling=_read_pooling(pooling / "config.json", prefix),
        dense=tuple(_read_dense(path) for path, kind in zip(others, kinds[2:], strict=True) if kind == "Dense"),
        prefix=prefix,
        longest=settings.get("max_seq_length"),
        lowercase=bool(settings.get("do_lower_case")),
    )


def read_modules(folder: Path) -> list[tuple[str, Path]]:
    """What `modules.json` names: the kind of each module and its folder.

    Raises ModelError when the file is missing or damaged.
    """
    path = folder / MODULES
    if not path.is_file():
        raise ModelError(f"{folder}: no {MODULES}; a model as sentence-transformers saves it is needed")
    try:
        return [(str(module["type"]).rsplit(".", 1)[-1], folder / module["path"]) for module in _read(path)]
    except (KeyError, TypeError) as error:
        raise ModelError(f"{path}: not a list of modules with type and path; fetch or copy the model again") from error


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{path}: no such file; fetch or copy the model again") from error
    except ValueError as error:
        raise ModelError(f"{path}: not JSON ({error}); fetch or copy the model again") from error


def _read_first(folder: Path, *names: str) -> dict[str, Any]:
    """The first of the files that is there, else nothing."""
    found: dict[str, Any] = next((_read(folder / name) for name in names if (folder / name).is_file()), {})
    return found


def _read_pooling(path: Path, prefix: str) -> tuple[str, ...]:
    config = _read(path)
    modes = config.get("pooling_mode") or [mode for mode, switch in POOLING.items() if config.get(switch)]
    modes = [modes] if isinstance(modes, str) else modes or ["mean"]
    if unknown := [mode for mode in modes if mode not in POOLING]:
        raise ModelError(f"{path}: pooling '{unknown[0]}' is not supported, only {', '.join(POOLING)}")
    if prefix and not config.get("include_prompt", True):
        raise ModelError(f"{path}: pooling that leaves out the prompt ('{prefix}') is not supported")
    return tuple(modes)


def _read_dense(folder: Path) -> Dense:
    path = folder / "config.json"
    config = _read(path)
    activation = str(config.get("activation_function", "Tanh")).rsplit(".", 1)[-1]
    if activation not in ACTIVATIONS:
        raise ModelError(f"{path}: activation '{activation}' is not supported, only {', '.join(ACTIVATIONS)}")
    if config.get("use_residual") or config.get("module_input_name", "sentence_embedding") != "sentence_embedding":
        raise ModelError(f"{path}: only plain layers over the sentence's vector are supported")
    return Dense(folder, activation)


def _prefix(folder: Path, name: str) -> str:
    """What stands before every text, the same on both sides.

    Of the prompts in the folder the one for bitext mining, the default one, or the one for queries; else what is
    known of the model's family.
    """
    config = _read_first(folder, "config_sentence_transformers.json")
    prompts = config.get("prompts") or {}
    for key in ("BitextMining", config.get("default_prompt_name"), "query"):
        if key in prompts:
            return str(prompts[key] or "")
    return "query: " if _E5.search(name) else ""
