"""Which pairs are seen in which order: the plan of one epoch, the same on every machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int64]
Ids = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded ids: `source` (rows × source length) and `target` (rows × target length), both with `</s>`."""

    source: npt.NDArray[np.int64]
    target: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Numbered pairs in flat arrays: pair i is `source[source_at[i]:source_at[i + 1]]`, and likewise `target`."""

    source: Ids
    source_at: Indices
    target: Ids
    target_at: Indices
    weight: npt.NDArray[np.float32]

    @classmethod
    def read(cls, path: Path) -> "Pairs":
        """Read the columns source, target and weight of a Parquet file into flat arrays."""
        from pyarrow import parquet

        table = parquet.read_table(path).combine_chunks()
        source, target = (table.column(name).chunk(0) for name in ("source", "target"))
        return cls(
            source.values.to_numpy(),
            source.offsets.to_numpy().astype(np.int64),
            target.values.to_numpy(),
            target.offsets.to_numpy().astype(np.int64),
            table.column("weight").to_numpy(),
        )

    @classmethod
    def pack(cls, sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]) -> "Pairs":
        """Lay lists of ids out in flat arrays, each pair with weight 1."""
        return cls(*_flat(sources), *_flat(targets), np.ones(len(sources), dtype=np.float32))

    @classmethod
    def join(cls, parts: Sequence["Pairs"]) -> "Pairs":
        """The pairs of all `parts`, which must be some, in their order."""
        sides = []
        for side in ("source", "target"):
            lengths = [np.diff(getattr(part, f"{side}_at")) for part in parts]
            ids = np.concatenate([getattr(part, side) for part in parts])
            sides += [ids, np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)]
        return cls(sides[0], sides[1], sides[2], sides[3], np.concatenate([part.weight for part in parts]))

    def __len__(self) -> int:
        return len(self.weight)

    def batch(self, rows: Indices, pad: int) -> Batch:
        return Batch(
            _padded(self.source, self.source_at, rows, pad),
            _padded(self.target, self.target_at, rows, pad),
        )


def _flat(lists: Sequence[Sequence[int]]) -> tuple[Ids, Indices]:
    ids = np.fromiter((i for ids in lists for i in ids), dtype=np.uint32)
    return ids, np.cumsum([0, *map(len, lists)]).astype(np.int64)


def _padded(flat: Ids, at: Indices, rows: Indices, pad: int) -> npt.NDArray[np.int64]:
    lengths = at[rows + 1] - at[rows]
    table = np.full((len(rows), int(lengths.max())), pad, dtype=np.int64)
    filled = np.arange(table.shape[1]) < lengths[:, None]
    shift = at[rows] - (np.cumsum(lengths) - lengths)  # of a row's ids in `flat` against the rows laid end to end
    table[filled] = flat[np.arange(int(lengths.sum())) + np.repeat(shift, lengths)]
    return table


def plan_epoch(pairs: Pairs, *, seed: int, epoch: int, batch_tokens: int) -> list[Indices]:
    """The batches of one epoch, as row numbers: pairs of like length together, batches in random order.

    A pair of weight w is drawn floor(w) times, and once more with probability w - floor(w). A batch holds at most
    `batch_tokens` padded tokens on its longer side (always one pair at least).
    """
    random = np.random.default_rng([seed, epoch])
    copies = np.floor(pairs.weight + random.random(len(pairs))).astype(np.int64)
    rows = np.repeat(np.arange(len(pairs)), copies)
    random.shuffle(rows)
    lengths = np.maximum(np.diff(pairs.source_at), np.diff(pairs.target_at))
    # Sorted by length with a tenth of noise: nearly no padding, and other neighbours in every epoch.
    noisy = lengths[rows] * (1 + 0.1 * random.random(len(rows)))
    rows = rows[np.argsort(noisy, kind="stable")]
    batches: list[Indices] = []
    start, longest = 0, 0
    for end, length in enumerate(lengths[rows].tolist()):
        longest_now = max(longest, length)
        if end > start and longest_now * (end - start + 1) > batch_tokens:
            batches.append(rows[start:end])
            start, longest_now = end, length
        longest = longest_now
    if start < len(rows):
        batches.append(rows[start:])
    order = random.permutation(len(batches))
    return [batches[i] for i in order]
