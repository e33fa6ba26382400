"""Stems and the lexicon: what is cut off, what is found, what is kept in a file."""

from pathlib import Path

import numpy as np
import pytest

from corpus.align.search import words
from corpus.align.search.words import Dictionary, load_dictionary, stems
from tests.corpus.align.gold import GOLD, SMALL


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("والمستشفيات في حلب", "ar", ["مستشف", "في", "حلب"]),
        ("بالمدارس وللمعلمين كالبحر", "ar", ["مدارس", "معلمي", "بحر"]),
        ("للعمال فالعامل", "ar", ["عمال", "عامل"]),
        ("وذهبوا ولد وال", "ar", ["ذهبوا", "ولد", "وال"]),  # what would leave too little stays
        ("مُدَرِّسَةٌ ومدرسة أُولى", "ar", ["مدرسه", "مدرسه", "اولي"]),
        ("عام ٢٠٢٠، و5 أيام", "ar", ["عام", "ايام"]),
        ("The Hospitals' X-rays, 20th of May", "en", ["the", "hospit", "rays", "th", "of", "may"]),
        ("", "ar", []),
        ("snake_case", "en", ["snake", "case"]),
    ],
)
def test_words_are_cut_down_to_stems(text: str, language: str, expected: list[str]) -> None:
    assert stems(text, language) == expected


@pytest.mark.parametrize(
    ("ar", "en", "expected"),
    [
        ([0, 1, 3], [0, 1, 2, 4], [[0.9, 0, 0, 0], [0, 0.7, 0.3, 0], [0, 0, 0, 0.5]]),
        ([1], [2], [[0.3]]),
        ([1], [0, 4], [[0, 0]]),
        ([], [1], []),
        ([2, 3], [], [[], []]),
    ],
)
def test_the_strength_of_pairs_of_stems(ar: list[int], en: list[int], expected: list[list[float]]) -> None:
    table = SMALL.lexicon.table(np.array(ar, dtype=np.intp), np.array(en, dtype=np.intp))
    assert table.shape == (len(ar), len(en))
    np.testing.assert_allclose(table, np.array(expected, dtype=np.float32).reshape(table.shape))


def test_the_words_of_a_text_that_are_known() -> None:
    assert SMALL.known("The City, the school and the schools", "en").tolist() == [0, 4]
    assert SMALL.known("ماء", "ar").tolist() == [2]
    assert SMALL.known("water", "ar").tolist() == []


def test_a_lexicon_is_read_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "lexicon.npz"
    SMALL.lexicon.save(file)
    monkeypatch.setattr(words, "_FILE", file)
    read: Dictionary = load_dictionary.__wrapped__()
    assert read.lexicon.stems == SMALL.lexicon.stems
    for side in ("ar", "en"):
        np.testing.assert_allclose(read.lexicon.rare[side], SMALL.lexicon.rare[side], rtol=1e-3)
    every = np.arange(4), np.arange(5)
    np.testing.assert_allclose(read.lexicon.table(*every), SMALL.lexicon.table(*every), rtol=1e-3)
    assert read.known("schools", "en").tolist() == [0]


@pytest.mark.parametrize(
    ("ar", "en"),
    [("مدرسة", "school"), ("الحكومة", "government"), ("كتاب", "book"), ("والماء", "water"), ("سنة", "year")],
)
def test_the_shipped_lexicon_knows_common_words(ar: str, en: str) -> None:
    shipped = load_dictionary()
    table = shipped.lexicon.table(shipped.known(ar, "ar"), shipped.known(f"{en} of the elephants", "en"))
    place = shipped.known(f"{en} of the elephants", "en").tolist().index(int(shipped.known(en, "en")[0]))
    assert table.shape[0] == 1
    assert table[0].argmax() == place
    assert table[0, place] > 0.1


def test_the_shipped_lexicon_is_in_order() -> None:
    lexicon = load_dictionary().lexicon
    assert len(lexicon.starts) == len(lexicon.stems["ar"]) + 1
    assert lexicon.starts[-1] == len(lexicon.english) == len(lexicon.strength)
    assert lexicon.english.max() < len(lexicon.stems["en"])
    assert all(
        len(set(lexicon.stems[side])) == len(lexicon.stems[side]) == len(lexicon.rare[side]) for side in ("ar", "en")
    )
    assert ((lexicon.strength > 0) & (lexicon.strength <= 1)).all()
    for first, last in zip(lexicon.starts[:300], lexicon.starts[1:301], strict=True):
        assert (np.diff(lexicon.english[first:last]) > 0).all()


def test_the_shipped_lexicon_knows_most_words_of_real_documents() -> None:
    for language in ("ar", "en"):
        known = total = 0
        for gold in GOLD.values():
            for text in getattr(gold, language):
                known += len(load_dictionary().known(text, language))
                total += len(set(stems(text, language)))
        assert known / total > 0.7
