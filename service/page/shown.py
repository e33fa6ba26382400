"""Articles as the page shows them: a part at a time, with what there is to say of each sentence."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from service.articles.read import BlockView, SentenceView, Whole
from service.page.rendering import query
from translate.translation import HUMAN, MEMORY

TITLE = "title"  # a kind of block beside those of translate.documents
PART = 400  # sentences on a page; a book has thousands, which a browser lays out for seconds


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
    """What is shown of an article, and its address; `show`: "" for all, or a name of SHOWS."""

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


SHOWS: dict[str, Callable[[Shown], bool]] = {
    "doubtful": lambda one: bool(one.doubts),
    "edited": lambda one: one.edited is not None,
    "open": lambda one: not one.approved,
}


def _any(one: Shown) -> bool:
    return True


def shown(one: SentenceView) -> Shown:
    """A sentence as the page shows it."""
    doubts = () if one.edited is not None or one.approved else one.reasons
    came = "" if one.edited is not None else memory(one)
    before = "From memory, by a person" if HUMAN in one.flags else "The machine’s"
    return Shown(one.position, one.source, one.target, one.edited, one.shown, one.approved, doubts, came, before)


def memory(one: SentenceView) -> str:
    """Where a translation was taken from that was not made for this sentence; "" where it was made."""
    if HUMAN in one.flags:
        return "From memory: a person wrote it"
    if MEMORY in one.flags:
        return "From memory"
    return "Taken over from the same sentence earlier" if one.cached else ""


def counts(whole: Whole) -> dict[str, int]:
    """How many sentences of the version are doubtful, edited and approved."""
    every = [shown(one) for block in whole.blocks for one in block.sentences]
    return {
        "doubtful": sum(bool(one.doubts) for one in every),
        "edited": sum(one.edited is not None for one in every),
        "approved": sum(one.approved for one in every),
    }


def parts(blocks: Iterable[BlockView], show: str) -> list[list[ShownBlock]]:
    """The blocks with the sentences that `show` names, in parts of PART sentences or little more: no block is cut."""
    found: list[list[ShownBlock]] = [[]]
    size = 0
    for block in _chosen(blocks, show):
        if size >= PART:
            found.append([])
            size = 0
        found[-1].append(block)
        size += len(block.sentences)
    return found


def _chosen(blocks: Iterable[BlockView], show: str) -> Iterator[ShownBlock]:
    is_wanted = SHOWS.get(show, _any)
    for block, following in pairwise([*blocks, None]):
        if block and (sentences := tuple(one for one in map(shown, block.sentences) if is_wanted(one))):
            yield ShownBlock(TITLE if following and _is_title(block, following) else block.kind, sentences)


def _is_title(block: BlockView, following: BlockView) -> bool:
    """Whether a web page's title says what its heading says below, as that of an article mostly does."""
    return block.kind == following.kind == "heading" and block.text.split() == following.text.split()


def part_of(found: Sequence[Sequence[ShownBlock]], position: int) -> int | None:
    """The number, from 1, of the part that holds the sentence at `position`."""
    for number, blocks in enumerate(found, 1):
        if any(one.position == position for block in blocks for one in block.sentences):
            return number
    return None


def is_first(title: str, blocks: Sequence[ShownBlock]) -> bool:
    """Whether the text begins with its title, so that it need not be shown twice.

    >>> is_first("السد", [])
    False
    """
    words = title.removesuffix("…").strip()
    first = " ".join(" ".join(one.source for one in blocks[0].sentences).split()) if blocks else ""
    return bool(words) and first.startswith(words)
