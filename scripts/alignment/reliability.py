"""Whether scores are probabilities: of the links with a score of about 0.8, are about 80 in 100 right?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.extras import require

BINS = 10
Judged = tuple[float, bool]  # a score, and whether its link is right


@dataclass(frozen=True, slots=True)
class Bin:
    """The links whose scores lie in one tenth of the range."""

    number: int
    score: float  # the mean
    right: float  # the share
    count: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """How scores and truth agree, for links of one kind.

    `error` is the expected calibration error (Naeini et al. 2015): the mean distance between a bin's score and its
    share of right links, weighted by their number. `brier` is the mean squared distance of a score to 1 where the link
    is right and 0 where it is wrong (Brier 1950).
    """

    bins: tuple[Bin, ...]
    error: float
    brier: float


def reliability(judged: Sequence[Judged]) -> Reliability:
    """Put the links into bins of one tenth; 1.0 is in the last, empty bins are left out."""
    found = []
    for number in range(BINS):
        some = [one for one in judged if min(int(one[0] * BINS), BINS - 1) == number]
        if some:
            score, right = (sum(values) / len(some) for values in zip(*some, strict=True))
            found.append(Bin(number, score, right, len(some)))
    total = max(len(judged), 1)
    return Reliability(
        tuple(found),
        sum(one.count * abs(one.score - one.right) for one in found) / total,
        sum((score - right) ** 2 for score, right in judged) / total,
    )


def plot(kinds: dict[str, Reliability], file: Path) -> None:
    """Draw the share of right links over their score, one line a kind, and how many links there are, as a PNG.

    Raises ImportError without matplotlib.
    """
    require("matplotlib", extra="train", purpose="the reliability plot").use("agg")
    pyplot = require("matplotlib.pyplot", extra="train", purpose="the reliability plot")
    figure, (above, below) = pyplot.subplots(
        2, 1, sharex=True, figsize=(5, 6), height_ratios=(3, 1), layout="constrained"
    )
    above.plot([0, 1], [0, 1], color="0.7", linestyle="--", label="calibrated")
    for name, one in kinds.items():
        scores = [some.score for some in one.bins]
        above.plot(scores, [some.right for some in one.bins], marker="o", label=f"{name}: error {one.error:.3f}")
        middles = [(some.number + 0.5) / BINS for some in one.bins]
        below.bar(middles, [some.count for some in one.bins], width=0.9 / BINS, alpha=0.5)
    above.set(ylabel="share of links strictly right", xlim=(0, 1), ylim=(0, 1.02))
    above.legend(loc="upper left")
    below.set(xlabel="score of the link", ylabel="links", yscale="log")
    figure.savefig(file, dpi=150)
    pyplot.close(figure)
