"""Evidence in, potentials out: a small network trained by scripts/train_aligner.py."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from corpus.align.search.arrays import Doubles, Floats
from corpus.align.search.beads import SHAPES
from corpus.align.search.evidence import Evidence

IMPOSSIBLE = -1e9
_WEIGHTS = Path(__file__).parents[1] / "data" / "aligner.npz"


@dataclass(frozen=True, slots=True)
class Potentials:
    """Log-potentials of a conditional random field over the alignments of n Arabic and m English sentences.

    `links` (shapes, n, m): a link of that shape that begins at (i, j), IMPOSSIBLE where none can; `ar` (n,) and `en`
    (m,): a sentence without counterpart; `steps` (6,): Arabic gap after a link, after an Arabic gap; English gap after
    a link, after an Arabic gap, after an English gap; two neighbouring links crossed.
    """

    links: Doubles
    ar: Doubles
    en: Doubles
    steps: Doubles


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer for links and one for gaps, each with what the document's profile adds.

    A crossed pair is scored as its two links and `steps[5]`, which the profile shifts by `crossing`. `weights` also has
    what belongs to it: the regression for moved passages, the calibration, the languages' mean vectors.
    """

    weights: Mapping[str, Floats]

    @property
    def checksum(self) -> str:
        """8 hexadecimal digits that tell these weights from others."""
        value = 0
        for name in sorted(self.weights):
            value = zlib.crc32(self.weights[name].tobytes(), zlib.crc32(name.encode(), value))
        return f"{value:08x}"

    def score(self, evidence: Evidence) -> Potentials:
        """The potentials of `evidence`."""
        w, profile = self.weights, evidence.profile.features
        n, m = len(evidence.ar), len(evidence.en)
        links = np.full((len(SHAPES), n, m), IMPOSSIBLE)
        inner = profile @ w["link.profile"]
        for shape, features in evidence.links():
            hidden = features @ w["link.hidden"]
            hidden += w["link.shape"][shape] + inner
            np.tanh(hidden, out=hidden)
            score = hidden @ w["link.out"] + features @ w["link.direct"][shape]
            score += w["link.bias"][shape] + w["link.profile_bias"][shape] @ profile
            score[:, ~evidence.allowed(SHAPES[shape])] = IMPOSSIBLE
            links[shape, : score.shape[0], : score.shape[1]] = score
        steps = w["steps"].astype(np.float64)
        steps[5] += w["crossing"] @ profile
        return Potentials(links, self._gaps(evidence, "ar"), self._gaps(evidence, "en"), steps)

    def _gaps(self, evidence: Evidence, side: str) -> Doubles:
        w = self.weights
        inner = w["gap.bias"] + evidence.profile.features @ w["gap.profile"]
        hidden = np.tanh(evidence.gaps(side) @ w["gap.hidden"] + inner)
        return np.asarray(hidden @ w["gap.out"] + w["gap.out_bias"], dtype=np.float64)

    def calibrated(self, chances: Doubles, *, filled: bool) -> Doubles:
        """Probabilities of the lattice as they turned out on held-back documents, for links or (not `filled`) gaps."""
        slope, offset = self.weights["calibration"][0 if filled else 1]
        inside = np.clip(chances, 1e-9, 1 - 1e-9)
        return np.asarray(1 / (1 + np.exp(-(slope * np.log(inside / (1 - inside)) + offset))))


@cache
def load_network() -> Network:
    """The network that is shipped, data/aligner.npz."""
    with np.load(_WEIGHTS) as stored:
        return Network({name: stored[name] for name in stored.files})
