"""A model of one's own texts: fine-tuning, and the gate its result has to pass."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.finetune.run import Outcome, finetune
    from experiments.finetune.settings import FinetuneSettings
    from experiments.finetune.task import Task

__all__ = ["FinetuneSettings", "Outcome", "Task", "finetune"]

_MODULES = {"FinetuneSettings": "settings", "Outcome": "run", "Task": "task", "finetune": "run"}


def __getattr__(name: str) -> Any:
    # Late, so that `jisr --help`, which imports experiments.finetune.cli, does not pay for numpy.
    if name in _MODULES:
        from importlib import import_module

        return getattr(import_module(f"experiments.finetune.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'experiments.finetune' has no attribute '{name}'")
