"""The paragraphs of a document as plain text, and where each of their characters stands in it.

A Markdown paragraph comes from translate.documents as several blocks where markup stands inside it, which would cut a
sentence at every link. Here the blocks of one paragraph are put together again, with what Markdown shows of the markup
between them: code, addresses and escaped characters stay, emphasis, images and the addresses of links go.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from translate.documents import Block, Document, Span
from translate.lines import wraps

_DESTINATION = r"(?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])"  # of a link or an image: (address "title") or [label]
_MARKUP = re.compile(
    rf"""(?P<address>(?:[a-zA-Z][a-zA-Z0-9+.-]{{1,30}}://|www\.)[^\s\[\]<>]+)
    |!\[[^\]]*\]{_DESTINATION}
    |\]{_DESTINATION}
    |\[\^[^\]]*\]
    |(?P<fence>`+)(?P<code>.+?)(?P=fence)
    |<(?P<autolink>[a-zA-Z][a-zA-Z0-9+.-]{{1,30}}:[^<>\s]*|[^<>\s@]+@[^<>\s]+)>
    |</?[a-zA-Z][^>]*>|<!--.*?-->
    |(?P<entity>&\#?\w+;)
    |\\(?P<escaped>[!-/:-@\[-`{{-~])
    |[*_~`\[\]]
    |(?P<break>\s*[\r\n][ \t>]*)""",
    re.VERBOSE | re.DOTALL,
)
_ON_ONE_LINE = {ord("\r"): " ", ord("\n"): " "}
_SHOWN = ("address", "code", "autolink", "escaped")
# What stands at the head of a line and belongs to no paragraph.
_HEAD = re.compile(r"(?:[ \t>\ufeff]|(?:[-+*]|\d{1,9}[.)]|#{1,6}|\[[ xX]\])(?=[ \t])|\[\^[^\]]*\]:)*")
_TAIL = re.compile(r"[ \t]+#+[ \t]*\Z")  # the closing marks of a heading
_LINE_BREAK = re.compile(r"\r\n?|\n")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)(?:\r\n?|\n)")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class _Part:
    """Plain text and the stretch `[start:end]` of the source that it stands for; character by character if `exact`."""

    text: str
    start: int
    end: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`text`: a paragraph on one line, without markup. Sentences do not go on from one paragraph to the next."""

    text: str
    _parts: tuple[_Part, ...]
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
    if not markup:
        for block in document.blocks:
            yield _joined(_words(document.text, block.ref))
        return
    for kind, spans in _groups(document):
        for some in _unwrapped(document.text, spans, lines):
            yield _joined(_assembled(document.text, some, kind))


def _groups(document: Document) -> Iterator[tuple[str, list[Span]]]:
    """The stretches of words that stand in one paragraph by Markdown's rules, and its kind."""
    spans: list[Span] = []
    last: Block | None = None
    for block in document.blocks:
        if last is not None and not _goes_on(document.text, last, block):
            yield last.kind, spans
            spans = []
        spans += block.ref
        last = block
    if last is not None:
        yield last.kind, spans


def _unwrapped(source: str, spans: Sequence[Span], lines: bool | None) -> Iterator[list[Span]]:
    """`spans`, parted at the line breaks that do more than wrap."""
    rows: list[list[Span]] = []
    for before, span in zip([None, *spans], spans, strict=False):
        if before is None or _LINE_BREAK.search(source, before.end, span.start):
            rows.append([])
        rows[-1].append(span)
    texts = [" ".join(source[span.start : span.end] for span in row) for row in rows]
    if lines is None and _all_full(texts, [source[slice(*_line(source, row[0].start))] for row in rows]):
        lines = False
    wrapped = wraps("\n".join(texts), lines)
    some: list[Span] = []
    place = -1
    for row, text in zip(rows, texts, strict=True):
        if some and place not in wrapped:
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


def _joined(parts: Iterable[_Part]) -> Paragraph:
    kept = tuple(part for part in parts if part.text)
    offsets = accumulate((len(part.text) for part in kept[:-1]), initial=0)
    return Paragraph("".join(part.text for part in kept), kept, tuple(offsets))


def _goes_on(source: str, before: Block, behind: Block) -> bool:
    """Whether two blocks that follow each other stand in one paragraph; where that is in doubt, they do not."""
    gap = source[before.ref[-1].end : behind.ref[0].start]
    if before.kind != behind.kind:
        return False
    if before.kind == "cell":
        return not _BAR.search(gap) and not _LINE_BREAK.search(gap)
    lines = _LINE_BREAK.split(gap)
    if len(lines) == 1:
        return True
    if len(lines) > 2 or before.kind == "heading" or _HARD_BREAK.search(gap):
        return False
    head = _head(lines[1])
    quoted = _head(source[slice(*_line(source, before.ref[-1].start))]).count(">")
    return not head.strip(" \t>") and head.count(">") == quoted


def _head(line: str) -> str:
    found = _HEAD.match(line)
    return found[0] if found else ""


def _line(source: str, place: int) -> tuple[int, int]:
    """Where the line begins and ends that `place` stands in."""
    found = _LINE_BREAK.search(source, place)
    start = source.rfind("\n", 0, place) + 1
    # Only within the line: a whole document is looked through for each line where no line ends in \r.
    return max(start, source.rfind("\r", start, place) + 1), found.start() if found else len(source)


def _assembled(source: str, spans: Sequence[Span], kind: str) -> Iterator[_Part]:
    """The words at `spans` and what is shown of the markup before, between and behind them."""
    start, end = _edges(source, spans, kind)
    for span in spans:
        yield from _shown(source, start, span.start)
        yield from _words(source, [span])
        start = span.end
    yield from _shown(source, start, end)


def _edges(source: str, spans: Sequence[Span], kind: str) -> tuple[int, int]:
    """From where to where the lines, or the cell, reach in which `spans` begin and end."""
    first, last = spans[0].start, spans[-1].end
    start, end = _line(source, first)[0], _line(source, last)[1]
    if kind == "cell":
        for bar in _BAR.finditer(source, start, first):
            start = bar.end()
        bar_behind = _BAR.search(source, last, end)
        return start, bar_behind.start() if bar_behind else end
    start += len(_head(source[start:first]))
    closing = _TAIL.search(source[last:end]) if kind == "heading" else None
    return start, last + closing.start() if closing else end


def _words(source: str, spans: Sequence[Span]) -> Iterator[_Part]:
    """What stands at `spans`, joined with a blank."""
    end = spans[0].start
    for span in spans:
        if span.start > end:
            yield _Part(" ", end, span.start, exact=False)
        yield _Part(source[span.start : span.end], span.start, span.end, exact=True)
        end = span.end


def _shown(source: str, start: int, end: int) -> Iterator[_Part]:
    """What Markdown shows of the markup `source[start:end]`."""
    place = start
    for found in _MARKUP.finditer(source, start, end):
        yield _Part(source[place : found.start()], place, found.start(), exact=True)
        place = found.end()
        shown = next((group for group in _SHOWN if found[group]), None)
        if shown:
            yield _Part(found[shown].translate(_ON_ONE_LINE), *found.span(shown), exact=True)
        else:
            text = " " if found["break"] else html.unescape(found["entity"] or "")
            yield _Part(text.translate(_ON_ONE_LINE), found.start(), found.end(), exact=False)
    yield _Part(source[place:end], place, end, exact=True)
