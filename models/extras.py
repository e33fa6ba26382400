"""The one place that imports optional dependencies."""

import importlib
import os
from types import ModuleType

from models.errors import MissingExtraError


def require(module: str, *, extra: str, purpose: str) -> ModuleType:
    """Import `module`, or say which extra brings it.

    Raises MissingExtraError when the module is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"{purpose} needs {error.name or module}, which is not installed: pip install 'jisr[{extra}]'"
        ) from error


def quiet() -> None:
    """Leave the progress bar to us: no other for each file that datasets and huggingface_hub, imported later, write."""
    for library in ("HF_DATASETS", "HF_HUB"):
        os.environ.setdefault(f"{library}_DISABLE_PROGRESS_BARS", "1")
