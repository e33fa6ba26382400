"""Long documents in parts: every sentence in one, what belongs together in the same, and none too large."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.align.aligner import align_sentences
from corpus.align.embed import load_embedder
from corpus.align.search import anchors
from corpus.align.search.anchors import WHOLE, Part, parts
from corpus.align.search.arrays import Floats, Integers
from corpus.align.search.embedded import Embedded, unit
from tests.corpus.align.gold import GOLD, covers_once, filled, meaningless, measured, noise

WIDTH = 64


def random_vectors(count: int, seed: int, *, width: int = WIDTH) -> Floats:
    return unit(np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32))


def translated(vectors: Floats, order: Integers, *, doubtful: float) -> Floats:
    """The sentences in this order, somewhat changed; a share of them is like nothing."""
    rng = np.random.default_rng(len(order))
    found = vectors[order] + rng.normal(size=(len(order), vectors.shape[1])) * 0.02
    lost = rng.random(len(order)) < doubtful
    found[lost] = rng.normal(size=(int(lost.sum()), vectors.shape[1]))
    return unit(found.astype(np.float32))


@contextmanager
def smaller(whole: int, wanted: int) -> Iterator[None]:
    """Documents count as long from fewer cells on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(anchors, "WHOLE", whole)
        patch.setattr(anchors, "_WANTED", wanted)
        yield


def check(found: list[Part], n: int, m: int, whole: int = WHOLE) -> None:
    """Every sentence is in one part, the Arabic in its order, and no part has more cells than may be."""
    assert np.concatenate([part.ar for part in found]).tolist() == list(range(n))
    assert sorted(np.concatenate([part.en for part in found]).tolist()) == list(range(m))
    assert max(len(part.ar) * len(part.en) for part in found) <= whole


def torn_apart(found: list[Part], ar: Integers, en: Integers) -> int:
    """How many of these pairs of sentences are in different parts."""
    part_of_ar, part_of_en = (
        {int(k): number for number, part in enumerate(found) for k in getattr(part, name)} for name in ("ar", "en")
    )
    return sum(part_of_ar[int(i)] != part_of_en[int(j)] for i, j in zip(ar, en, strict=True))


def test_a_short_document_is_one_part() -> None:
    (part,) = parts(meaningless(random_vectors(632, 1), "ar"), meaningless(random_vectors(632, 2), "en"))
    assert part.ar.tolist() == part.en.tolist() == list(range(632))


@pytest.mark.parametrize(("n", "m"), [(21, 20), (41, 39), (60, 30), (1, 401), (1, 1500), (3, 700), (900, 2), (1, 9000)])
def test_without_anchors_the_documents_are_cut_along_their_diagonal(n: int, m: int) -> None:
    ar, en = meaningless(random_vectors(n, 1), "ar", letters=10), meaningless(random_vectors(m, 2), "en")
    with smaller(400, 40):
        found = parts(ar, en)
    check(found, n, m, 400)
    assert len(found) > 1
    for part in found:
        assert (np.diff(part.en) == 1).all()
        if len(part.ar) and len(part.en):
            assert abs(part.ar[0] / n - part.en[0] / m) <= 1 / min(n, m)


def test_sentences_that_are_short_or_all_alike_are_no_anchors() -> None:
    distinct, alike = random_vectors(800, 1), np.ones((800, WIDTH), dtype=np.float32)
    for vectors, letters, count in ((distinct, 60, 4), (distinct, 10, 2), (alike, 60, 2)):
        found = parts(meaningless(vectors, "ar", letters=letters), meaningless(vectors, "en", letters=letters))
        check(found, 800, 800)
        assert len(found) == count


def slow_anchors(ar: Embedded, en: Embedded) -> list[tuple[int, int]]:
    """Pairs of sentences of 20 letters and more that are more like each other, by 0.08, than like any other one."""
    cosines = ar.windows(1) @ en.windows(1).T
    cosines[ar.lengths < 20] = -2
    found = []
    for i, j in np.ndindex(cosines.shape):
        rivals = max(np.delete(cosines[i], j).max(initial=-2), np.delete(cosines[:, j], i).max(initial=-2))
        if ar.lengths[i] >= 20 and en.lengths[j] >= 20 and cosines[i, j] > rivals + 0.08:
            found.append((i, j))
    return found


