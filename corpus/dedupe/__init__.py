"""Which rows say the same, or nearly, and which of them stay."""

from corpus.dedupe.exact import REASONS, Duplicates, KeyedRows, exact_duplicates
from corpus.dedupe.keys import Keys, arabic_key, english_key, pair_keys
from corpus.dedupe.near import near_duplicates
from corpus.dedupe.settings import DedupeSettings
from corpus.dedupe.signatures import BANDS, near_signatures

__all__ = [
    "BANDS",
    "REASONS",
    "DedupeSettings",
    "Duplicates",
    "KeyedRows",
    "Keys",
    "arabic_key",
    "english_key",
    "exact_duplicates",
    "near_duplicates",
    "near_signatures",
    "pair_keys",
]
