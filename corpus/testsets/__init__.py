"""Test sets: from files, from their publishers' folders, from sacrebleu or the hub."""

from corpus.testsets.known import KnownRow, evaluated_part, known_test_sets, read_known
from corpus.testsets.testset import TestSet, read_test_set

__all__ = ["KnownRow", "TestSet", "evaluated_part", "known_test_sets", "read_known", "read_test_set"]
