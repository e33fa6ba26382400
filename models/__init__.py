"""Which translation models there are, and how one is run."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.model import Model, load

__all__ = ["Model", "load"]


def __getattr__(name: str) -> Any:
    # Late, so that `import models.errors` and `jisr --help` do not pay for sentencepiece.
    if name in __all__:
        from models import model

        return getattr(model, name)
    raise AttributeError(f"module 'models' has no attribute '{name}'")
