"""How a model is fine-tuned."""

from dataclasses import dataclass, fields
from typing import Any

from models.errors import SettingsError

# Target and source tokens of an update: a processor's are few, so that a few thousand pairs still give enough updates.
_BATCH_TOKENS = {"cpu": 1024, "cuda": 4096}
# The rate that is right falls with the width: 2.6e-4 for the bundled model, 384 wide, 1e-4 for transformer-big, 1024
# wide. At half of it two epochs of 3,000 pairs brought the bundled model half a point of chrF, within chance; at this
# one three epochs brought 1.7 points, and cost 1.6 on FLORES dev in spite of a fifth of general pairs.
_RATE_TIMES_WIDTH = 0.1
_LORA_FACTOR = 10  # what a low-rank update wants above a full one (Schulman et al. 2025, "LoRA Without Regret")
_POSITIVE = ("epochs", "max_tokens", "rank", "patience")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinetuneSettings:
    """How a model is fine-tuned; a 0 in `rate` or `batch_tokens` leaves it to the model and the machine.

    `lora`: train low-rank additions of `rank` to the linear layers instead of every weight; they are merged in the
    end. `rate`: of Adam, at its highest; it rises over the share `warmup` of all updates and falls to nothing.
    `batch_tokens`: padded subwords of an update, on its longer side. `max_tokens`: rows with more subwords on a side
    are left out, and counted. `patience`: epochs without a lower loss on the validation rows until the run stops.
    `replay`: the share of general pairs in an epoch, where some are given.

    Raises SettingsError for a value that cannot be.
    """

    lora: bool = False
    rank: int = 16
    epochs: int = 5
    rate: float = 0.0
    batch_tokens: int = 0
    max_tokens: int = 128
    label_smoothing: float = 0.1
    dropout: float = 0.1
    warmup: float = 0.1
    patience: int = 2
    replay: float = 0.25
    seed: int = 1

    def __post_init__(self) -> None:
        for name in _POSITIVE:
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} must be 1 or more, not {getattr(self, name)}")
        for name in ("rate", "batch_tokens", "seed"):
            if getattr(self, name) < 0:
                raise SettingsError(f"{name} must not be negative, as {getattr(self, name)} is")
        for name in ("label_smoothing", "dropout", "warmup", "replay"):
            if not 0 <= getattr(self, name) < 1:
                raise SettingsError(f"{name} must be 0 or more and below 1, not {getattr(self, name)}")

    def described(self) -> dict[str, Any]:
        """The settings by name, as JSON has them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def rate_for(self, width: int) -> float:
        """The learning rate for a model of this width.

        >>> FinetuneSettings().rate_for(1024), FinetuneSettings(rate=3e-5).rate_for(1024)
        (9.765625e-05, 3e-05)
        """
        return self.rate or _RATE_TIMES_WIDTH / width * (_LORA_FACTOR if self.lora else 1)

    def batch_tokens_on(self, device: str) -> int:
        """The subwords of an update on a device, `cpu` or `cuda`."""
        return self.batch_tokens or _BATCH_TOKENS.get(device, _BATCH_TOKENS["cpu"])
