"""Sentences as vectors: those that mean the same lie close together, whatever their language."""

from corpus.align.embed.embedder import Embedder, load_embedder

__all__ = ["Embedder", "load_embedder"]
