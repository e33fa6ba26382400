"""Rows that are in a test set, found so that nobody trains on them."""

from corpus.decontaminate.contamination import Contamination, Leak, is_leak, summary
from corpus.decontaminate.settings import ContaminationSettings

__all__ = ["Contamination", "ContaminationSettings", "Leak", "is_leak", "summary"]
