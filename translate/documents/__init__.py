"""Reads documents into blocks of text and puts translations back in their place."""

from translate.documents.base import Block, Document, Format, Mark, Span
from translate.documents.formats import Reading, format_name, format_named, is_read_only, known_extensions

__all__ = [
    "Block",
    "Document",
    "Format",
    "Mark",
    "Reading",
    "Span",
    "format_name",
    "format_named",
    "is_read_only",
    "known_extensions",
]
