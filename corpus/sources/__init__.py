"""Bilingual material of every kind, read as rows, or as documents that are still to be aligned or translated."""

from corpus.sources.opening import open_source
from corpus.sources.reading import DocumentPair, Untranslated
from corpus.sources.settings import SourceSettings
from corpus.sources.source import Source

__all__ = ["DocumentPair", "Source", "SourceSettings", "Untranslated", "open_source"]
