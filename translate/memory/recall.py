"""Drafts out of a translation memory, and into it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from translate.glossary.matching import Matcher
from translate.glossary.meeting import gathered
from translate.guard.ladder import Draft, Drafts
from translate.translation import COPIED, HUMAN, MEMORY

if TYPE_CHECKING:
    from translate.memory.store import Memory


def recall(memory: "Memory", sources: Sequence[str], signature: str, terms: Matcher | None) -> Drafts:
    """The drafts of those of `sources` that the memory has: a person's, or what `signature` made of them before.

    `terms`: of the glossary, where there is one; a person's translation need not keep to it.
    """
    return {
        source: Draft(
            unit.target,
            unit.score,
            gathered(source, unit.target, unit.score, terms),
            unit.reasons,
            (MEMORY, *unit.notes) if unit.signature else (HUMAN,),
        )
        for source, unit in memory.find(sources, signature).items()
    }


def keep(memory: "Memory", drafts: Mapping[str, Draft], signature: str) -> None:
    """Add `drafts`, which `signature` made, to the memory, but for what was only copied."""
    from translate.memory.store import Unit

    memory.add(
        Unit(source, draft.target, signature, draft.score, draft.notes, draft.reasons)
        for source, draft in drafts.items()
        if COPIED not in draft.notes
    )
