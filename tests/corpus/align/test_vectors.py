"""Vectors freed of what tells their language."""

import numpy as np
import pytest

from corpus.align.embed import load_embedder
from corpus.align.search.arrays import Floats
from corpus.align.vectors import centred, language_mean
from tests.corpus.align.gold import GOLD, Language

AR, EN = (
    [text for name in ("strike", "nurses", "oasis") for text in getattr(GOLD[name], side)] for side in ("ar", "en")
)


def vectors(count: int) -> Floats:
    return np.random.default_rng(count).normal(size=(count, 4)).astype(np.float32)


@pytest.mark.parametrize(("language", "texts"), [("ar", AR), ("en", EN)])
def test_the_mean_of_the_default_embedder_is_shipped(language: Language, texts: list[str]) -> None:
    """It does not depend on the document, and is nearer to it than the document's sentences are on the whole."""
    embedded = load_embedder().embed(texts)
    mean = language_mean(embedded, language)
    assert mean.shape == (load_embedder().width,)
    np.testing.assert_array_equal(language_mean(embedded[:1], language), mean)
    own = embedded.mean(0)
    assert float(mean @ own) / np.linalg.norm(mean) / np.linalg.norm(own) > 0.97


@pytest.mark.parametrize("count", [8, 30])
def test_that_of_another_embedder_is_the_documents_own(count: int) -> None:
    np.testing.assert_allclose(language_mean(vectors(count), "ar", "other"), vectors(count).mean(0))


@pytest.mark.parametrize("count", [1, 7])
def test_of_few_sentences_nothing_is_taken_off(count: int) -> None:
    assert language_mean(vectors(count), "ar", "other").tolist() == [0, 0, 0, 0]
    np.testing.assert_allclose(
        centred(vectors(count), "en", "other"), vectors(count) / norms(vectors(count)), rtol=1e-6
    )


def norms(rows: Floats) -> Floats:
    return np.asarray(np.linalg.norm(rows, axis=1, keepdims=True))


def test_centred_vectors_are_of_length_one_and_around_nothing() -> None:
    found = centred(vectors(200), "en", "other")
    np.testing.assert_allclose(norms(found), 1, rtol=1e-6)
    expected = vectors(200) - vectors(200).mean(0)
    np.testing.assert_allclose(found, expected / norms(expected), rtol=1e-4, atol=1e-6)
    assert found.dtype == np.float32


def test_without_their_languages_translations_stand_out() -> None:
    """A sentence's translation against the other sentences: the contrast is several times what it was."""
    gold = GOLD["strike"]
    singles = [(ar[0], en[0]) for ar, en in gold.links if (len(ar), len(en)) == (1, 1)]
    ar, en = (
        load_embedder().embed(texts) for texts in ([gold.ar[i] for i, _ in singles], [gold.en[j] for _, j in singles])
    )
    contrasts = []
    for left, right in ((ar, en), (centred(ar, "ar"), centred(en, "en"))):
        cosines = left @ right.T
        contrasts.append(np.diag(cosines).mean() - cosines[~np.eye(len(singles), dtype=bool)].mean())
    assert contrasts[1] > 3 * contrasts[0]
