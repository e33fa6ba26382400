"""Pairs as subwords, and the batches of a run in their order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import Any

import numpy as np

from experiments.finetune.rows import Row
from models.extras import require
from models.train.batches import Indices, Pairs, plan_epoch
from models.train.network import IGNORED
from models.vocabulary import Vocabulary

_ROWS = 5000  # that are cut at a time


@dataclass(frozen=True, slots=True)
class Validation:
    """Rows that are measured while a model is trained, and the subwords of those that are not too long."""

    rows: Sequence[Row]
    pairs: Pairs


def cut(rows: Iterable[Row], vocabulary: Vocabulary, max_tokens: int, counts: Counter[str]) -> Pairs:
    """The subwords of `rows`, each side closed with `</s>`.

    No row is shortened: one with more than `max_tokens` subwords on a side, or with an empty one, is left out, and
    counted in `counts` by the reason. What the model has no subword for is counted too.
    """
    parts = [Pairs.pack([], [])]
    unknown = vocabulary.ids(["\x00"])[0]
    stream = iter(rows)
    while some := list(islice(stream, _ROWS)):
        sides = vocabulary.encode([ar for ar, _ in some]), vocabulary.encode_target([en for _, en in some])
        ids = [[vocabulary.ids(pieces) for pieces in side] for side in sides]
        kept: tuple[list[list[int]], list[list[int]]] = ([], [])
        for source, target in zip(*ids, strict=True):
            if min(len(source), len(target)) == 1:
                counts["with an empty side"] += 1
            elif max(len(source), len(target)) > max_tokens:
                counts["too long"] += 1
            else:
                kept[0].append(source)
                kept[1].append(target)
                counts["kept"] += 1
                counts["English subwords"] += len(target)
                counts["unknown English subwords"] += target.count(unknown)
        parts.append(Pairs.pack(*kept))
    return Pairs.join(parts)


def mixed(pairs: Pairs, general: Pairs, share: float) -> Pairs:
    """`pairs`, each seen once an epoch, and so much of `general`, others in each epoch, as makes it `share` of all."""
    if not len(general):
        return pairs
    weight = share / (1 - share) * len(pairs) / len(general)
    weights = np.full(len(general), weight, dtype=np.float32)
    return Pairs.join([pairs, replace(general, weight=weights)])


class Plan:
    """The batches of all epochs in their order, as row numbers: what torch calls a batch sampler."""

    def __init__(self, pairs: Pairs, *, seed: int, epochs: int, batch_tokens: int) -> None:
        self._pairs = pairs
        self._settings = {"seed": seed, "batch_tokens": batch_tokens}
        self.ends = list(accumulate(len(self._epoch(epoch)) for epoch in range(epochs)))

    def __iter__(self) -> Iterator[list[int]]:
        for epoch in range(len(self.ends)):
            for rows in self._epoch(epoch):
                yield [int(row) for row in rows]

    def __len__(self) -> int:
        return self.ends[-1]

    def _epoch(self, epoch: int) -> list[Indices]:
        return plan_epoch(self._pairs, epoch=epoch, **self._settings)


def batch(pairs: Pairs, rows: list[int], pad: int) -> dict[str, Any]:
    """Some pairs as transformers' models take them: `input_ids` padded with `<pad>`, `labels` with IGNORED."""
    torch = require("torch", extra="train", purpose="jisr models finetune")
    padded = pairs.batch(np.array(rows), pad)
    source, target = torch.from_numpy(padded.source), torch.from_numpy(padded.target)
    return {
        "input_ids": source,
        "attention_mask": (source != pad).long(),
        "labels": target.masked_fill(target == pad, IGNORED),
    }
