"""Sentences in, links out, with the real embedder on real documents."""

import random
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from corpus import Link, align_sentences
from corpus.align.embed import Embedder, load_embedder
from corpus.align.search.arrays import Floats
from corpus.align.settings import AlignSettings
from corpus.align.sides import cut
from models.errors import ModelError
from tests.corpus.align.gold import GOLD, Language, covers_once, pairs
from tests.corpus.pairs import AR, EN, LINKS, RECIPE

each_document = pytest.mark.parametrize("name", GOLD)


def check(links: list[Link], n: int, m: int) -> None:
    """Every sentence in one link, each in its place, each with a probability."""
    assert covers_once(links, n, m)
    assert all(0 <= link.score <= 1 for link in links)
    starts = [link.ar[0] for link in links if link.ar]
    assert starts == sorted(starts)
    place = {j: position for position, link in enumerate(links) for j in link.en}
    for j in range(m):
        if not links[place[j]].ar:  # behind the link of the sentence before it, or at the beginning
            assert place[j] == (place[j - 1] + 1 if j else 0)


@cache
def left_over(name: str, share: float) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The sentences of a gold document that are left when this share of either side is taken away."""
    gold, rng = GOLD[name], random.Random(len(name))
    ar, en = (tuple(k for k in range(len(side)) if rng.random() >= share) for side in (gold.ar, gold.en))
    return ar, en


@cache
def aligned(name: str, share: float) -> tuple[Link, ...]:
    gold, (ar, en) = GOLD[name], left_over(name, share)
    return tuple(align_sentences([gold.ar[i] for i in ar], [gold.en[j] for j in en]))


@each_document
@pytest.mark.parametrize("share", [0.0, 0.25, 0.9])
def test_every_sentence_is_in_one_link(name: str, share: float) -> None:
    check(list(aligned(name, share)), *map(len, left_over(name, share)))


@pytest.mark.parametrize(("share", "least"), [(0.0, 0.9), (0.25, 0.65)])
def test_sentences_are_linked_with_those_that_they_belong_to(share: float, least: float) -> None:
    """Pairs of sentences with a common link, found and known, of all gold documents."""
    right = either = 0
    for name, gold in GOLD.items():
        ar, en = left_over(name, share)
        found = {(ar[i], en[j]) for link in aligned(name, share) for i in link.ar for j in link.en}
        known = {(i, j) for link in gold.links for i in link[0] for j in link[1] if i in ar and j in en}
        right += len(found & known)
        either += len(found | known)
    assert right / either > least


def sentences(text: str, language: Language) -> list[str]:
    return [one.text for one in cut(text, language, name="it").segments]


def test_an_article_of_every_kind_of_link_is_aligned_right() -> None:
    assert pairs(align_sentences(sentences(AR, "ar"), sentences(EN, "en"))) == LINKS


@pytest.mark.parametrize(
    ("ar", "en", "links"),
    [
        ([], [], []),
        (["أهلا."], [], [((0,), ())]),
        ([], ["Hello.", "Welcome."], [((), (0,)), ((), (1,))]),
        (["وصل الوفد صباح اليوم."], ["The delegation arrived this morning."], [((0,), (0,))]),
        (["نعم."] * 5, ["Yes."] * 5, [((k,), (k,)) for k in range(5)]),
        (["وصل الوفد صباح اليوم."] * 3, ["The delegation arrived this morning."] * 3, [((k,), (k,)) for k in range(3)]),
    ],
)
def test_small_documents(ar: list[str], en: list[str], links: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> None:
    found = align_sentences(ar, en)
    assert pairs(found) == links
    assert (ar and en) or all(link.score == 1 for link in found)


@pytest.mark.parametrize(
    ("ar", "en"),
    [
        (["وصل الوفد صباح اليوم."], ["The price of wheat fell by a third."]),
        (["أين الكتاب؟"], ["My brother bought a new car yesterday."]),
        (["أين الكتاب؟", "انقطع التيار ساعة كاملة."], ["My brother bought a new car yesterday.", "Rain is expected."]),
    ],
)
def test_a_few_sentences_that_have_nothing_in_common_are_not_linked(ar: list[str], en: list[str]) -> None:
    assert not any(link.ar and link.en for link in align_sentences(ar, en))


@pytest.mark.parametrize(
    ("ar", "en"),
    [
        ([""] * 3, [""] * 2),
        (["", " ", "\n"], ["Hello.", "", "..."]),
        (["نعم."] * 7, ["Yes."] * 3),
        (["أ"], ["a"] * 12),
        (["كلمة " * 3000], ["A word.", "word " * 3000]),
        (["\u200f\ufeff", "١٩٩٩", "؟؟؟", "\ud7ff😀"], ["1999", "???", "😀", "\x00"]),
        (["Not Arabic at all."] * 2, ["ليس إنجليزيا."] * 3),
    ],
)
def test_whatever_stands_in_it_every_sentence_is_in_one_link(ar: list[str], en: list[str]) -> None:
    check(align_sentences(ar, en), len(ar), len(en))


@pytest.mark.parametrize(
    ("ar", "en"),
    [("strike", "turtles"), ("bridge", "radio"), ("portal", "miser"), ("flat", "library"), ("clock", "oasis")],
)
def test_documents_that_have_nothing_in_common_give_hardly_a_link(ar: str, en: str) -> None:
    links = align_sentences(GOLD[ar].ar, GOLD[en].en)
    check(links, len(GOLD[ar].ar), len(GOLD[en].en))
    assert sum(bool(link.ar and link.en) for link in links) <= 1


def test_what_is_of_another_matter_is_left_over_beside_what_corresponds() -> None:
    """A recipe inside the English of an article, and an article behind it."""
    recipe = sentences(RECIPE, "en")
    gold = GOLD["strike"]
    en = [*gold.en[:10], *recipe, *gold.en[10:], *GOLD["turtles"].en]
    inserted = {*range(10, 10 + len(recipe)), *range(len(gold.en) + len(recipe), len(en))}
    links = align_sentences(gold.ar, en)
    linked = [j for link in links if link.ar for j in link.en]
    assert len(inserted & set(linked)) <= 1
    assert len(linked) >= len(gold.en) - 3


def test_a_document_is_aligned_the_same_whatever_was_before() -> None:
    first, other = GOLD["clinic"], GOLD["bridge"]
    links = align_sentences(first.ar, first.en)
    align_sentences(other.ar, other.en)
    align_sentences([], ["Hello."])
    assert align_sentences(first.ar, first.en) == links
    assert align_sentences(list(first.ar), list(first.en)) == links


class Renamed:
    """The default embedder under another name: no mean vectors are shipped for it."""

    def __init__(self) -> None:
        self.under = load_embedder()
        self.name, self.width, self.signature = "renamed", self.under.width, "renamed"

    def embed(self, texts: Sequence[str]) -> Floats:
        return self.under.embed(texts)


@pytest.mark.parametrize("name", ["strike", "turtles"])
def test_another_embedder_is_taken_as_it_comes(name: str) -> None:
    gold, other = GOLD[name], Renamed()
    embedder: Embedder = other
    links = align_sentences(gold.ar, gold.en, embedder=embedder)
    check(links, len(gold.ar), len(gold.en))
    right = {(ar, en) for ar, en in gold.links if ar and en}
    assert len(right & set(pairs(links))) / len(right) > 0.9


def test_an_embedder_handed_in_is_the_one_of_the_settings() -> None:
    gold = GOLD["clinic"]
    assert align_sentences(
        gold.ar, gold.en, embedder=load_embedder("multilingual-e5-small", threads=1)
    ) == align_sentences(gold.ar, gold.en, settings=AlignSettings(embedder="multilingual-e5-small"))


def test_an_embedder_that_cannot_be_had_is_named(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="nobody/nothing"):
        align_sentences(["أهلا."], ["Hello."], settings=AlignSettings(embedder="nobody/nothing"))
    assert align_sentences([], ["Hello."], settings=AlignSettings(embedder="nobody/nothing")) == [Link((), (0,), 1.0)]


def test_right_links_are_likelier_than_wrong_ones() -> None:
    scores: dict[bool, list[float]] = {True: [], False: []}
    for name, gold in GOLD.items():
        ar, en = left_over(name, 0.25)
        known = {(i, j) for link in gold.links for i in link[0] for j in link[1]}
        for link in (one for one in aligned(name, 0.25) if one.ar and one.en):
            right = all((ar[i], en[j]) in known for i in link.ar for j in link.en)
            scores[right].append(link.score)
    assert min(map(len, scores.values())) >= 5
    assert np.mean(scores[True]) > np.mean(scores[False]) + 0.15
