"""Bilingual material in, a data set out."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.align.aligner import align_sentences
    from corpus.align.documents import align_documents
    from corpus.align.link import Link
    from corpus.align.settings import AlignSettings

__all__ = ["AlignSettings", "Link", "align_documents", "align_sentences"]

_MODULES = {
    "AlignSettings": "settings",
    "Link": "link",
    "align_documents": "documents",
    "align_sentences": "aligner",
}


def __getattr__(name: str) -> Any:
    # Late, so that `jisr --help`, which imports corpus.cli, does not pay for numpy and sentencex.
    if name in _MODULES:
        from importlib import import_module

        return getattr(import_module(f"corpus.align.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'corpus' has no attribute '{name}'")
