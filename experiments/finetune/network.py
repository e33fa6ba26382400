"""The network that is fine-tuned: loaded from its base, with low-rank additions or without, and saved."""

import warnings
from pathlib import Path
from typing import Any

from experiments.finetune.settings import FinetuneSettings
from models.errors import ModelError
from models.extras import require
from models.train.network import save_folder

PURPOSE = "jisr models finetune"
# The linear layers of attention and feed-forward: adding to all of them is what comes near to full fine-tuning
# (Schulman et al. 2025). Embeddings stay as they are, so that they stay tied.
_LAYERS = ["q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2"]


def load_network(folder: Path, settings: FinetuneSettings) -> Any:
    """The model in `folder` in float32, as a MarianMTModel, or as peft's wrapper of one.

    Raises ModelError when transformers cannot load it, MissingExtraError for low-rank additions without peft.
    """
    torch = require("torch", extra="train", purpose=PURPOSE)
    transformers = require("transformers", extra="train", purpose=PURPOSE)
    transformers.set_seed(settings.seed)  # the additions begin at random
    dropout = {"dropout": settings.dropout}
    try:
        model = transformers.MarianMTModel.from_pretrained(
            folder, dtype=torch.float32, local_files_only=True, **dropout
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"{folder}: transformers cannot load the model ({error})") from error
    if not torch.cuda.is_available():
        model.set_attn_implementation("eager")  # see models.train.network.build
    if not settings.lora:
        return model
    peft = require("peft", extra="lora", purpose=f"{PURPOSE} --lora")
    added = peft.LoraConfig(
        task_type="SEQ_2_SEQ_LM", r=settings.rank, lora_alpha=2 * settings.rank, target_modules=_LAYERS
    )
    with warnings.catch_warnings():
        # peft 0.21 asks transformers by a name that is going out of use.
        warnings.simplefilter("ignore", FutureWarning)
        return peft.get_peft_model(model, added)


def plain(model: Any) -> Any:
    """The MarianMTModel in `model`; what peft adds works in it too."""
    return model.get_base_model() if hasattr(model, "get_base_model") else model


def save_network(model: Any, base: Path, out: Path) -> None:
    """Write `model` as a folder like that of its base, low-rank additions merged into the weights.

    Raises ModelError when the weights are not finite.
    """
    save_folder(model.merge_and_unload() if hasattr(model, "merge_and_unload") else model, base, out)
