"""Which of several rows that say the same is the best."""

import math
from collections.abc import Mapping

# Which score decides: the first that a row has. The scorers that a user installs for it know most; a model's
# log-probability favours what the model itself would say.
_ORDER = ("comet", "bicleaner", "similarity", "alignment", "model_logprob")


def best_score(scores: Mapping[str, float]) -> float:
    """What a row is chosen by among duplicates, higher is better; NaN, worse than any, where it has no score."""
    return next((scores[name] for name in _ORDER if name in scores), math.nan)
