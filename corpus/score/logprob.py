"""How likely a translation model holds the English to be, given the Arabic."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from corpus.score.scorer import Scores
from models.model import Model, load


@dataclass(frozen=True, slots=True)
class ModelLogprob:
    """The mean log-probability a subword of the English, forced on `model` (see models.load), in nats.

    What is longer than the model can take has none.
    """

    scores: ClassVar[tuple[str, ...]] = ("model_logprob",)
    model: str

    @property
    def signature(self) -> str:
        """See Scorer."""
        from models.store import find

        found = find(self.model)
        return f"{found.name}@{found.revision[:12]}"

    def check(self) -> None:
        """See Scorer."""
        _loaded(self.model)

    def score(self, ar: Sequence[str], en: Sequence[str]) -> Scores:
        """See Scorer."""
        loaded = _loaded(self.model)
        vocabulary = loaded.vocabulary
        return {"model_logprob": loaded.engine.score(vocabulary.encode(ar), vocabulary.encode_target(en))}


@cache
def _loaded(name: str) -> Model:
    return load(name)
