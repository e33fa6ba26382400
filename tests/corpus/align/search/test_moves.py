"""Passages that stand elsewhere: chains against all chains of small documents, and real documents rearranged."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

import numpy as np
import pytest

from corpus.align.search.arrays import Doubles, Flags
from corpus.align.search.beads import SHAPE_INDEX, SHAPES
from corpus.align.search.document import Search, _with_moved, search, search_in_order
from corpus.align.search.evidence import gather
from corpus.align.search.lattice import Place
from corpus.align.search.moves import _best_chain, candidates, moved_links, order_of_english, seams_of
from corpus.align.search.network import IMPOSSIBLE, Potentials, load_network
from corpus.align.search.profile import UNKNOWN
from tests.corpus.align.gold import GOLD, Pair, measured, noise

SKIPPED = 0.5  # what a sentence between two links of a chain costs


def chains(gains: Doubles, ar_free: Flags, en_free: Flags) -> Iterator[tuple[float, list[Place]]]:
    """Every chain of links between free sentences and its gain."""
    _, n, m = gains.shape
    possible = [
        (shape, i, j)
        for (shape, (a, b)), i, j in product(enumerate(SHAPES), range(n), range(m))
        if i + a <= n and j + b <= m and ar_free[i : i + a].all() and en_free[j : j + b].all()
    ]

    def longer(chain: list[Place], gain: float) -> Iterator[tuple[float, list[Place]]]:
        yield gain, chain
        (a, b), i, j = SHAPES[chain[-1][0]], chain[-1][1], chain[-1][2]
        for place in possible:
            skipped = place[1] - i - a, place[2] - j - b
            if min(skipped) >= 0:
                yield from longer([*chain, place], gain + gains[place] - SKIPPED * sum(skipped))

    for place in possible:
        yield from longer([place], float(gains[place]))


def random_gains(n: int, m: int, rng: np.random.Generator) -> Doubles:
    gains = rng.normal(size=(len(SHAPES), n, m)) - 0.5
    for shape, (a, b) in enumerate(SHAPES):
        gains[shape, max(0, n - a + 1) :] = gains[shape, :, max(0, m - b + 1) :] = IMPOSSIBLE
    return gains


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 5), (5, 1), (2, 3), (3, 3), (4, 3), (4, 4)])
@pytest.mark.parametrize("free", [1.0, 0.7])
def test_the_best_chain_is_the_best_of_all(n: int, m: int, free: float) -> None:
    rng = np.random.default_rng(n * 7 + m)
    found_any = 0
    for _ in range(12):
        gains, ar_free, en_free = random_gains(n, m, rng), rng.random(n) < free, rng.random(m) < free
        gain, chain = _best_chain(gains, ar_free, en_free)
        best, links = max(chains(gains, ar_free, en_free), default=(IMPOSSIBLE, []))
        if links:
            assert gain == pytest.approx(best)
            assert chain == links
            found_any += 1
        else:
            assert gain < IMPOSSIBLE / 2
    assert found_any > 3


def free_links(potentials: Potentials) -> Doubles:
    """How much better each link is than each of its sentences without counterpart, worked out link by link."""
    gains = potentials.links.copy()
    for shape, i, j in np.argwhere(gains > IMPOSSIBLE / 2).tolist():
        a, b = SHAPES[shape]
        gains[shape, i, j] -= potentials.ar[i : i + a].sum() + potentials.en[j : j + b].sum()
    return gains


@pytest.mark.parametrize("seed", range(16))
def test_the_candidates_are_the_best_chains_of_what_is_left_over(seed: int) -> None:
    rng = np.random.default_rng(seed)
    evidence = gather(noise(5, "ar", seed), noise(4, "en", seed + 9))
    potentials = Potentials(random_gains(5, 4, rng), rng.normal(size=5) - seed % 3 / 2, rng.normal(size=4), np.zeros(6))
    best = [(SHAPE_INDEX[1, 1], 1, 0), (SHAPE_INDEX[2, 1], 2, 2)]
    kept = best[:1]
    ar_free, en_free = (np.array([1, 0, 1, 1, 1], dtype=bool), np.array([0, 1, 1, 1], dtype=bool))
    gains = free_links(potentials)
    found = list(candidates(evidence, potentials, best, kept))
    assert found or seed in (0, 6)  # there nothing left over is better linked
    for chain, features in found:
        gain, expected = max(chains(gains, ar_free, en_free))
        assert chain == expected
        _, i, j = chain[0]
        usual = {1: 0, 2: 2, 3: 2}.get(i, -1)  # where `best` has the English of this Arabic sentence
        assert features.tolist() == pytest.approx(
            [
                1.0,
                np.log(len(chain)),
                gain / 10 / np.sqrt(len(chain)),
                min(gain, 60) / 20,
                np.log(1 + abs(j - usual)) / 3,
                np.log(1 + ar_free.sum() * en_free.sum()) / 6,
                min(gains[place] for place in chain) / 5,
                np.mean([evidence.similarity[SHAPES[shape]][i, j] for shape, i, j in chain]),
            ]
        )
        for shape, i, j in chain:
            ar_free[i : i + SHAPES[shape][0]] = en_free[j : j + SHAPES[shape][1]] = False
    rest = max((gain for gain, _ in chains(gains, ar_free, en_free)), default=0.0)
    assert rest <= 0.5  # no better than no counterpart


@pytest.mark.parametrize(
    ("links", "order"),
    [
        ([], [0, 1, 2, 3, 4, 5]),
        ([((1, 1), 0, 0), ((1, 1), 1, 3), ((1, 1), 2, 1)], [0, 3, 4, 5, 1, 2]),
        ([((1, 1), 4, 1), ((1, 1), 2, 3)], [0, 3, 4, 5, 1, 2]),
        ([((1, 2), 3, 0), ((1, 3), 0, 3)], [3, 4, 5, 0, 1, 2]),
        ([((2, 1), 3, 0), ((1, 1), 5, 5)], [0, 1, 2, 3, 4, 5]),
        ([((1, 1), 5, 0), ((1, 1), 1, 5)], [5, 0, 1, 2, 3, 4]),
    ],
)
def test_the_english_is_put_in_the_order_of_the_arabic(
    links: list[tuple[tuple[int, int], int, int]], order: list[int]
) -> None:
    assert order_of_english([(SHAPE_INDEX[shape], i, j) for shape, i, j in links], 6).tolist() == order


@pytest.mark.parametrize(
    ("order", "seams"),
    [([], []), ([0], []), ([0, 1, 2], []), ([3, 4, 0, 1, 2, 5], [2, 5]), ([2, 1, 0], [1, 2]), ([0, 2, 3], [1])],
)
def test_a_seam_is_where_a_sentence_does_not_follow_its_predecessor(order: list[int], seams: list[int]) -> None:
    assert seams_of(np.array(order, dtype=np.intp)).tolist() == seams


@cache
def searched(name: str, order: tuple[int, ...] | None = None) -> Search:
    """The gold document, its English sentences put in this order."""
    gold = GOLD[name]
    en = measured(gold.en, "en")
    return search(
        measured(gold.ar, "ar"),
        en if order is None else en.take(order),
        np.zeros(len(gold.en), dtype=bool),
        load_network(),
    )


def links_in(found: Search, order: Sequence[int]) -> set[Pair]:
    """The links of a search, the English counted as before it was put in this order."""
    places = np.array(order)[found.order]
    return {
        (tuple(range(i, i + SHAPES[shape][0])), tuple(places[j : j + SHAPES[shape][1]].tolist()))
        for shape, i, j in found.best
    }


def exchanged(name: str, start: int, middle: int, end: int) -> tuple[int, ...]:
    """The English sentences of a gold document, two neighbouring passages of them exchanged."""
    return (*range(start), *range(middle, end), *range(start, middle), *range(end, len(GOLD[name].en)))


# Gold documents and two passages of their English, as what is in [start, middle) and in [middle, end).
each_exchange = pytest.mark.parametrize(
    "exchange", [("strike", 5, 11, 19), ("library", 10, 20, 30), ("portal", 3, 12, 21), ("clock", 0, 8, 38)]
)


@each_exchange
def test_exchanged_passages_are_linked_as_if_they_were_not(exchange: tuple[str, int, int, int]) -> None:
    name, order = exchange[0], exchanged(*exchange)
    usual, found = links_in(searched(name), range(len(order))), links_in(searched(name, order), order)
    assert len(usual & found) / len(usual | found) > 0.9
    assert len(seams_of(np.array(order)[searched(name, order).order])) <= 1  # of two or three before


@each_exchange
def test_the_passage_that_a_first_pass_leaves_is_the_first_candidate(exchange: tuple[str, int, int, int]) -> None:
    gold, order, network = GOLD[exchange[0]], exchanged(*exchange), load_network()
    ar, en = measured(gold.ar, "ar"), measured(gold.en, "en").take(order)
    found = search_in_order(ar, en, np.zeros(len(en), dtype=bool), np.arange(len(en)), UNKNOWN, network)
    weights = network.weights["moves"]
    kept, moved = moved_links(found.evidence, found.potentials, found.best, found.chances, weights)
    assert kept == [place for place in found.best if found.chances.links[place] >= 0.5]
    chain, features = next(candidates(found.evidence, found.potentials, found.best, kept))
    assert chain == moved[: len(chain)]
    assert features @ weights > 0
    right = {(i, j) for link in gold.links for i in link[0] for j in link[1]}
    told = [(i, order[j]) in right for _, i, j in chain]
    assert len(told) >= 4
    assert np.mean(told) > 0.8


def test_what_is_found_in_an_order_changes_that_order() -> None:
    """Two passages are exchanged in an order that itself is not that of the document."""
    gold, network = GOLD["strike"], load_network()
    backward = np.arange(len(gold.en))[::-1]
    ar, en = measured(gold.ar, "ar"), measured(gold.en, "en").take(backward)
    order = backward[list(exchanged("strike", 5, 11, 19))]
    found = search_in_order(ar, en, np.zeros(len(en), dtype=bool), order, UNKNOWN, network)
    assert found.order.tolist() == order.tolist()
    changed = _with_moved(found, network)
    assert changed is not None
    assert changed.tolist() == backward.tolist()


def test_documents_in_order_stay_in_their_order() -> None:
    names = [name for name in GOLD if GOLD[name].kind != "moved"]
    elsewhere = [name for name in names if len(seams_of(searched(name).order))]
    assert len(names) > 10
    assert len(elsewhere) <= 1


@pytest.mark.parametrize("name", [name for name in GOLD if GOLD[name].kind == "moved"])
def test_passages_moved_by_a_translator_are_put_in_the_order_of_the_arabic(name: str) -> None:
    place = np.argsort(searched(name).order)
    starts = [en[0] for ar, en in GOLD[name].links if ar and en]
    assert starts != sorted(starts)
    assert [int(place[j]) for j in starts] == sorted(int(place[j]) for j in starts)
