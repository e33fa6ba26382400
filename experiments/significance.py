"""Is one system's score better than another's by more than chance? Paired tests on the same sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from models.extras import require

Metric = Literal["bleu", "chrf", "chrf++"]
Test = Literal["bootstrap", "randomisation"]

TITLES: Mapping[str, str] = {"bleu": "BLEU", "chrf": "chrF", "chrf++": "chrF++"}  # what metrics are called in tables

# Sentences under which nothing is said: sacrebleu counts only samples that are further apart than what was measured.
# Of a few sentences many samples are as far apart, so that one sentence makes every difference significant.
FEWEST = 20

# sacrebleu's own numbers of resamples and trials (Post 2018; Riezler and Maxwell 2005 for the randomisation).
_SAMPLES = {"bootstrap": 1000, "randomisation": 10_000}
_SACREBLEU = {"bootstrap": "bs", "randomisation": "ar"}


@dataclass(frozen=True, slots=True)
class PairedTest:
    """Corpus scores of two systems over the same sentences, and how likely so great a difference is by chance alone.

    `p_value`: two-sided. `signature`: sacrebleu's, with the test, its samples and its seed.
    """

    metric: Metric
    baseline: float
    candidate: float
    p_value: float
    signature: str

    @property
    def difference(self) -> float:
        """Points that the candidate is above the baseline."""
        return self.candidate - self.baseline


def paired_test(
    references: Sequence[str],
    baseline: Sequence[str],
    candidate: Sequence[str],
    *,
    metric: Metric = "chrf",
    test: Test = "randomisation",
) -> PairedTest:
    """Compare `candidate` with `baseline`, sentence by sentence translations of the same sources.

    `randomisation`: approximate randomisation; `bootstrap`: paired bootstrap resampling (Koehn 2004); both are
    sacrebleu's, with its seed (SACREBLEU_SEED, 12345).

    Raises ValueError when the three are not equally long, or empty.
    """
    require("sacrebleu", extra="evaluate", purpose="jisr models compare")
    from sacrebleu.significance import PairedTest as Paired

    if not references or not len(references) == len(baseline) == len(candidate):
        raise ValueError(
            f"{len(references)} references, {len(baseline)} and {len(candidate)} translations; want as many of each"
        )
    systems = [("baseline", list(baseline)), ("candidate", list(candidate))]
    signatures, scores = Paired(
        systems, {metric: measures()[metric]}, [list(references)], test_type=_SACREBLEU[test], n_samples=_SAMPLES[test]
    )()
    ((name, signature),) = signatures.items()  # sacrebleu's name for the metric: chrF2++
    before, after = scores[name]
    # sacrebleu counts only the samples that are further apart, so that of equal scores it finds none and p = 1/(n + 1).
    p_value = after.p_value if before.score != after.score else 1.0
    return PairedTest(metric, before.score, after.score, p_value, str(signature))


def measures() -> dict[str, Any]:
    """Fresh sacrebleu metrics by name, with sacrebleu's defaults; chrF++ is chrF with word bigrams (Popović 2017)."""
    metrics = require("sacrebleu", extra="evaluate", purpose="jisr models evaluate").metrics
    return {"bleu": metrics.BLEU(), "chrf": metrics.CHRF(), "chrf++": metrics.CHRF(word_order=2)}
