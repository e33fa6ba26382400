"""Wrong pairs that are made of right ones: of the kind they say, never one that translates, the same for a seed."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from similarity.examples import Block, Example, altered, exchanged, read_blocks

from corpus.align.embed import load_embedder
from corpus.align.vectors import centred
from tests.conftest import ROOT

PAIRS = [
    (row[0], row[1])
    for line in (ROOT / "experiments/data/general.tsv").read_text(encoding="utf-8").splitlines()
    for row in [line.split("\t")]
]
BLOCKS = [Block("pairs", tuple(PAIRS[:15])), Block("pairs", tuple(PAIRS[15:]))]


def of(texts: Sequence[str], language: str) -> NDArray[np.float32]:
    return centred(load_embedder().embed(texts), language)


@pytest.fixture(scope="module")
def made() -> list[Example]:
    return list(exchanged(BLOCKS, of, 1))


def test_blocks_are_rows_in_their_order_and_none_comes_twice(tmp_path: Path) -> None:
    for name, rows in (("a", PAIRS), ("b", PAIRS[:20]), ("c", [("نص", "")] * 30)):
        (tmp_path / "parallel").mkdir(exist_ok=True)
        with gzip.open(tmp_path / "parallel" / f"{name}.tsv.gz", "wt", encoding="utf-8") as file:
            file.writelines(f"{ar}\t{en}\n" for ar, en in rows)
    blocks = read_blocks(tmp_path, 1)
    assert blocks == read_blocks(tmp_path, 1)
    assert [block.source for block in blocks] == ["a"]  # what b has stands in a, and c has no English
    places = [PAIRS.index(row) for row in blocks[0].rows]
    assert places == sorted(places)
    assert len(places) > 25


def test_every_right_pair_is_there_and_wrong_ones_are_other_rows(made: list[Example]) -> None:
    assert {(one.ar, one.en) for one in made if one.right} <= set(PAIRS)
    assert sum(one.right for one in made) > 25
    wrong = [one for one in made if not one.right]
    assert {one.kind for one in wrong} == {"random", "neighbour", "nearest"}
    assert not {(one.ar, one.en) for one in wrong} & set(PAIRS)
    assert made == list(exchanged(BLOCKS, of, 1)) != list(exchanged(BLOCKS, of, 2))


def test_neighbours_are_at_most_two_rows_away_in_the_block(made: list[Example]) -> None:
    english = {en: place for place, (_, en) in enumerate(PAIRS)}
    arabic = {ar: place for place, (ar, _) in enumerate(PAIRS)}
    distances = [abs(english[one.en] - arabic[one.ar]) for one in made if one.kind == "neighbour"]
    assert distances
    assert set(distances) <= {1, 2}


def test_what_is_cut_or_too_long_is_so_on_one_side() -> None:
    found = altered(BLOCKS, 1)
    arabic, english = {ar for ar, _ in PAIRS}, {en for _, en in PAIRS}
    assert {one.kind for one in found} == {"partial", "extra"}
    for one in found:
        assert (one.ar in arabic) != (one.en in english)
        whole = next((ar, en) for ar, en in PAIRS if one.ar == ar or one.en == en)
        change = len(one.ar) + len(one.en) - sum(map(len, whole))
        assert (change < 0) == (one.kind == "partial")
