"""How an engine is run on this machine."""

import os
from dataclasses import dataclass

from models.errors import SettingsError

COMPUTE_TYPES = ("auto", "int8", "float32")
TARGET_VOCABULARIES = ("target-only", "full")


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Settings of the engines.

    `compute_type`: `int8`, `float32`, or `auto`: int8 where the processor can. `workers`: batches translated at the
    same time, one thread each; 0: as many as there are usable cores. `target_vocabulary`: `target-only` leaves
    subwords that English cannot need out of the output layer, `full` keeps every row. `tune_memory`: let glibc keep
    freed memory instead of returning it to the system at every step. `padded`: sources of similar lengths are padded to
    the same width and translated together, which is for small batches, as in a service; the last bits are others than
    without, and so are some translations. CTranslate2 only.
    """

    compute_type: str = "auto"
    workers: int = 0
    target_vocabulary: str = "target-only"
    tune_memory: bool = True
    padded: bool = False

    def __post_init__(self) -> None:
        for name, allowed in (("compute_type", COMPUTE_TYPES), ("target_vocabulary", TARGET_VOCABULARIES)):
            value = getattr(self, name)
            if value not in allowed:
                raise SettingsError(f"{name} must be one of {', '.join(allowed)}, not '{value}'")
        if self.workers < 0:
            raise SettingsError(f"workers must be 0 (one a core) or more, not {self.workers}")


def usable_cores() -> int:
    """The cores this process may run on, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
