"""The paragraphs of a document as plain text, and where each of their characters stands in it.

A block of Markdown is a paragraph without its markup; its line breaks may end sentences nevertheless.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from translate.documents import Document, Span
from translate.documents.remarking import HARD_BREAK
from translate.documents.splicing import Stretch
from translate.lines import wraps

_LINE_BREAK = re.compile(r"\r\n?|\n")
_ON_ONE_LINE = {ord("\r"): " ", ord("\n"): " "}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`text`: a paragraph on one line, without markup. Sentences do not go on from one paragraph to the next."""

    text: str
    _parts: tuple[Stretch, ...]
    _offsets: tuple[int, ...]  # where each part begins in `text`

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]`, which is not empty, begins and ends in the source, in code points."""
        first, last = (bisect_right(self._offsets, offset) - 1 for offset in (start, end - 1))
        begin, behind = self._parts[first].start, self._parts[last].end
        if self._parts[first].exact:
            begin += start - self._offsets[first]
        if self._parts[last].exact:
            behind = self._parts[last].start + end - self._offsets[last]
        return begin, behind


def read_paragraphs(document: Document, *, markup: bool, lines: bool | None = None) -> Iterator[Paragraph]:
    """Find the paragraphs of `document`, in order; `markup`: whether it is Markdown rather than plain text.

    `lines`: whether the line breaks inside a Markdown paragraph end sentences (True), only wrap it (False), or the
    paragraph is to tell (None), as people write lists without bullets; a reader of plain text has seen to them.
    """
    for block in document.blocks:
        if not markup:
            yield _joined(_words(document.text, block.ref))
            continue
        for some in _unwrapped(document.text, _rows(block.ref.stretches), lines):
            yield _joined(some)


def _rows(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """The lines of a paragraph, each with the break that ends it."""
    rows: list[list[Stretch]] = [[]]
    for stretch in stretches:
        rows[-1].append(stretch)
        if stretch.text in ("\n", HARD_BREAK):
            rows.append([])
    return [row for row in rows if any(one.text.strip() for one in row)]


def _unwrapped(source: str, rows: Sequence[list[Stretch]], lines: bool | None) -> Iterator[list[Stretch]]:
    """`rows` put together where the line breaks between them do no more than wrap."""
    texts = ["".join(one.text for one in row).translate(_ON_ONE_LINE).strip() for row in rows]
    if lines is None and _all_full(texts, [source[slice(*_line(source, row[0].start))] for row in rows]):
        lines = False
    wrapped = wraps("\n".join(texts), lines)
    some: list[Stretch] = []
    place = -1
    for row, text in zip(rows, texts, strict=True):
        if some and (place not in wrapped or some[-1].text == HARD_BREAK):
            yield some
            some = []
        some += row
        place += 1 + len(text)
    yield some


def _all_full(*measures: Sequence[str]) -> bool:
    """Whether no line but the last has room for the first word of the next: then Markdown's own rule holds.

    `measures`: the lines without markup and with it, as an address may be what fills a line, or overfills it.
    """
    full: set[int] = set()
    for lines in measures:
        width = max(map(len, lines))
        for number, (line, behind) in enumerate(pairwise(lines)):
            if len(line) + 1 + len(behind.split(maxsplit=1)[0]) > width:
                full.add(number)
    return len(full) == len(measures[0]) - 1


def _joined(parts: Iterable[Stretch]) -> Paragraph:
    kept = tuple(replace(part, text=_shown(part.text)) for part in parts if part.text)
    offsets = accumulate((len(part.text) for part in kept[:-1]), initial=0)
    return Paragraph("".join(part.text for part in kept), kept, tuple(offsets))


def _shown(text: str) -> str:
    return text.translate(_ON_ONE_LINE) if text != HARD_BREAK else " "


def _line(source: str, place: int) -> tuple[int, int]:
    """Where the line begins and ends that `place` stands in."""
    found = _LINE_BREAK.search(source, place)
    start = source.rfind("\n", 0, place) + 1
    # Only within the line: a whole document is looked through for each line where no line ends in \r.
    return max(start, source.rfind("\r", start, place) + 1), found.start() if found else len(source)


def _words(source: str, spans: Sequence[Span]) -> Iterator[Stretch]:
    """What stands at `spans`, joined with a blank."""
    end = spans[0].start
    for span in spans:
        if span.start > end:
            yield Stretch(" ", end, span.start)
        yield Stretch(source[span.start : span.end], span.start, span.end)
        end = span.end
