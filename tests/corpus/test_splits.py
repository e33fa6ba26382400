"""Which split a document belongs to, now and later."""

import pytest

from corpus.splits import split_of
from models.errors import SettingsError

DOCUMENTS = [("news.tsv", f"article {number}") for number in range(5000)]
FOUND = ["train", "test", "test", "test", "validation", "validation", "test", "train"]


def splits(**shares: float) -> list[str]:
    return [split_of(source, document, shares) for source, document in DOCUMENTS]


def test_shares_are_what_was_asked_for() -> None:
    found = splits(validation=0.1, test=0.05)
    assert found.count("validation") == pytest.approx(500, abs=60)
    assert found.count("test") == pytest.approx(250, abs=45)


def test_a_document_stays_where_it_is_in_every_version() -> None:
    found = [split_of("news.tsv", f"article {number}", {"validation": 0.3, "test": 0.3}) for number in range(8)]
    assert found == FOUND
    assert split_of("other.tsv", "article 0", {"test": 1}) == "test"


@pytest.mark.parametrize("name", ["validation", "test"])
def test_another_share_moves_as_few_as_possible(name: str) -> None:
    before = splits(validation=0.1, test=0.1)
    after = splits(**({"validation": 0.1, "test": 0.1} | {name: 0.2}))
    moves = {(old, new) for old, new in zip(before, after, strict=True) if old != new}
    assert moves == {("train", name)}


def test_the_source_counts_as_well_as_the_document() -> None:
    shares = {"validation": 0.5, "test": 0.5}
    assert [split_of(f"{n}.tsv", "a", shares) for n in range(40)].count("test") not in (0, 40)
    assert {split_of("a", "\ud800", shares)} <= {"validation", "test"}


@pytest.mark.parametrize(
    "shares", [{"dev": 0.1}, {"test": -0.1}, {"test": 0.6, "validation": 0.6}, {"train": 0.5, "test": 0.1}]
)
def test_impossible_shares_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(SettingsError):
        split_of("a", "b", shares)
