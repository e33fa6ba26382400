"""Sentences and places in an article as the page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.articles.read import SentenceView
from service.page.rendering import query
from translate.translation import HUMAN, MEMORY


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence on the page.

    `doubts`: reasons, in words, as long as no person has settled it. `memory`: where it was taken from, in words, or
    "". `before`: whose `target` is.
    """

    position: int
    source: str
    target: str | None
    edited: str | None
    shown: str
    approved: bool
    doubts: tuple[str, ...]
    memory: str
    before: str


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block's sentences, as far as they are shown."""

    kind: str
    sentences: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What is shown of an article, and its address; `show`: "" for all, or a name of service.page.parts.SHOWS."""

    article_id: str
    version: int | None = None
    show: str = ""
    part: int = 1

    def __call__(self, **changes: Any) -> str:
        """The address of this place, or of one that differs in `changes`; another choice begins with its first part."""
        place = replace(self, **({"part": 1} | changes if changes else {}))
        fields = {"version": place.version, "show": place.show, "part": place.part if place.part > 1 else ""}
        return f"/read/{place.article_id}{query(fields)}"

    def editing(self, position: int) -> str:
        """The address where a sentence is open to be edited."""
        address = self()
        return f"{address}{'&' if '?' in address else '?'}edit={position}#s{position}"


def shown(one: SentenceView) -> Shown:
    """A sentence as the page shows it."""
    doubts = () if one.edited is not None or one.approved else one.reasons
    came = "" if one.edited is not None else memory(one)
    before = "From memory, by a person" if HUMAN in one.flags else "The machine’s"
    return Shown(one.position, one.source, one.target, one.edited, one.shown, one.approved, doubts, came, before)


def memory(one: SentenceView) -> str:
    """That a translation is from the translation memory, in words; "" where it is not."""
    if HUMAN in one.flags:
        return "From memory: a person wrote it"
    return "From memory" if MEMORY in one.flags else ""


def is_first(title: str, blocks: Sequence[ShownBlock]) -> bool:
    """Whether the text begins with its title, so that it need not be shown twice.

    >>> is_first("السد", [])
    False
    """
    words = title.removesuffix("…").strip()
    first = " ".join(" ".join(one.source for one in blocks[0].sentences).split()) if blocks else ""
    return bool(words) and first.startswith(words)
