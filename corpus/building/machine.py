"""Texts in one language into pairs, by a model that is loaded once in each process."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from corpus.align.sides import Segment, cut
from corpus.building.backward import BackDrafter
from corpus.pairs import Pair
from corpus.sources import Untranslated
from models.engines.settings import EngineSettings
from models.errors import ModelError
from models.model import load
from translate.drafter import Drafter
from translate.guard.ladder import Draft
from translate.recipe import Recipe

_DIGITS = 5  # of a score: what comes after them depends on the processor


def translate_texts(texts: Sequence[Untranslated]) -> Iterator[list[Pair]]:
    """The sentences of each text, which one model translates together, and their translations; flags are the guard's.

    Raises ModelError when the model is not on this machine, or is another one.
    """
    if not texts:
        return
    drafter = _drafter(texts[0].model, texts[0].revision)
    cuts = [cut(one.text, one.language, name=one.origin.document, kind=one.format).segments for one in texts]
    drafts = drafter.drafts(list(dict.fromkeys(segment.text for segments in cuts for segment in segments)))
    for one, segments in zip(texts, cuts, strict=True):
        yield [_pair(one, segment, drafts[segment.text], drafter.signature) for segment in segments]


@cache
def _drafter(name: str, revision: str) -> Drafter | BackDrafter:
    """One thread: there is a process a core."""
    model = load(name, settings=EngineSettings(workers=1))
    if model.revision != revision:
        raise ModelError(
            f"{name}: is another model here ({model.revision[:12]}) than where the build was started "
            f"({revision[:12]}); put the same one on every node"
        )
    return BackDrafter(model, Recipe()) if model.vocabulary.languages.writes_arabic else Drafter(model, Recipe())


def _pair(text: Untranslated, segment: Segment, draft: Draft, signature: str) -> Pair:
    span = (text.start + segment.start, text.start + segment.end)
    scores = {} if draft.score is None else {"model_logprob": round(draft.score, _DIGITS)}
    flags = (*draft.notes, *draft.reasons)
    if text.language == "en":
        return Pair(draft.target, segment.text, replace(text.origin, en_span=span, model=signature), scores, flags)
    return Pair(segment.text, draft.target, replace(text.origin, ar_span=span, model=signature), scores, flags)
