"""A document's profile, from the probabilities of a first pass."""

import numpy as np

from corpus.align.search.beads import SHAPE_INDEX, SHAPES
from corpus.align.search.evidence import Evidence
from corpus.align.search.lattice import Posterior
from corpus.align.search.profile import Profile

_WORTH_COUNTING = 0.05
_FEWEST_LINKS = 2  # expected links below which a length ratio would be made up


def survey(evidence: Evidence, chances: Posterior) -> Profile:
    """What the first pass, whose evidence and posterior these are, tells of the document."""
    ar_ends, en_ends = (np.concatenate([[0.0], np.cumsum(side.lengths)]) for side in (evidence.ar, evidence.en))
    shares = chances.links.sum((1, 2))
    total = shares.sum() + 1e-6
    weight, ar_length, en_length, similarity = [], [], [], []
    for index, (a, b) in enumerate(SHAPES):
        i, j = np.nonzero(chances.links[index] > _WORTH_COUNTING)
        weight.append(chances.links[index][i, j])
        ar_length.append(ar_ends[i + a] - ar_ends[i])
        en_length.append(en_ends[j + b] - en_ends[j])
        similarity.append(evidence.similarity[a, b][i, j])
    p, ar, en, z = (np.concatenate(parts) for parts in (weight, ar_length, en_length, similarity))
    known = p.sum() > _FEWEST_LINKS
    ratio = float(np.log((p * en).sum() / (p * ar).sum())) if known else evidence.ratio
    spread = (p * np.minimum((np.log(en / ar) - ratio) ** 2, 1)).sum() / (p.sum() + 1e-6)
    features = [
        chances.ar.mean() * 3,
        chances.en.mean() * 3,
        (p * z).sum() / (p.sum() + 1e-6),
        np.sqrt(spread) * 2,
        shares[SHAPE_INDEX[1, 1]] / total,
        sum(shares[SHAPE_INDEX[1, b]] for b in range(2, 6)) / total,
        (evidence.background + evidence.contrast) * 2,
        evidence.spread * 5,
        np.log(en_ends[-1] / ar_ends[-1]) - ratio,
        ratio,
        min(chances.steps[5] / total * 10, 3),
        1.0,
    ]
    return Profile(np.array(features, dtype=np.float32), ratio)
