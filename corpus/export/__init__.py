"""A data set in the formats of other programs, and on the hub."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.export.files import FORMATS, Exported, export
    from corpus.export.hub import push

__all__ = ["FORMATS", "Exported", "export", "push"]

_MODULES = {"FORMATS": "files", "Exported": "files", "export": "files", "push": "hub"}


def __getattr__(name: str) -> Any:
    # Late: the aligner takes its TMX from here, and does not need pyarrow.
    if name in _MODULES:
        from importlib import import_module

        return getattr(import_module(f"corpus.export.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'corpus.export' has no attribute '{name}'")
