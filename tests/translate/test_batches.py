"""How sentences are grouped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SettingsError
from translate.batches import Batching, batches, windows


@given(st.lists(st.integers(1, 300), max_size=60), st.integers(1, 1000))
def test_every_item_is_in_one_batch_and_no_batch_is_over_its_tokens(lengths: list[int], tokens: int) -> None:
    groups = list(batches(lengths, tokens))
    assert sorted(index for group in groups for index in group) == list(range(len(lengths)))
    for group in groups:
        assert len(group) == 1 or max(lengths[i] for i in group) * len(group) <= tokens


def test_longest_first_and_equals_in_their_order() -> None:
    assert list(batches([2, 5, 2, 5, 1], 10)) == [[1, 3], [0, 2, 4]]


def test_a_window_closes_at_its_count_or_its_weight() -> None:
    assert list(windows(["ا", "بب", "ج", "د", "ه"], len, count=3, total=3)) == [["ا", "بب"], ["ج", "د", "ه"]]


def test_windows_read_no_further_than_they_give() -> None:
    items = iter(range(10))
    next(windows(items, lambda _: 1, count=4, total=100))
    assert next(items) == 4


@pytest.mark.parametrize("name", ["tokens", "sentences", "characters", "longest", "remembered"])
def test_settings_out_of_range_are_refused_by_name(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must be at least"):
        Batching(**{name: -1})
