"""What decides how a source is translated, besides the model."""

from dataclasses import dataclass, field
from typing import Literal

from models.engines.base import Decoding
from translate import casing, clauses, keep, sentences
from translate.batches import Batching
from translate.glossary.term import Glossary
from translate.guard.settings import DEFAULT, Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How sources are translated; small, so that it can be sent to wherever that is done.

    `max_words`: a longer sentence is translated clause by clause (`auto`: what the model says is best; None: whole, as
    far as the model takes it). `guard` says when a translation is suspicious and whether it is tried again (None: only
    what is unfinished or empty is flagged). `glossary`: terms whose English is given.
    """

    decoding: Decoding = field(default_factory=Decoding)
    batching: Batching = field(default_factory=Batching)
    max_words: int | Literal["auto"] | None = "auto"
    guard: Guard | None = DEFAULT
    glossary: Glossary | None = None

    @property
    def signature(self) -> str:
        """All of it that decides a translation, but where sentences are cut, which the model has a say in."""
        guard = self.guard.signature if self.guard else "no-guard"
        parts = {"sentences": sentences, "clauses": clauses, "keep": keep, "casing": casing}
        versions = " ".join(f"{name}-{part.VERSION}" for name, part in parts.items())
        terms = f" {self.glossary.signature}" if self.glossary else ""
        return f"{_told(self.decoding)} {guard} {versions}{terms}"


def _told(decoding: Decoding) -> str:
    text = f"beam-{decoding.beam} length-{decoding.length_penalty:g} most-{decoding.max_ratio:g}x+{decoding.max_extra}"
    if decoding.no_repeat_ngram or decoding.repetition_penalty != 1:
        text += f" no-repeat-{decoding.no_repeat_ngram}/{decoding.repetition_penalty:g}"
    return text
