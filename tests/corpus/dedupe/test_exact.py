"""Which of equal rows stay."""

import random

import numpy as np
import pytest

from corpus.dedupe import REASONS, DedupeSettings, Duplicates, KeyedRows, exact_duplicates, pair_keys
from models.errors import SettingsError

Row = tuple[str, str, float]
NAN = float("nan")


def decide(rows: list[Row], *, block: int = 1000, most: int = 2) -> Duplicates:
    blocks = []
    for start in range(0, len(rows), block):
        ar, en, scores = zip(*rows[start : start + block], strict=True)
        numbers = np.arange(start, start + len(ar)) + 100
        blocks.append(KeyedRows(numbers, pair_keys(ar, en), np.array(scores, np.float32)))
    return exact_duplicates(blocks, settings=DedupeSettings(most_translations=most))


def told(duplicates: Duplicates) -> list[tuple[str, int]]:
    reasons = [REASONS[code] for code in duplicates.reason]
    return list(zip(reasons, duplicates.of.tolist(), strict=True))


def test_the_best_scored_of_equal_pairs_stays() -> None:
    rows = [("نعم.", "Yes.", 0.2), ("نَعَم.", "YES.", 0.9), ("لا.", "No.", 0.1), ("نعم.", "Yes.", 0.5)]
    same = "duplicate pair"
    assert told(decide(rows)) == [(same, 101), ("", -1), ("", -1), (same, 101)]


def test_among_equal_scores_the_first_stays_and_rows_without_a_score_come_last() -> None:
    rows = [("نعم", "Yes", NAN), ("نعم", "Yes", 0.5), ("نعم", "Yes", 0.5), ("لا", "No", NAN), ("لا", "No", NAN)]
    assert decide(rows).stays.tolist() == [False, True, False, True, False]


@pytest.mark.parametrize(("most", "stay"), [(1, [1]), (2, [0, 1]), (3, [0, 1, 3])])
def test_the_best_translations_of_an_arabic_text_stay(most: int, stay: list[int]) -> None:
    rows = [("مؤلم", "Painful", 0.8), ("مؤلم", "Sore", 0.9), ("مؤلم", "Sorer", 0.1), ("مؤلم", "Aching", 0.3)]
    duplicates = decide(rows, most=most)
    assert np.flatnonzero(duplicates.stays).tolist() == stay
    assert duplicates.counts() == {"duplicate Arabic": 4 - most}
    assert duplicates.of[2] == 101


def test_the_same_english_with_many_arabic_texts_is_limited_too() -> None:
    rows = [("مكّن", "Enable", 0.1), ("تمكين", "enable", 0.2), ("فعّل", "Enable", 0.3)]
    assert told(decide(rows)) == [("duplicate English", 102), ("", -1), ("", -1)]


def test_a_row_that_went_does_not_count_for_the_limit() -> None:
    rows = [("مكّن", "Enable", 0.9), ("مكن", "Enable", 0.8), ("تمكين", "Enable", 0.1)]
    assert decide(rows).stays.tolist() == [True, False, True]


def test_the_size_of_blocks_changes_nothing() -> None:
    chance = random.Random(5)
    rows = [(f"نص {chance.randrange(40)}", f"text {chance.randrange(40)}", chance.randrange(3) / 2) for _ in range(500)]
    whole = decide(rows)
    assert 0 < whole.stays.sum() < 200
    for block in (1, 7, 499):
        assert told(decide(rows, block=block)) == told(whole)
    by_side = [(ar, whole.stays[place]) for place, (ar, _, _) in enumerate(rows)]
    assert max(sum(stays for ar, stays in by_side if ar == one) for one, _ in by_side) == 2


def test_nothing_comes_of_nothing() -> None:
    assert exact_duplicates([]).counts() == {}


@pytest.mark.parametrize("wrong", [{"most_translations": 0}, {"similarity": 1.5}, {"bucket": 0}])
def test_settings_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        DedupeSettings(**wrong)
