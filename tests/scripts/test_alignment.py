"""What bench_align.py counts and the schemes it compares with, where the results can be worked out by hand."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
from alignment import bertalign, gale_church, vecalign
from alignment.errors import wrong_places
from alignment.long import join
from alignment.path import band, best_path
from alignment.reliability import Bin, plot, reliability
from alignment.score import Document, Pair, Score, read_documents, score
from numpy.typing import NDArray

WIDTH = 60
GOLD: list[Pair] = [((0,), (0,)), ((1, 2), (1,)), ((3,), ()), ((4,), (2, 3)), ((), (4,))]


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        # predicted links, of them strictly and laxly right; gold links with both sides, of them found
        (GOLD, Score(5, 5, 5, 3, 3, 3)),
        ([], Score(0, 0, 0, 3, 0, 0)),
        # a part of a link is laxly right, and so is one that has another sentence beside a right one
        ([((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3, 4), (2, 3)), ((), (4,))], Score(5, 2, 4, 3, 1, 3)),
        # a deletion is strictly right or wrong
        ([((0,), ()), ((1,), ()), ((3,), ()), ((), (3,)), ((), (4,))], Score(5, 2, 2, 3, 0, 0)),
        # sentences that have no common link
        ([((0,), (1,)), ((1, 2), (0,)), ((3,), (2,)), ((4,), (4,))], Score(4, 0, 0, 3, 0, 0)),
        # one link that touches two gold ones finds both, laxly
        ([((0, 1, 2), (0, 1))], Score(1, 0, 1, 3, 0, 2)),
        # what comes twice counts once
        ([((0,), (0,)), ((0,), (0,))], Score(1, 1, 1, 3, 1, 1)),
    ],
)
def test_links_are_counted_strictly_and_laxly(predicted: list[Pair], expected: Score) -> None:
    assert score(GOLD, predicted) == expected


def test_f1_is_micro_over_the_documents() -> None:
    both = Score(4, 3, 4, 3, 2, 3) + Score(6, 2, 3, 3, 1, 2)
    assert both == Score(10, 5, 7, 6, 3, 5)
    assert (both.precision, both.recall, both.f1) == (0.5, 0.5, 0.5)
    assert both.lax_f1 == pytest.approx(2 * 0.7 * (5 / 6) / (0.7 + 5 / 6))
    assert (Score().f1, Score().lax_f1) == (0.0, 0.0)


def test_documents_are_read_line_by_line(tmp_path: Path) -> None:
    row = {"src": ["أ.\u2028ب", "ج"], "tgt": ["A B.", "D."], "links": [[[0], [0]], [[1], []], [[], [1]]]}
    rows = [row | {"difficulty": "real", "id": "x"}, row | {"difficulty": "clean"}]
    file = tmp_path / "gold.jsonl"
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), encoding="utf-8")
    links = (((0,), (0,)), ((1,), ()), ((), (1,)))
    assert read_documents(file) == [
        Document("x", "real", ("أ.\u2028ب", "ج"), ("A B.", "D."), links),
        Document("2", "clean", ("أ.\u2028ب", "ج"), ("A B.", "D."), links),
    ]


def every_path(n: int, m: int, shapes: list[tuple[int, int]]) -> list[list[Pair]]:
    """All ways to put `n` and `m` sentences into beads of these shapes and deletions."""
    paths: list[list[Pair]] = [[]] if n == m == 0 else []
    for p, q in [(0, 1), (1, 0), *shapes]:
        if p <= n and q <= m:
            last = (tuple(range(n - p, n)), tuple(range(m - q, m)))
            paths += [[*path, last] for path in every_path(n - p, m - q, shapes)]
    return paths


@pytest.mark.parametrize("seed", range(8))
def test_the_best_path_is_the_best_of_all(seed: int) -> None:
    random = np.random.default_rng(seed)
    n, m = (int(size) for size in random.integers(1, 5, 2))
    shapes = [(p, q) for p, q in [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)] if p <= n and q <= m]
    gains = {(p, q): random.normal(size=(n - p + 1, m - q + 1)) for p, q in shapes}

    def total(path: list[Pair]) -> float:
        return sum(gains[len(a), len(b)][a[0], b[0]] if a and b else 0.3 for a, b in path)

    found = best_path(gains, 0.3, np.ones((n + 1, m + 1), dtype=np.bool_))
    best = max(every_path(n, m, shapes), key=total)
    assert found == best or total(found) == pytest.approx(total(best))
    assert [i for a, _ in found for i in a] == list(range(n))
    assert [j for _, b in found for j in b] == list(range(m))


def test_the_path_stays_inside() -> None:
    gains = {(1, 1): np.array([[1.0, 5.0], [4.0, 1.0]])}
    assert best_path(gains, 0.0, np.eye(3, dtype=np.bool_)) == [((0,), (0,)), ((1,), (1,))]
    assert best_path(gains, 0.0, np.ones((3, 3), dtype=np.bool_)) == [((), (0,)), ((0,), (1,)), ((1,), ())]


def test_a_band_lies_around_the_path() -> None:
    assert band([(2, 1)], 3, 4, 1).astype(int).tolist() == [
        [1, 1, 1, 0, 0],
        [1, 1, 1, 0, 0],
        [1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1],
    ]


def document_of(*meanings: float, seed: int) -> list[NDArray[np.float64]]:
    """The window vectors of a document whose sentences mean these, each with something of its own.

    2.5 is the opposite of what 2 and 3 mean, so that it fits in no bead with either.
    """
    own = np.random.default_rng(seed).normal(size=(len(meanings), WIDTH)) / 2
    return windows_of(np.array([_meaning(meaning) for meaning in meanings]) + own)


def windows_of(sentences: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    ends = np.concatenate([np.zeros((1, WIDTH)), np.cumsum(sentences, axis=0)])
    sums = [ends[size:] - ends[:-size] for size in range(1, 5)]
    return [some / np.linalg.norm(some, axis=1, keepdims=True) for some in sums]


def _meaning(number: float) -> NDArray[np.float64]:
    if number % 1:
        between: NDArray[np.float64] = (_meaning(number - 0.5) + _meaning(number + 0.5)) / np.sqrt(2)
        return -between
    return np.random.default_rng(1000 + int(number)).normal(size=WIDTH)


def links_of(text: str) -> list[Pair]:
    """`0:0 1-2:1 3:` as links."""
    sides = (link.split(":") for link in text.split())
    return [(_indices(ar), _indices(en)) for ar, en in sides]


def _indices(text: str) -> tuple[int, ...]:
    ends = [int(end) for end in text.split("-") if end]
    return tuple(range(ends[0], ends[-1] + 1)) if ends else ()


# Arabic sentences by what they mean, English ones likewise, and their links.
CASES = [
    ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], "0:0 1:1 2:2 3:3 4:4"),
    ([0, 1, 1.5, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], "0:0 1:1 2: 3:2 4:3 5:4 6:5"),
    ([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 3.5, 3.5, 4, 5], "0:0 1:1 2:2 3:3 :4 :5 4:6 5:7"),
    ([0], [0], "0:0"),
]


@pytest.mark.parametrize(("ar", "en", "links"), CASES)
def test_both_schemes_link_what_means_the_same(ar: list[float], en: list[float], links: str) -> None:
    windows = document_of(*ar, seed=1), document_of(*en, seed=2)
    assert vecalign.align(*windows) == links_of(links)
    assert bertalign.align(*windows, [90] * len(ar), [45] * len(en)) == links_of(links)


def test_both_schemes_find_sentences_that_were_merged() -> None:
    ar = document_of(*range(12), seed=1)
    singles = document_of(*range(12), seed=2)[0]
    en = windows_of(np.concatenate([singles[:4], singles[4:6].sum(axis=0)[None], singles[6:]]))
    expected = links_of("0:0 1:1 2:2 3:3 4-5:4 6:5 7:6 8:7 9:8 10:9 11:10")
    assert vecalign.align(ar, en) == expected
    assert bertalign.align(ar, en, [50] * 12, [50, 50, 50, 50, 100, 50, 50, 50, 50, 50, 50]) == expected


def test_vecalign_finds_the_same_path_from_coarse_to_fine() -> None:
    kept = [*range(40), *range(44, 130)]
    ar, en = document_of(*range(130), seed=1), document_of(*kept, seed=2)
    fine = vecalign.align(ar, en)
    assert vecalign.align(ar, en, full=20) == fine
    assert {link for link in fine if link[0] < (38,)} == {((i,), (i,)) for i in range(38)}
    assert {link for link in fine if link[0] >= (46,)} == {((i,), (i - 4,)) for i in range(46, 130)}


@pytest.mark.parametrize(("en_bytes", "links"), [([98, 2], "0:0 :1"), ([10, 90], "0:0-1")])
def test_bertalign_prefers_beads_of_like_lengths(en_bytes: list[int], links: str) -> None:
    assert bertalign.align(document_of(0, seed=1), document_of(0, 1, seed=2), [100], en_bytes) == links_of(links)


@pytest.mark.parametrize(
    ("size", "expected"), [(1, [0.2, 0.2, 0.3, 0.3]), (2, [0.3, 0.4, 0.1, 0.2]), (4, [0, 0, 0, 0])]
)
def test_the_cosines_with_the_windows_before_and_behind(size: int, expected: list[float]) -> None:
    cosines = np.array([[0.1, 0.2, 0.3, 0.4]])
    assert bertalign.beside(cosines, size).tolist() == [pytest.approx(expected)]


@pytest.mark.parametrize(
    ("pairs", "links"),
    [
        ([(0, 0), (1, 1)], "0:0 1:1 2: :2"),
        ([(0, 0), (1, 0), (2, 1)], "0-1:0 2:1 :2"),
        ([(0, 1), (1, 2), (2, 2)], ":0 0:1 1-2:2"),
        ([(2, 2), (1, 1), (0, 0), (1, 0), (0, 1)], "0-1:0-1 2:2"),
        ([(1, 0)], "0: 1:0 2: :1 :2"),
        ([], "0: 1: 2: :0 :1 :2"),
    ],
)
def test_pairs_become_links_with_deletions(pairs: list[tuple[int, int]], links: str) -> None:
    assert gale_church.beads(pairs, 3, 3) == links_of(links)


def test_gale_and_church_link_by_length() -> None:
    ar = ["س" * size for size in (40, 60, 70, 12, 150, 80)]
    en = ["s" * size for size in (42, 130, 11, 149, 83)]
    assert gale_church.align(ar, en) == links_of("0:0 1-2:1 3:2 4:3 5:4")


@pytest.mark.parametrize(
    ("deviations", "expected"),
    [
        (0.0, math.log(0.5)),
        (1.959963984540054, math.log(0.025)),
        (10.0, -53.231285),
        (34.9, -613.476),
        (38.0, -726.5572),
    ],
)
def test_the_tail_of_the_normal_distribution(deviations: float, expected: float) -> None:
    assert gale_church.log_tail(deviations) == pytest.approx(expected, rel=1e-4)


def test_scores_are_held_against_the_truth() -> None:
    judged = [(1.0, True), (0.96, True), (0.92, False), (0.2, False), (0.2, True), (0.0, False)]
    found = reliability(judged)
    assert [(one.number, one.count) for one in found.bins] == [(0, 1), (2, 2), (9, 3)]
    assert found.bins[1] == Bin(2, 0.2, 0.5, 2)
    assert found.bins[2].score == pytest.approx(0.96)
    assert found.bins[2].right == pytest.approx(2 / 3)
    assert found.error == pytest.approx((3 * (0.96 - 2 / 3) + 2 * 0.3) / 6)
    assert found.brier == pytest.approx((0.04**2 + 0.92**2 + 0.2**2 + 0.8**2) / 6)
    assert reliability([]).bins == ()


def test_the_plot_is_a_picture(tmp_path: Path) -> None:
    file = tmp_path / "plot.png"
    plot({"all links": reliability([(0.9, True), (0.4, False)]), "filled links": reliability([])}, file)
    assert file.read_bytes().startswith(b"\x89PNG")


def test_a_long_document_is_made_of_short_ones() -> None:
    short = [
        Document("1", "real", ("أ", "ب", "ج"), ("A B", "C"), (((0, 1), (0,)), ((2,), (1,)))),
        Document("2", "real", ("د", "هـ"), ("D", "X", "E"), (((0,), (0,)), ((), (1,)), ((1,), (2,)))),
    ]
    long = join(short, 300)
    assert long == join(short, 300)
    assert 300 <= min(len(long.ar), len(long.en)) < 303
    assert [i for a, _ in long.links for i in a] == list(range(len(long.ar)))
    assert [j for _, b in long.links for j in b] == list(range(len(long.en)))
    right = {("أ", "ب", "A B"), ("ج", "C"), ("د", "D"), ("هـ", "E"), ("X",), ("أ",), ("ب",), ("ج",), ("د",), ("هـ",)}
    texts = [(*(long.ar[i] for i in a), *(long.en[j] for j in b)) for a, b in long.links]
    assert {text for text in texts if len(text) > 1} == {text for text in right if len(text) > 1}
    filled = sum(bool(a and b) for a, b in long.links)
    lost = sum(len(text) == 1 and text != ("X",) for text in texts)
    assert 0.08 < lost / (filled + lost) < 0.2  # a tenth of the links; of some, two sentences are left
    with pytest.raises(ValueError, match="no document with sentences"):
        join([Document("3", "real", ("أ",), (), (((0,), ()),))], 5)


def test_wrong_places_are_shown_with_their_texts() -> None:
    gold = tuple(links_of("0:0 1-2:1 3:2 4:3"))
    document = Document("x", "real", ("أ", "ب", "ت", "ث", "ج"), ("A", "B T", "Th", "J"), gold)
    ours = links_of("0:0 1:1 2: 3:2 4: :3")
    places = list(wrong_places(document, [(link, 0.5) for link in ours]))
    assert places == [
        "  ours 1 : 1  0.50\n  ours 2 : -  0.50\n  gold 1 2 : 1\n    ar 1: ب\n    ar 2: ت\n    en 1: B T",
        "  ours - : 3  0.50\n  ours 4 : -  0.50\n  gold 4 : 3\n    ar 4: ج\n    en 3: J",
    ]
    assert not list(wrong_places(document, [(link, 0.9) for link in itertools.chain(gold)]))
