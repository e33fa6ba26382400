"""Rows that are in a test set, found so that nobody trains on them."""

from corpus.decontaminate.contamination import Contamination, Leak, is_leak, summary
from corpus.decontaminate.settings import ContaminationSettings
from corpus.decontaminate.testsets import TestSet, known_test_sets, read_test_set

__all__ = [
    "Contamination",
    "ContaminationSettings",
    "Leak",
    "TestSet",
    "is_leak",
    "known_test_sets",
    "read_test_set",
    "summary",
]
