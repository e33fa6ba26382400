"""Bilingual material in, a data set out."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.align.aligner import align_sentences
    from corpus.align.documents import align_documents
    from corpus.align.link import Link
    from corpus.align.settings import AlignSettings
    from corpus.building.build import build
    from corpus.building.refilter import refilter
    from corpus.building.settings import BuildSettings

__all__ = ["AlignSettings", "BuildSettings", "Link", "align_documents", "align_sentences", "build", "refilter"]

_MODULES = {
    "AlignSettings": "align.settings",
    "BuildSettings": "building.settings",
    "Link": "align.link",
    "align_documents": "align.documents",
    "align_sentences": "align.aligner",
    "build": "building.build",
    "refilter": "building.refilter",
}


def __getattr__(name: str) -> Any:
    # Late, so that `jisr --help`, which imports corpus.cli, does not pay for numpy and sentencex.
    if name in _MODULES:
        from importlib import import_module

        return getattr(import_module(f"corpus.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'corpus' has no attribute '{name}'")
