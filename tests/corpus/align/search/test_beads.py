"""The shapes of links, and those that may stand crossed."""

from corpus.align.search.beads import CROSSINGS, MOST, SHAPE_INDEX, SHAPES


def test_shapes_are_the_small_ones_each_once() -> None:
    assert sorted(SHAPES) == [
        (1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (4, 1), (5, 1),
    ]  # fmt: skip
    assert [SHAPES[SHAPE_INDEX[shape]] for shape in SHAPES] == list(SHAPES)
    assert MOST == 5


def test_crossed_links_are_of_four_sentences_a_side_at_most_and_one_is_single() -> None:
    crossed = [(SHAPES[one], SHAPES[two]) for one, two in CROSSINGS]
    assert len(set(crossed)) == len(crossed) == 11
    assert all((1, 1) in pair for pair in crossed)
    assert {(two, one) for one, two in crossed} == set(crossed)  # either may come first
    assert max(sum(sides) for pair in crossed for sides in zip(*pair, strict=True)) == 4
