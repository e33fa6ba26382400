"""Documents made of rows: their links are right, because what is linked are the rows."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from alignment.score import Document
from alignment.training.conditions import Amounts, documents
from alignment.training.rows import Source, read_rows

from tests.scripts.alignment.training.sources import write_sources

AMOUNTS = Amounts(altered=8, whole=4, free=4)
ALTERED = ["clean", "resplit", "del05", "del15", "del30", "swap", "shuffle", "insert", "unrelated", "literary"]
MOST_MERGED = 5


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Source]:
    return write_sources(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def made(sources: list[Source]) -> list[Document]:
    return list(documents(sources, AMOUNTS, 1))


@cache
def letters(text: str) -> str:
    """What joining, gluing and stringing together by و and commas leave as it is."""
    return re.sub(r"[\W_و]", "", text)


def rows_behind(document: Document, sources: list[Source]) -> list[tuple[str, str]]:
    """The letters of both sides of the rows that a document can be made of."""
    (path,) = (source.path for source in sources if source.name == document.name.split("-")[0])
    whole = document.condition in ("real", "thinned")
    return _rows(path, whole)


@cache
def _rows(path: Path, whole: bool) -> list[tuple[str, str]]:
    rows = read_rows(path)
    if whole:
        rows = [row for row in rows if min(map(len, row)) == 1]
    else:
        rows = [row for row in rows if max(map(len, row)) <= 2]
    return [(letters("".join(ar)), letters("".join(en))) for ar, en in rows]


def linked(document: Document) -> list[tuple[str, str]]:
    """The letters of both sides of every filled link."""
    return [
        (letters("".join(document.ar[i] for i in ar)), letters("".join(document.en[j] for j in en)))
        for ar, en in document.links
        if ar and en
    ]


def test_every_kind_of_document_is_made(made: list[Document]) -> None:
    kinds = Counter((document.name.split("-")[0], document.condition) for document in made)
    expected = {(name, condition): 8 for name in ("pairs", "both") for condition in ALTERED}
    expected |= {
        (name, condition): count for name in ("both", "whole") for condition, count in (("real", 4), ("thinned", 2))
    }
    assert kinds == expected
    assert len({document.name for document in made}) == len(made)


def test_every_sentence_is_in_one_link(made: list[Document]) -> None:
    for document in made:
        for side, sentences in enumerate((document.ar, document.en)):
            assert sorted(k for link in document.links for k in link[side]) == list(range(len(sentences)))
        assert all(text.strip() for text in (*document.ar, *document.en))
        assert all(b == a + 1 for link in document.links for side in link for a, b in pairwise(side))
        assert all((ar and en) or len(ar) + len(en) == 1 for ar, en in document.links)


def test_what_is_linked_are_the_rows(made: list[Document], sources: list[Source]) -> None:
    count = 0
    for document in made:
        rows = rows_behind(document, sources)
        known = {
            "".join(ar for ar, _ in rows[k : k + size]): "".join(en for _, en in rows[k : k + size])
            for size in range(1, MOST_MERGED + 1)
            for k in range(len(rows) - size + 1)
        }
        for ar, en in linked(document):
            assert known[ar] == en, (document.name, ar)
            count += 1
    assert count > 1000


def test_what_has_no_link_has_no_counterpart(made: list[Document], sources: list[Source]) -> None:
    """The other side of a row of which a sentence stands alone is nowhere in the document."""
    alone = 0
    for document in made:
        if document.condition in ("del05", "del15", "del30", "thinned"):
            whole = tuple(letters("".join(side)) for side in (document.ar, document.en))
            rows = rows_behind(document, sources)
            for ar, en in document.links:
                if not (ar and en):
                    text = letters(document.ar[ar[0]] if ar else document.en[en[0]])
                    side = 0 if ar else 1
                    others = [row[1 - side] for row in rows if text in row[side] or row[side] in text]
                    assert any(other not in whole[1 - side] for other in others), (document.name, text)
                    alone += 1
    assert alone > 50


@pytest.mark.parametrize(
    ("condition", "low", "high"), [("clean", 0, 0), ("del05", 0.01, 0.12), ("del15", 0.08, 0.25), ("del30", 0.2, 0.42)]
)
def test_the_share_left_out(condition: str, low: float, high: float, made: list[Document]) -> None:
    links = [link for document in made if document.condition == condition for link in document.links]
    alone = sum(not (ar and en) for ar, en in links)
    assert low <= alone / len(links) <= high


def starts(document: Document) -> list[int]:
    """Where the English of each filled link begins, in Arabic order."""
    return [en[0] for ar, en in document.links if ar and en]


def test_only_what_is_exchanged_and_moved_crosses(made: list[Document]) -> None:
    for document in made:
        order = starts(document)
        ranks = [sorted(order).index(start) for start in order]
        shift = max((abs(rank - place) for place, rank in enumerate(ranks)), default=0)
        if document.condition == "swap":
            assert shift <= 1
        elif document.condition == "shuffle":
            falls = sum(b < a for a, b in pairwise(ranks))
            assert falls <= len(ranks) / 3  # in passages, not one by one
        else:
            assert shift == 0
    assert any(starts(document) != sorted(starts(document)) for document in made if document.condition == "swap")
    shuffled = [document for document in made if document.condition == "shuffle"]
    assert sum(starts(document) != sorted(starts(document)) for document in shuffled) > 12


def test_shapes_of_links_are_those_of_their_condition(made: list[Document]) -> None:
    shapes = {condition: Counter[tuple[int, int]]() for condition in [*ALTERED, "real", "thinned"]}
    for document in made:
        shapes[document.condition].update((len(ar), len(en)) for ar, en in document.links)
    assert shapes["clean"].keys() == {(1, 1)}
    assert shapes["resplit"].keys() == {(1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1)}
    assert shapes["unrelated"].keys() == {(1, 0), (0, 1)}
    assert {(1, k) for k in range(1, 6)} <= shapes["literary"].keys()
    assert all(min(shape) == 1 for shape in shapes["real"])
    assert {(1, 3), (2, 1)} <= shapes["real"].keys()
    assert {(1, 0), (0, 1), (1, 2)} <= shapes["thinned"].keys()


def test_strangers_are_inserted_in_one_piece_a_side(made: list[Document]) -> None:
    for document in made:
        if document.condition == "insert":
            for side, other in ((0, 1), (1, 0)):
                alone = [link[side][0] for link in document.links if link[side] and not link[other]]
                assert len(alone) >= 3


def test_some_arabic_has_lost_its_blanks(made: list[Document]) -> None:
    glued = {
        document.name.split("/")[0]
        for document in made
        for text in document.ar
        if document.condition == "clean" and len(text) > 40 and text.count(" ") < len(text) / 15
    }
    assert glued
    assert glued <= {f"{name}-{k}" for name in ("pairs", "both") for k in (3, 7)}
    assert not any(len(text) > 40 and text.count(" ") < len(text) / 15 for document in made for text in document.en)


def test_one_seed_gives_the_same_documents(made: list[Document], sources: list[Source]) -> None:
    assert list(documents(sources, AMOUNTS, 1)) == made
    assert list(documents(sources, AMOUNTS, 2)) != made
