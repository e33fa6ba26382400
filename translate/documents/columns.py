"""Lines of print into paragraphs: what stands where on a page says what belongs together and what comes first."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from translate.arabic.letters import count_arabic

_SAME_SIZE = 0.12
_LEADING = 1.25  # times the usual distance of two lines: more, and a paragraph begins
_FARTHEST = 3.0  # font sizes
_SHORT = 0.15  # of the width, left free at the end of a paragraph's last line
_FITS = 1.5  # times the width of a word: where that is free at the end of a line, the line was ended on purpose
_MARGIN = 0.12  # of the page's height, above and below which running heads stand
_MOST_ORDERED = 400  # paragraphs on a page; a page with more is a table, read from the top
_ITEM = re.compile(r"[•●▪◦–*·-]\s?|[(]?[0-9\u0660-\u0669]{1,3}[.)-]\s")
_ENDS = re.compile(r"[.!?؟:…]['\"»”)\]]*\s*$")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one base line, which is at `y` from the bottom; `height`: of the page."""

    text: str
    left: float
    right: float
    y: float
    size: float
    height: float


@dataclass(slots=True)
class Paragraph:
    """Lines, from top to bottom."""

    lines: list[Line]

    @property
    def text(self) -> str:
        """Its words, in one line."""
        return " ".join(" ".join(line.text for line in self.lines).split())

    @property
    def left(self) -> float:
        """Its left edge."""
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        """Its right edge."""
        return max(line.right for line in self.lines)


def without_running_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """`pages` without what stands at the top or the bottom of half of them or more, numbers not looked at."""
    seen = Counter(key for page in pages for key in {_key(line) for line in page if _in_margin(line)})
    often = max(2, len(pages) / 2)
    return [[line for line in page if not _in_margin(line) or seen[_key(line)] < often] for page in pages]


def paragraphs(page: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs of a page in the order in which they are read, columns with Arabic from right to left."""
    found: list[Paragraph] = []
    lines = sorted(page, key=lambda line: (-line.y, -line.right))
    usual = _usual_leading(lines)
    for line in lines:
        above = next((one for one in reversed(found) if _overlap(one, line)), None)
        if above is not None and _goes_on(above, line, usual) and not _ended(above.lines[-1], line, lines):
            above.lines.append(line)
        else:
            found.append(Paragraph([line]))
    return list(_in_order(found))


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text).strip(), round(line.y / 4)


def _in_margin(line: Line) -> bool:
    return not _MARGIN <= line.y / line.height <= 1 - _MARGIN


def _overlap(paragraph: Paragraph, line: Line) -> bool:
    shared = min(paragraph.right, line.right) - max(paragraph.left, line.left)
    return shared > 0.5 * min(paragraph.right - paragraph.left, line.right - line.left)


def _usual_leading(lines: Sequence[Line]) -> float:
    """The distance of two lines of one paragraph, in font sizes."""
    distances = []
    for number, line in enumerate(lines):
        below = next((one for one in lines[number + 1 : number + 9] if _overlap(Paragraph([line]), one)), None)
        if below is not None and 0 < line.y - below.y < _FARTHEST * line.size and _same_size(line, below):
            distances.append((line.y - below.y) / line.size)
    return median(sorted(distances)[: max(1, len(distances) * 3 // 4)]) if distances else _FARTHEST


def _same_size(a: Line, b: Line) -> bool:
    return abs(a.size - b.size) <= _SAME_SIZE * a.size


def _goes_on(paragraph: Paragraph, line: Line, usual: float) -> bool:
    last = paragraph.lines[-1]
    distance = (last.y - line.y) / last.size
    if not _same_size(last, line) or not 0 < distance <= _LEADING * usual or _ITEM.match(line.text):
        return False
    width = max(paragraph.right, line.right) - min(paragraph.left, line.left)
    free = last.left - min(paragraph.left, line.left)
    if not count_arabic(last.text):
        free = max(paragraph.right, line.right) - last.right
    short = free > _SHORT * width
    return not (short and _ENDS.search(last.text))


def _ended(last: Line, line: Line, lines: Sequence[Line]) -> bool:
    """Whether the first word of `line` had found room at the end of `last`."""
    column = [one for one in lines if _same_size(last, one) and _overlap(Paragraph([last]), one)]
    if count_arabic(last.text):
        free = last.left - min(one.left for one in column)
    else:
        free = max(one.right for one in column) - last.right
    word = (line.right - line.left) * len(line.text.split()[0]) / len(line.text)
    return free > _FITS * word + line.size


def joined(pages: Iterable[Sequence[Paragraph]]) -> list[tuple[int, Paragraph]]:
    """The paragraphs of all pages, each with the number of the page that it begins on; those that go on are one."""
    found: list[tuple[int, Paragraph]] = []
    for number, page in enumerate(pages):
        for place, paragraph in enumerate(page):
            if place == 0 and found and _goes_over(found[-1][1], paragraph):
                found[-1][1].lines.extend(paragraph.lines)
            else:
                found.append((number, paragraph))
    return found


def _goes_over(before: Paragraph, paragraph: Paragraph) -> bool:
    last, first = before.lines[-1], paragraph.lines[0]
    free = last.left - before.left if count_arabic(last.text) else before.right - last.right
    full = free <= _SHORT * (before.right - before.left)
    runs = len(before.lines) > 1 and full and not _ENDS.search(last.text)
    return runs and _same_size(last, first) and not _ITEM.match(first.text)


def _in_order(found: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """What is above comes first; beside one another, the right column comes before the left one, or in a page
    without Arabic the left one.

    Columns end where something stands between that is over or under both (Breuel, High performance document layout
    analysis, 2003).
    """
    if len(found) > _MOST_ORDERED:
        yield from found
        return
    over = [one for one in found if _spans(one, found)]
    leftwards = any(count_arabic(one.text) for one in found)
    waiting = {
        number: {other for other, before in enumerate(found) if _comes_before(before, one, over, leftwards=leftwards)}
        for number, one in enumerate(found)
    }
    while waiting:
        # None is free where two come before each other; the higher one goes first then.
        first = next((number for number, before in waiting.items() if not before), next(iter(waiting)))
        del waiting[first]
        for before in waiting.values():
            before.discard(first)
        yield found[first]


def _spans(paragraph: Paragraph, found: Sequence[Paragraph]) -> bool:
    """Whether it stands over or under two that are beside one another."""
    touched = [one for one in found if one is not paragraph and _meet(one, paragraph)]
    return bool(touched) and max(one.left for one in touched) >= min(one.right for one in touched)


def _meet(a: Paragraph, b: Paragraph) -> bool:
    return min(a.right, b.right) - max(a.left, b.left) > 1.0


def _comes_before(a: Paragraph, b: Paragraph, over: Sequence[Paragraph], *, leftwards: bool) -> bool:
    if a is b:
        return False
    high, low = a.lines[0].y, b.lines[0].y
    if _meet(a, b):
        return high > low
    between = (one for one in over if min(high, low) < one.lines[0].y < max(high, low))
    beside = a.left >= b.right if leftwards else a.right <= b.left
    return beside and not any(_meet(one, a) and _meet(one, b) for one in between)
