"""English texts into Arabic, which is to be learned from and not to be read: a sentence at a time, as it comes."""

from collections.abc import Sequence

from models.model import Model
from translate.batches import batches
from translate.guard.evidence import gather
from translate.guard.ladder import Draft, Drafts
from translate.guard.repetition import compression_ratio, repeated_share
from translate.guard.settings import DEFAULT, EMPTY, reasons
from translate.recipe import Recipe

_NOTHING = Draft("", None, gather("", "", None), (EMPTY,))


class BackDrafter:
    """Translates English sentences with a model that writes Arabic (back-translation, Sennrich et al. 2016).

    The guard sees the pair the way it will be learned, from the Arabic to the English, and looks for repetition in the
    Arabic. Nothing is tried again: there is more English than will ever be needed.
    """

    def __init__(self, model: Model, recipe: Recipe) -> None:
        self._model, self._decoding, self._batching = model, recipe.decoding, recipe.batching
        self._limit = min(model.engine.max_source, recipe.batching.longest)
        self.signature = f"{model.signature} {recipe.signature} back-{self._limit}"

    def drafts(self, sources: Sequence[str]) -> Drafts:
        """The Arabic for each of `sources`, all different; none for what the model cannot read as a whole."""
        pieces = self._model.vocabulary.encode(sources)
        read = [number for number, one in enumerate(pieces) if 0 < len(one) <= self._limit]
        lengths = [len(pieces[number]) for number in read]
        groups = [[read[index] for index in group] for group in batches(lengths, self._batching.tokens)]
        drafts = dict.fromkeys(sources, _NOTHING)
        results = self._model.engine.generate(([pieces[n] for n in group] for group in groups), self._decoding)
        for group, hypotheses in zip(groups, results, strict=True):
            texts = self._model.vocabulary.decode([hypothesis.pieces for hypothesis in hypotheses])
            for number, arabic, hypothesis in zip(group, texts, hypotheses, strict=True):
                drafts[sources[number]] = _draft(arabic, sources[number], hypothesis.score, hypothesis.finished)
        return drafts


def _draft(arabic: str, english: str, score: float, finished: bool) -> Draft:
    if not arabic:
        return _NOTHING
    evidence = gather(arabic, english, score)
    found = reasons(arabic, english, evidence, DEFAULT, finished=finished)
    if repeated_share(arabic) > DEFAULT.most_repeated or compression_ratio(arabic) > DEFAULT.most_compression:
        found = ("repeats", *found)
    return Draft(arabic, score, evidence, tuple(dict.fromkeys(found)))
