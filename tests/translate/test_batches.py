"""How sentences are grouped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SettingsError
from translate import joints
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


def words(texts: object) -> list[int]:
    return [len(text.split()) for text in texts]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("خرج الأولاد، ثم لعبوا؛ ثم عادوا، وناموا", 4, ["خرج الأولاد، ثم لعبوا؛", "ثم عادوا، وناموا"]),
        ("خرج الأولاد إلى الحديقة، ثم عادوا إلى البيت", 5, ["خرج الأولاد إلى الحديقة،", "ثم عادوا إلى البيت"]),
        ("خرج الأولاد إلى الحديقة وعادوا إلى البيت", 4, ["خرج الأولاد إلى الحديقة", "وعادوا إلى البيت"]),
        ("خرج كل الأولاد من هذا البيت", 3, ["خرج كل الأولاد", "من هذا البيت"]),
        ("خرج الأولاد", 2, ["خرج الأولاد"]),
    ],
)
def test_a_long_sentence_is_cut_at_the_best_joint_near_its_middle(text: str, limit: int, parts: list[str]) -> None:
    assert joints.cut(text, words, limit) == parts


@given(st.text(st.sampled_from("اب،؛ و\u064f.\n"), max_size=200), st.integers(1, 20))
def test_cutting_loses_nothing_visible(text: str, limit: int) -> None:
    parts = joints.cut(text, lambda texts: [len(part) for part in texts], limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(part) <= limit for part in parts)


def test_a_vowel_mark_stays_with_its_letter() -> None:
    assert joints.cut("كُكُكُكُ", lambda texts: [len(text) for text in texts], 5) == ["كُكُ", "كُكُ"]


def test_a_full_stop_set_at_a_joint_goes_and_one_of_the_author_stays() -> None:
    assert joints.join(["ذهب،", "وعاد."], ["He went.", "And came back."]) == "He went And came back."
    assert joints.join(["ذهب.", "وعاد."], ["He went.", "And came back."]) == "He went. And came back."
    assert joints.join(["ذهب،", "وعاد"], ["He went...", ""]) == "He went..."
