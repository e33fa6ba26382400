"""A translated block as Markdown: its marks, its line breaks, and nothing that reads as markup by accident."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from translate.documents.base import Block, Mark, woven
from translate.documents.splicing import Stretch

HARD_BREAK = "\n\n"  # in the text of a block: it ends a sentence, as an empty line does

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w+;)")
_LEADING = re.compile(r"^(\s*)(?:([-+#=])|(\d{1,9})([.)]))(?=\s|$|[-=#])", re.MULTILINE)
_BEFORE = "\\"


@dataclass(frozen=True, slots=True)
class Extent:
    """`[start:end]` of the source, and what the text of the block that stands there is read from."""

    start: int
    end: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """What stands before and behind the words of a mark; `lone`: also where there are no words any more."""

    before: str
    behind: str
    lone: bool = True


def _around(mark: Mark) -> tuple[str, str]:
    tag: Tag = mark.tag
    return (tag.before, tag.behind) if tag.lone or mark.start < mark.end else ("", "")


def written(source: str, block: Block, translated: Block) -> str:
    """`translated` with its markup, its line breaks as in `block`, and what would turn into markup escaped.

    A backslash before punctuation is CommonMark's own escape (section 2.4). What stands in the source without one has
    turned into nothing.
    """
    extent: Extent = block.ref
    known = _known(block)
    breaks = {kind: _breaks(source, extent, kind) for kind in ("\n", HARD_BREAK)}
    at_start = True

    def escape(text: str) -> str:
        nonlocal at_start
        safe = _SPECIAL.sub(lambda found: found[0] if found[0] in known else _harmless(found[0]), text)
        if at_start or "\n" in safe:
            safe = _LEADING.sub(lambda found: _not_leading(found, everywhere=at_start), safe)
        at_start = False
        return re.sub("\n\n|\n", lambda found: next(breaks[found[0]]), safe)

    return woven(_with_raw(translated), _around, escape)


def _known(block: Block) -> set[str]:
    """The characters that stand among the words of `block` as they are."""
    kept = {place for mark in block.marks if mark.kept for place in range(mark.start, mark.end)}
    known: set[str] = set()
    place = 0
    for stretch in block.ref.stretches:
        if stretch.exact:
            known.update(letter for number, letter in enumerate(stretch.text, place) if number not in kept)
        place += len(stretch.text)
    return known


def _harmless(special: str) -> str:
    return "&amp;" if special == "&" else _BEFORE + special


def _not_leading(found: re.Match[str], *, everywhere: bool) -> str:
    if not everywhere and not found.start():
        return found[0]
    return found[1] + (f"{_BEFORE}{found[2]}" if found[2] else f"{found[3]}{_BEFORE}{found[4]}")


def _breaks(source: str, extent: Extent, kind: str) -> Iterator[str]:
    """The line breaks of a kind in a block, the last one again and again."""
    written = " "
    for stretch in extent.stretches:
        if stretch.text == kind:
            written = source[stretch.start : stretch.end]
            yield written
    while True:
        yield written


def _with_raw(block: Block) -> Block:
    """`block` without the words that are kept, which stand in the tags as they do in the source.

    What is around nothing else has its words still.
    """
    kept = [(mark.start, mark.end) for mark in block.marks if mark.kept]
    if not kept:
        return block

    def moved(place: int) -> int:
        return place - sum(min(place, end) - start for start, end in kept if start < place)

    ends = [0, *(end for _, end in kept)]
    starts = [*(start for start, _ in kept), len(block.text)]
    text = "".join(block.text[end:start] for end, start in zip(ends, starts, strict=True))
    marks = [
        replace(
            mark,
            start=moved(mark.start),
            end=moved(mark.start if mark.kept else mark.end),
            tag=replace(mark.tag, lone=mark.tag.lone or mark.start < mark.end),
        )
        for mark in block.marks
    ]
    return replace(block, text=text, marks=tuple(marks))
