"""Rows to Arrow and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.pairs import Origin, Pair
from corpus.store.schema import (
    LEDGER_SCHEMA,
    SCHEMA,
    SCORES,
    Dropped,
    features,
    from_ledger_table,
    from_table,
    ledger_features,
    storable,
    to_ledger_table,
    to_table,
)
from models.errors import InputError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NUMBERS = st.floats(allow_nan=False)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
SPANS = st.tuples(INTEGERS, INTEGERS)
VALUES = st.dictionaries(st.one_of(st.sampled_from([*SCORES, "other"]), TEXTS), NUMBERS, max_size=6)
ORIGINS = st.builds(
    Origin, TEXTS, TEXTS, INTEGERS, SPANS, SPANS, TEXTS, st.sampled_from(["human", "aligned", "machine"]), TEXTS, TEXTS
)
PAIRS = st.builds(Pair, TEXTS, TEXTS, ORIGINS, VALUES, st.lists(TEXTS, max_size=3).map(tuple))
HERE = Origin("news.jsonl", "article 7", 12)


@given(st.lists(PAIRS, max_size=4))
def test_pairs_come_back_as_they_were(pairs: list[Pair]) -> None:
    table = to_table(pairs)
    assert list(from_table(table)) == pairs
    assert table["id"].to_pylist() == [pair.id for pair in pairs]


@given(st.lists(st.builds(Dropped, PAIRS, TEXTS, VALUES), max_size=4))
def test_the_ledger_comes_back_as_it_was(dropped: list[Dropped]) -> None:
    assert list(from_ledger_table(to_ledger_table(dropped))) == dropped


def test_a_threshold_decides_the_same_from_the_file() -> None:
    (back,) = from_table(to_table([Pair("نعم", "Yes", HERE, {"similarity": 0.7, "margin": 0.1 + 0.2})]))
    assert back.scores["similarity"] >= 0.7
    assert back.scores["margin"] == 0.1 + 0.2


def test_datasets_sees_the_same_columns_as_pyarrow() -> None:
    assert features().arrow_schema.equals(SCHEMA, check_metadata=True)
    assert ledger_features().arrow_schema.equals(LEDGER_SCHEMA, check_metadata=True)
    assert features()["translation"].languages == ["ar", "en"]
    assert list(ledger_features()) == [*features(), "reason", "values"]


def test_half_a_character_is_refused_where_it_stands() -> None:
    pairs = [Pair("نعم", "Yes", HERE), Pair("لا\ud83d", "No", HERE)]
    with pytest.raises(InputError, match=r"news\.jsonl: article 7, block 12: half a character"):
        to_table(pairs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\ud83d", "a�"), ("\udc00b", "�b"), ("\ud83d\ude00", "😀"), ("\ud800\ud83d\ude00", "�😀")],
)
def test_half_a_character_is_replaced_and_flagged(text: str, expected: str) -> None:
    mended = storable(Pair("نعم", text, HERE, {"similarity": 0.5}, ("numbers",)))
    assert (mended.en, mended.ar, mended.flags) == (expected, "نعم", ("numbers", "surrogate"))
    assert list(from_table(to_table([mended]))) == [mended]


def test_a_sound_pair_is_left_alone() -> None:
    sound = Pair("نعم 😀", "Yes �", HERE)
    assert storable(sound) is sound