@pytest.mark.parametrize("block", [1, 3, 1024])
@pytest.mark.parametrize(("n", "m"), [(40, 40), (17, 20), (1, 1), (6, 1)])
def test_anchors_are_pairs_without_rivals(block: int, n: int, m: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of few directions, so that many have rivals, wherever these are."""
    monkeypatch.setattr(anchors, "_BLOCK", block)
    found = []
    for seed in range(8):
        ar, en = noise(n, "ar", seed, width=5), noise(m, "en", seed + 100, width=5)
        en = replace(en, vectors=unit(ar.vectors[np.arange(m) % n] + en.vectors * 0.2))
        assert anchors._anchors(ar, en, 1) == slow_anchors(ar, en)
        found += slow_anchors(ar, en)
    assert found


def test_a_sentence_that_comes_again_far_on_is_no_anchor() -> None:
    ar = random_vectors(3000, 1)
    ar[2500] = ar[10]
    found = anchors._anchors(meaningless(ar, "ar"), meaningless(ar, "en"), 1)
    assert found == [(k, k) for k in range(3000) if k not in (10, 2500)]


@pytest.mark.parametrize(
    ("pairs", "step", "kept"),
    [
        ([(0, 0), (1, 1)], 1, [0, 1]),
        ([(0, 0), (12, 12)], 1, [0, 1]),
        ([(0, 0), (13, 13)], 1, []),
        ([(0, 0), (13, 13)], 2, [0, 1]),
        ([(0, 0), (6, 12)], 1, [0, 1]),
        ([(0, 0), (6, 13)], 1, []),
        ([(0, 0), (6, 13)], 2, [0, 1]),
        ([(0, 0), (1, 90), (2, 2)], 1, [0, 2]),  # the next but one speaks for it too
        ([(0, 0), (1, 90), (2, 50), (3, 3)], 1, []),
        ([(5, 5)], 1, []),
    ],
)
def test_an_anchor_alone_is_none(pairs: list[tuple[int, int]], step: int, kept: list[int]) -> None:
    assert anchors._supported(pairs, step) == [pairs[k] for k in kept]


def diagonal(ar: int, en: int, count: int) -> list[tuple[int, int]]:
    """So many anchors that follow each other, from these sentences on."""
    return [(ar + k, en + k) for k in range(count)]


@pytest.mark.parametrize(
    ("passages", "order"),
    [
        ([(0, 4, 6)], [*range(12)]),
        ([(0, 4, 6), (6, 0, 4)], [*range(4, 12), *range(4)]),
        ([(0, 4, 6), (6, 0, 3)], [*range(12)]),  # three may be chance
        # Sentence 4 is behind the passage, not of it: it stays at the beginning.
        ([(0, 5, 6), (6, 0, 4)], [*range(4, 12), *range(4)]),
        # Behind the second passage 12 stays with the order's 7, not with the first passage.
        (
            [(0, 0, 3), (3, 7, 1), (4, 13, 6), (14, 19, 6), (10, 3, 4), (40, 8, 4)],
            [0, 1, 2, 7, *range(12, 19), *range(3, 7), *range(19, 25), *range(8, 12)],
        ),
    ],
)
def test_passages_are_put_where_their_arabic_stands(passages: list[tuple[int, int, int]], order: list[int]) -> None:
    """Passages: first Arabic and first English sentence, and how many anchors."""
    pairs = sorted(pair for passage in passages for pair in diagonal(*passage))
    chain = anchors._longest_chain(pairs)
    assert anchors._order(pairs, chain, len(order), 1).tolist() == order


@pytest.mark.parametrize(
    ("english", "chain"),
    [
        ([0, 1, 2], [0, 1, 2]),
        ([5, 0, 1, 6, 2], [0, 1, 2]),
        ([3, 4, 5, 0, 1, 2, 6], [0, 1, 2, 6]),
        ([2, 1, 0], [0]),
        ([], []),
    ],
)
def test_the_longest_chain_in_order(english: list[int], chain: list[int]) -> None:
    assert [j for _, j in anchors._longest_chain(list(enumerate(english)))] == chain


@pytest.mark.parametrize("seed", range(30))
def test_no_chain_is_longer_than_the_longest(seed: int) -> None:
    english = np.random.default_rng(seed).permutation(9).tolist()
    chains = [chosen for size in range(10) for chosen in combinations(english, size) if list(chosen) == sorted(chosen)]
    found = anchors._longest_chain(list(enumerate(english)))
    assert len(found) == max(map(len, chains))
    assert all(english[i] == j for i, j in found)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))


@settings(max_examples=150)
@given(
    n=st.integers(1, 80),
    m=st.integers(1, 80),
    seed=st.integers(0, 10_000),
    like=st.floats(0, 1),
    turn=st.integers(0, 80),
)
def test_whatever_the_anchors_every_sentence_is_in_one_part(n: int, m: int, seed: int, like: float, turn: int) -> None:
    """Some sentences, `like` of them, are translated; the whole translation is turned round by so many sentences."""
    ar = random_vectors(n, seed, width=16)
    order = np.roll(np.arange(m) % n, turn)
    en = translated(ar, order, doubtful=1 - like)
    with smaller(60, 12):
        check(parts(meaningless(ar, "ar"), meaningless(en, "en")), n, m, 60)


# Passages of 1200 Arabic sentences, [start, end), and where in the English without them each stands.
MOVES = [
    [],
    [(400, 460, 0)],
    [(400, 460, 1140)],
    [(400, 460, 800)],
    [(0, 60, 700)],
    [(400, 460, 0), (900, 960, 200)],
    [(1000, 1060, 0), (100, 160, 900)],
]


@pytest.mark.parametrize("moves", MOVES)
@pytest.mark.parametrize(("doubtful", "most_torn"), [(0.0, 0), (0.4, 10), (0.7, 25)])
def test_a_passage_moved_as_a_whole_comes_to_its_arabic(
    moves: list[tuple[int, int, int]], doubtful: float, most_torn: int
) -> None:
    """Only sentences without anchors at the edges of a passage may get into another part."""
    ar = random_vectors(1200, 3)
    order = list(range(1200))
    for start, end, to in moves:
        rest = [k for k in order if not start <= k < end]
        order = [*rest[:to], *range(start, end), *rest[to:]]
    en = translated(ar, np.array(order), doubtful=doubtful)
    found = parts(meaningless(ar, "ar"), meaningless(en, "en"))
    check(found, 1200, 1200)
    assert len(found) > 4
    assert torn_apart(found, np.array(order), np.arange(1200)) <= most_torn


def test_sentences_left_out_shift_what_follows() -> None:
    ar = random_vectors(1500, 4)
    kept = np.array([k for k in range(1500) if not (300 <= k < 500 or k % 7 == 0)])
    found = parts(meaningless(ar, "ar"), meaningless(translated(ar, kept, doubtful=0.3), "en"))
    check(found, 1500, len(kept))
    assert torn_apart(found, kept, np.arange(len(kept))) <= 5


def test_anchors_cut_where_no_two_of_them_are_neighbours() -> None:
    """Each Arabic sentence is translated by two, of which one is like it; of 400 none is."""
    ar = random_vectors(3000, 5)
    kept = np.array([*range(1400), *range(1800, 3000)])
    en = random_vectors(2 * len(kept), 6)
    en[::2] = translated(ar, kept, doubtful=0.0)
    found = parts(meaningless(ar, "ar"), meaningless(en, "en"))
    check(found, 3000, len(en))
    assert torn_apart(found, kept, np.arange(0, len(en), 2)) == 0


@pytest.mark.parametrize("step", [2, 6, 13, 20])
def test_of_very_long_documents_a_sample_is_compared(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many sentences are torn apart at each edge of a moved passage as lie between two that are compared."""
    monkeypatch.setattr(anchors, "_LOOKED_AT", 3000 * 3000 // step)
    ar = random_vectors(3000, 5)
    order = np.array([*range(500), *range(800, 2000), *range(500, 800), *range(2000, 3000)])
    found = parts(meaningless(ar, "ar"), meaningless(translated(ar, order, doubtful=0.2), "en"))
    check(found, 3000, 3000)
    assert len(found) > 8
    assert torn_apart(found, order, np.arange(3000)) <= 4 * step


# Half of the gold documents, one after the other, as one long document.
LONG = ["strike", "swimmer", "library", "turtles", "portal", "nurses"]


def long_document() -> tuple[list[str], list[str], list[tuple[int, int]]]:
    ar: list[str] = []
    en: list[str] = []
    linked: list[tuple[int, int]] = []
    for name in LONG:
        linked += [(len(ar) + i, len(en) + j) for link in GOLD[name].links for i in link[0] for j in link[1]]
        ar += GOLD[name].ar
        en += GOLD[name].en
    return ar, en, linked


@pytest.mark.parametrize(("whole", "wanted"), [(20_000, 4_000), (4_000, 1_000)])
def test_parts_of_real_documents_tear_nothing_apart(whole: int, wanted: int) -> None:
    ar, en, linked = long_document()
    ar_index, en_index = np.array(linked).T
    with smaller(whole, wanted):
        found = parts(measured(tuple(ar), "ar"), measured(tuple(en), "en"))
    check(found, len(ar), len(en), whole)
    assert len(found) > 2
    assert torn_apart(found, ar_index, en_index) / len(linked) < 0.01


def test_a_document_in_parts_has_the_links_of_the_whole() -> None:
    """Not to the last link: each part has a profile of its own."""
    ar, en, _ = long_document()
    embedder = load_embedder()
    whole = align_sentences(ar, en, embedder=embedder)
    with smaller(8_000, 2_000):
        assert len(parts(measured(tuple(ar), "ar"), measured(tuple(en), "en"))) > 4
        in_parts = align_sentences(ar, en, embedder=embedder)
    assert covers_once(in_parts, len(ar), len(en))
    assert len(filled(whole) & filled(in_parts)) / len(filled(whole) | filled(in_parts)) > 0.95


class Given:
    """An embedder whose vectors are known: a text is the number of a row."""

    name, signature = "given", "given"

    def __init__(self, vectors: Floats) -> None:
        self.vectors, self.width = vectors, vectors.shape[1]

    def embed(self, texts: Sequence[str]) -> Floats:
        return self.vectors[[int(text.split()[0]) for text in texts]]


def test_no_link_reaches_over_the_edge_of_a_passage_moved() -> None:
    """What sentence 37 says begins before the passage of 37 to 67, and goes on with that, far behind."""
    ar = random_vectors(120, 2)
    halves = random_vectors(2, 3)
    ar[37] = unit(0.75 * halves[0] + halves[1])
    order = [*range(37), 120, *range(68, 120), 121, *range(38, 68)]
    rows = np.concatenate([ar, halves])
    texts = [f"{k} {'x' * (60 if k < 120 else 30)}" for k in range(len(rows))]
    with smaller(5_000, 1_000):
        found = parts(meaningless(rows[:120], "ar"), meaningless(rows[order], "en"))
        assert any({37, 90} <= set(part.en.tolist()) for part in found)  # the two halves come to stand side by side
        links = align_sentences(texts[:120], [texts[k] for k in order], embedder=Given(rows))
    assert covers_once(links, 120, len(order))
    assert all(link.en == tuple(range(link.en[0], link.en[-1] + 1)) for link in links if link.en)
    assert {((k,), (order.index(k),)) for k in range(40, 60)} <= filled(links)
