"""Whether the line breaks of a text end sentences, or only wrap its lines at a margin.

A wrapped line is full: the first word of the next one would not have fitted. In a list, a transcript or a text with
one sentence a line, lines are as long as they happen to be. So the text itself is the evidence, break by break.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from translate.tables import read_table

_BREAK = re.compile(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028]")
_MARK = re.compile(r"[.!?؟…](?=[\"'»”’)\]}]*(?:\s|\Z))")
_END = re.compile(r"[.!?؟…][\"'»”’)\]}]*\Z")
# What begins an item of a list, a quoted reply or the row of a table; it never goes on with the line before.
_ITEM = re.compile(r"(?:[-–—•·*▪◦●■♦>#]|[(\[]?(?:\d{1,3}|\w)[.)\]-])\s|[•▪◦●■♦>|]")
# By how many nats a break speaks for wrapping, set by hand from what tells the two kinds apart in news, wrapped at 40
# to 100 characters and a sentence a line: in wrapped text most lines are full, in the other one in ten or less, and
# where marks are used hardly one that lacks a mark; a short line without a mark is a headline in the one and the rule
# in a list; function words end only wrapped lines. The longest line is always full, and proves less.
_FULL, _FULL_LACKS, _LONGEST, _LONGEST_LACKS = 1.2, 2.5, 0.0, 1.2
_SHORT, _SHORT_UNMARKED, _OPEN_END = -0.3, -1.4, 2.5
_SURE = 1.0
_NARROWEST, _WIDEST = 20, 160  # characters a line: narrower are lists and verse, wider is one paragraph a line


@dataclass(frozen=True, slots=True)
class _Break:
    """A line break at `place`, and the lines that it parts, without their outer white space."""

    place: int
    before: str
    behind: str

    @property
    def need(self) -> int:
        """How wide the line before would be with the first word of the next."""
        return len(self.before) + 1 + len(self.behind.split(maxsplit=1)[0])


def wraps(text: str, lines: bool | None = None) -> frozenset[int]:
    """The offsets of the line breaks of `text` that only wrap a line; the others end what stands before them.

    `lines`: whether every line break ends what stands before it (True), only an empty line does (False), or the text
    itself is to tell (None). Takes time linear in the length of the text.

    >>> text = "قال وزير المالية أمس إن الحكومة تعمل على\\nخطة جديدة لدعم المزارعين، وإن النتائج\\nستظهر قريبا."
    >>> sorted(wraps(text)), sorted(wraps("عنوان أول\\nعنوان ثان أطول\\nعنوان ثالث"))
    ([40, 78], [])
    """
    if lines:
        return frozenset()
    breaks = list(_breaks(text))
    if lines is False:
        return frozenset(one.place for one in breaks)
    width = max((len(line) for one in breaks for line in (one.before, one.behind)), default=0)
    if not _NARROWEST <= width <= _WIDEST or _evidence(breaks, width) < _SURE:
        return frozenset()
    return frozenset(one.place for one in breaks if one.need > width and not _ITEM.match(one.behind))


def _breaks(text: str) -> Iterator[_Break]:
    """The breaks between two lines that show something."""
    lines = []
    start = 0
    for found in _BREAK.finditer(text):
        lines.append((found.start(), text[start : found.start()].strip()))
        start = found.end()
    lines.append((len(text), text[start:].strip()))
    for (place, before), (_, behind) in pairwise(lines):
        if before and behind:
            yield _Break(place, before, behind)


def _evidence(breaks: Sequence[_Break], width: int) -> float:
    """The log-odds that the lines are wrapped at `width`."""
    total = 0.0
    lacks = any(_MARK.search(one.before) for one in breaks) or (bool(breaks) and bool(_MARK.search(breaks[-1].behind)))
    seen_longest = False
    for one in breaks:
        marked = _END.search(one.before) is not None
        if one.need <= width:
            total += _SHORT if marked else _SHORT_UNMARKED
        elif not seen_longest and len(one.before) == width:
            seen_longest = True
            total += 0 if marked else _LONGEST_LACKS if lacks else _LONGEST
        elif not marked:
            total += _FULL_LACKS if lacks else _FULL
        if one.before.rsplit(maxsplit=1)[-1] in _open_words():
            total += _OPEN_END
    return total


@cache
def _open_words() -> frozenset[str]:
    return frozenset(row["word"] for row in read_table("leading_words.tsv") if row["open"] == "yes")
