"""Words that stand for each other, counted before training: source embeddings that start where their English is.

A small model on little data spends most of its updates on finding out which word translates which. IBM Model 1 (Brown
et al. 1993, section 4.1) reads that off the pairs in a minute. Source subwords then start as a mean of the target
embeddings they translate to, so that what the network learns of common words holds for rare ones too.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.extras import require
from models.train.batches import Pairs, plan_epoch
from models.vocabulary import Vocabulary

ITERATIONS = 5
LONGEST = 40  # subwords; in longer pairs every word meets every other, and says little


def count_translations(pairs: Pairs, sources: NDArray[np.int64], targets: NDArray[np.int64]) -> NDArray[np.float32]:
    """The probabilities t(target | source) of IBM Model 1, (sources + 1) × (targets + 1), float32.

    `sources` and `targets` are ascending ids of the subwords that count; row 0 is the empty word, which takes what
    nothing stands for, and column 0 is unused.
    """
    place = [np.zeros(1 + 2**16, dtype=np.int64) for _ in range(2)]
    place[0][sources] = np.arange(1, len(sources) + 1)
    place[1][targets] = np.arange(1, len(targets) + 1)
    short = np.maximum(np.diff(pairs.source_at), np.diff(pairs.target_at)) <= LONGEST
    once = Pairs(pairs.source, pairs.source_at, pairs.target, pairs.target_at, short.astype(np.float32))
    batches = plan_epoch(once, seed=0, epoch=0, batch_tokens=4096)
    width = len(targets) + 1
    table = np.full((len(sources) + 1) * width, 1.0, dtype=np.float32)
    for _ in range(ITERATIONS):
        counts = np.zeros_like(table)
        for rows in batches:
            batch = once.batch(rows, 2**16)
            source = place[0][batch.source]
            keys = np.concatenate([np.zeros_like(source[:, :1]), source], axis=1)[:, :, None] * width
            keys = keys + place[1][batch.target][:, None, :]
            share = table[keys]
            # A subword that does not count is place 0: as a source it would be one empty word more, as a target none.
            share[:, 1:][source == 0] = 0
            share /= np.maximum(share.sum(axis=1, keepdims=True), 1e-9)
            np.add.at(counts, keys.ravel(), share.ravel())
        grid = counts.reshape(-1, width)
        grid[:, 0] = 0
        table = (grid / np.maximum(grid.sum(axis=1, keepdims=True), 1e-9)).ravel()
    return table.reshape(-1, width)


def align_embeddings(model: Any, vocabulary: Vocabulary, pairs: Pairs, written: list[int]) -> int:
    """Move the embedding of every source subword to where its translations are; the number of those moved.

    `written` are the ids of target subwords. Subwords that both sides have, and those without a translation, stay. A
    moved embedding gets the mean length of the target ones.
    """
    torch = require("torch", extra="train", purpose="jisr models train")
    target = np.array(sorted(set(written) - {vocabulary.end_id}))
    source = np.array(sorted(set(range(len(vocabulary))) - set(written) - {vocabulary.pad_id}))
    table = count_translations(pairs, source, target)[1:, 1:]
    # Weighted by what the source word tells about the target word: "the" and full stops stand beside everything.
    usual = np.bincount(pairs.target, minlength=len(vocabulary))[target] / len(pairs.target)
    table *= np.maximum(np.log(np.maximum(table, 1e-9) / np.maximum(usual, 1e-9)), 0)
    known = table.sum(axis=1) > 0
    with torch.no_grad():
        embedding = model.get_input_embeddings().weight
        there = embedding[torch.from_numpy(target)].cpu()
        moved = torch.from_numpy(table[known]).to(there.dtype) @ there
        moved *= there.norm(dim=1).mean() / moved.norm(dim=1, keepdim=True).clamp_min(1e-6)
        embedding[torch.from_numpy(source[known])] = moved.to(embedding.device)
    return int(known.sum())
