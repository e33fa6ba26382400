"""models.catalog: what is said about each model is complete and has a source."""

import re

import pytest

from models.catalog import Entry, catalog, entry


def test_best_model_comes_first() -> None:
    assert [known.name for known in catalog()] == ["opus-mt-tc-big-ar-en", "opus-mt-ar-en", "bundled"]


@pytest.mark.parametrize("known", catalog(), ids=lambda known: known.name)
def test_revisions_are_commits_and_scores_have_sources(known: Entry) -> None:
    assert known.revision == "bundled" or re.fullmatch("[0-9a-f]{40}", known.revision)
    assert known.licence in ("CC-BY-4.0", "CC-BY-SA-4.0", "Apache-2.0")
    assert known.megabytes > 0
    assert all(score.source and score.test and 0 < score.value < 100 for score in known.scores)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("opus-mt-ar-en", "opus-mt-ar-en"),
        ("Helsinki-NLP/opus-mt-ar-en", "opus-mt-ar-en"),
        ("bundled", "bundled"),
        ("opus-mt-en-ar", None),
    ],
)
def test_entry_by_short_or_hub_name(name: str, found: str | None) -> None:
    known = entry(name)
    assert (known.name if known else None) == found
