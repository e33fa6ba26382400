"""train_aligner.py on small sources: whole, from texts to weights that align; and its parts by hand."""

import sys
from pathlib import Path

import numpy as np
import pytest
import train_aligner
from alignment.training.conditions import Amounts
from alignment.training.rows import Source, read_all

from corpus.align.embed import load_embedder
from corpus.align.search import words
from corpus.align.search.document import search
from corpus.align.search.network import load_network
from tests.corpus.align.gold import noise
from tests.scripts.alignment.training.sources import PAIRS, write_sources

TEXTS = ["وصل الوفد.", "The delegation arrived.", "وصل الوفد.", "Snow fell."]


def test_vectors_are_computed_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "vectors.npz"
    first = train_aligner.Vectors(file, TEXTS[:3])
    more = train_aligner.Vectors(file, TEXTS)
    np.testing.assert_array_equal(more(TEXTS), load_embedder().embed(TEXTS))
    np.testing.assert_array_equal(first(TEXTS[:2]), more(TEXTS[:2]))
    with np.load(file) as stored:
        assert stored["texts"].tolist() == [TEXTS[0], TEXTS[1], TEXTS[3]]
    monkeypatch.setattr(train_aligner, "load_embedder", lambda: pytest.fail("computed again"))
    np.testing.assert_array_equal(train_aligner.Vectors(file, TEXTS)(TEXTS[3:]), more(TEXTS[3:]))


def test_a_regression_gives_the_odds() -> None:
    """Of ten with the feature eight are right, of ten without two: log-odds of ln 4 and -ln 4."""
    rows = np.array([[1.0, 1.0]] * 10 + [[0.0, 1.0]] * 10)
    right = np.array([1.0] * 8 + [0.0] * 2 + [1.0] * 2 + [0.0] * 8)
    slope, offset = train_aligner._regression(rows, right)
    assert (slope, offset) == (pytest.approx(2 * np.log(4), rel=0.05), pytest.approx(-np.log(4), rel=0.05))


@pytest.mark.parametrize(
    ("place", "touches"),
    [
        ((0, 0, 0), True),
        ((0, 1, 2), True),
        ((0, 2, 0), False),
        ((1, 2, 3), False),
        ((1, 2, 1), True),
        ((0, 3, 3), False),
    ],
)
def test_a_chain_is_right_where_it_has_sentences_of_a_known_link(place: tuple[int, int, int], touches: bool) -> None:
    """Shape 0 is 1:1, shape 1 is 1:2."""
    links = [((0,), (0,)), ((1, 2), (1, 2)), ((3,), ()), ((), (3,))]
    assert train_aligner._touches(place, links) == touches


def test_the_links_of_a_search_with_their_chances() -> None:
    ar, en = noise(8, "ar", 3), noise(9, "en", 4)
    found = search(ar, en, np.zeros(9, dtype=bool), load_network())
    pairs = train_aligner._pairs(found, 8, 9)
    assert sorted(i for link in pairs for i in link[0]) == list(range(8))
    assert sorted(j for link in pairs for j in link[1]) == list(range(9))
    assert len([pair for pair in pairs if all(pair)]) == len(found.best)
    for (left, right), chance in pairs.items():
        if not right:
            assert chance == found.chances.ar[left[0]]
        if not left:
            assert chance == found.chances.en[found.order.tolist().index(right[0])]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Source]:
    return write_sources(tmp_path_factory.mktemp("data"))


def test_a_lexicon_has_seen_nothing_of_the_sources_it_is_used_on(sources: list[Source]) -> None:
    pairs = list(read_all(sources[0].path.parents[1]))
    others = [pair for pair in pairs if pair not in PAIRS]
    everything, without, only = (
        train_aligner._blind_lexicon(*taken).lexicon for taken in ((pairs, []), (pairs, sources[:1]), (others, []))
    )
    assert len(only.english) < len(everything.english)
    assert without.stems == only.stems
    np.testing.assert_array_equal(without.strength, only.strength)


def test_weights_are_trained_from_texts(
    tmp_path: Path, sources: list[Source], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three sources, few documents, an epoch each: what comes out can be loaded, and aligns."""
    monkeypatch.setattr(train_aligner, "read_sources", lambda data: sources)
    monkeypatch.setattr(train_aligner, "Amounts", lambda: Amounts(altered=2, whole=3, free=1))
    monkeypatch.setattr(train_aligner, "PHASES", ((1, 1e-2), (1, 4e-3)))
    monkeypatch.setattr(train_aligner, "HELD_BACK", 3)
    out = tmp_path / "aligner.npz"
    options = ["--data", str(sources[0].path.parents[1]), "--out", str(out), "--vectors", str(tmp_path / "v.npz")]
    monkeypatch.setattr(sys, "argv", ["train_aligner.py", *options, "--seed", "3"])
    train_aligner.main()
    said = capsys.readouterr().out
    for part in (
        "a lexicon of",
        "documents to learn from",
        "have a path",
        "epoch 1 of 1",
        "moved passages",
        "clean",
        "calibration",
    ):
        assert part in said
    with np.load(out) as stored:
        weights = {name: stored[name] for name in stored.files}
    assert {name: value.shape for name, value in weights.items()} == {
        name: value.shape for name, value in load_network().weights.items()
    }
    assert all(np.isfinite(value).all() for value in weights.values())
    monkeypatch.setattr(words, "_FILE", out.with_name("lexicon.npz"))
    assert len(words.load_dictionary.__wrapped__().lexicon.english) > 50
    clean = next(line for line in said.splitlines() if " clean " in line)
    assert float(clean.split()[-1]) > 50
