"""Markup follows its words: marks in a sentence are put where their words went in its translation.

A unit is a word or a punctuation mark. A mark goes round the stretch of the translation whose units looked most at the
mark's words, and least at others, while the model wrote them (see translate.alignment). What marks look like afterwards
is what browsermt/bergamot-translator's html.cpp keeps to: nothing is lost, nothing crosses, what cannot be placed goes
round all of its surroundings. It opens a mark again for each stretch of its words; here a mark stays one, as links and
footnotes must.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from translate.alignment import Alignment
from translate.documents.base import Mark
from translate.units import between_units, find_units, is_word

# Of what a unit looked at, for it to add to the stretch that takes it in. From 0.25 to 0.6 93 % of the marks stand
# round the right words, and 76 to 85 % round nothing else (scripts/measure_markup.py, FLORES dev); phrases want it low.
_LEAST = 0.45
_MOST = 300  # marks in a sentence that are looked at each for itself: thousands would take minutes, and mean nothing
_SURE = 0.5  # of what a unit looked at: it belongs there


@dataclass(frozen=True, slots=True)
class Node:
    """A mark and the marks inside it."""

    mark: Mark
    inner: "list[Node]"


@dataclass(frozen=True, slots=True)
class _Window:
    """Units `[start:end]` of the translation."""

    start: int
    end: int

    def meets(self, other: "_Window") -> bool:
        """Whether they have a unit in common."""
        return self.start < other.end and other.start < self.end


class _Placing:
    """One sentence, its translation, and which of their units belong together."""

    def __init__(
        self,
        source: str,
        target: str,
        nodes: Sequence[Node],
        alignment: Alignment | None,
        known: Mapping[tuple[int, int], tuple[int, int]],
    ) -> None:
        self._source, self._target = source, target
        self._from = find_units(source, {place for mark in flattened(nodes) for place in (mark.start, mark.end)})
        self.units = find_units(target, {place for span in known.values() for place in span})
        self._shares = between_units(self._from, self.units, alignment, len(source), len(target))
        words = {n for n, span in enumerate(self._from) if is_word(source, span)}
        for number, span in enumerate(self.units):
            # What looks from a mark to a word is nobody's: marks look at what comes next.
            if self._from and not is_word(target, span) and int(self._shares[number].argmax()) in words:
                self._shares[number] = 0
        self._known: dict[tuple[int, int], _Window] = {}
        for span, (begin, behind) in known.items():
            inside = [number for number, unit in enumerate(self.units) if begin <= unit[0] and unit[1] <= behind]
            if inside:
                self._known[span] = _Window(inside[0], inside[-1] + 1)

    def place(self, nodes: Sequence[Node]) -> list[Node]:
        """Where `nodes`, and what is in them, go, in the order of the translation."""
        return self._inside(nodes, _Window(0, len(self.units)), (0, len(self._source)))

    def _inside(self, nodes: Sequence[Node], window: _Window, outer: tuple[int, int]) -> list[Node]:
        """Place `nodes`, all of which stand in the source's `outer`, in `window`."""
        taken = self._windows(nodes, window)
        windows = [one for one in taken if one]
        placed = []
        for node, found in zip(nodes, taken, strict=True):
            if found is None:
                place = self._point(node.mark.start, window, outer, windows)
                span, inner = (place, place), [_moved(child, place) for child in node.inner]
            else:
                span = (self._start(found), self._end(found))
                inner = self._inside(node.inner, found, (node.mark.start, node.mark.end))
            placed.append(Node(replace(node.mark, start=span[0], end=span[1]), inner))
        return sorted(placed, key=lambda node: (node.mark.start, node.mark.end))

    def _windows(self, nodes: Sequence[Node], window: _Window) -> list[_Window | None]:
        """The stretch for each of `nodes` that stands around words; what has none left to it stands around nothing."""
        around = [n for n, node in enumerate(nodes) if node.mark.start < node.mark.end]
        own = {number: self._own(nodes[number].mark) for number in around}
        taken: list[_Window | None] = [None] * len(nodes)
        for number in around:
            found = self._certain(nodes[number], window)
            if found and not any(one and found.meets(one) for one in taken):
                taken[number] = found
        for number in around:
            free = [one for n, one in enumerate(taken) if one and n != number]
            others = {unit for other in around if other != number for unit in own[other]}
            found, known = self._stretch(own[number], others, window, free), taken[number]
            if known is None:
                taken[number] = found
            elif found and nodes[number].inner:
                both = _Window(min(found.start, known.start), max(found.end, known.end))
                taken[number] = known if any(map(both.meets, free)) else both
        for number in around:
            if taken[number] is None:
                taken[number] = self._heaviest(own[number], window, [one for one in taken if one])
        if len(around) == 1 and taken[around[0]] is None and window.start < window.end:
            taken[around[0]] = window
        return taken

    def _certain(self, node: Node, window: _Window) -> _Window | None:
        """From the first to the last unit in `window` of which it is known that they are of `node` or what is in it."""
        marks = flattened([node])
        spans = [self._known[span] for mark in marks if (span := (mark.start, mark.end)) in self._known]
        inside = [one for one in spans if window.start <= one.start and one.end <= window.end]
        return _Window(min(one.start for one in inside), max(one.end for one in inside)) if inside else None

    def _own(self, mark: Mark) -> set[int]:
        """The units of the source in `mark`."""
        return {n for n, (start, end) in enumerate(self._from) if mark.start <= start and end <= mark.end}

    def _stretch(self, mine: set[int], others: set[int], window: _Window, taken: Sequence[_Window]) -> _Window | None:
        """The stretch of units with the highest sum of what they looked at `mine` (Kadane), or None where none did."""
        best, found = 0.0, None
        total, start = 0.0, window.start
        for unit in range(window.start, window.end):
            if self._share(unit, others) >= _SURE or any(one.start <= unit < one.end for one in taken):
                total, start = 0.0, unit + 1
                continue
            total += self._share(unit, mine) - _LEAST
            if total <= 0:
                total, start = 0.0, unit + 1
            elif total > best:
                best, found = total, _Window(start, unit + 1)
        return found

    def _share(self, unit: int, mine: set[int]) -> float:
        """Which part of what `unit` looked at is `mine`."""
        return float(self._shares[unit, list(mine)].sum())

    def _heaviest(self, mine: set[int], window: _Window, taken: Sequence[_Window]) -> _Window | None:
        """The free unit that looked most at `mine`, or None where no unit is free."""
        free = [
            unit
            for unit in range(window.start, window.end)
            if is_word(self._target, self.units[unit]) and not any(one.start <= unit < one.end for one in taken)
        ]
        if not free or not mine:
            return None
        unit = max(free, key=lambda unit: self._share(unit, mine))
        return _Window(unit, unit + 1)

    def _point(self, place: int, window: _Window, outer: tuple[int, int], taken: Sequence[_Window]) -> int:
        """Where what stands at `place` in the source, around nothing, goes: behind the words it stood behind."""
        before = [n for n, (start, end) in enumerate(self._from) if outer[0] <= start and end <= place]
        behind = [n for n, (start, end) in enumerate(self._from) if place <= start and end <= outer[1]]
        if not before:
            return self._start(window)
        if not behind:
            return self._end(window)
        for unit in reversed(before):
            # As one array: a text of thousands of marks would keep everybody waiting for minutes.
            (mine,) = (self._shares[window.start : window.end, unit].astype(float) >= _SURE).nonzero()
            if mine.size:
                end = window.start + int(mine[-1]) + 1
                end = max([end, *(one.end for one in taken if one.start < end < one.end)])
                return self.units[end - 1][1]
        return self._start(window)

    def _start(self, window: _Window) -> int:
        return self.units[window.start][0] if window.start < len(self.units) else len(self._target)

    def _end(self, window: _Window) -> int:
        return self.units[window.end - 1][1] if window.end > window.start else self._start(window)


def place_nodes(
    source: str,
    target: str,
    nodes: Sequence[Node],
    alignment: Alignment | None,
    known: Mapping[tuple[int, int], tuple[int, int]] | None = None,
) -> list[Node]:
    """The marks of `source`, one sentence, where they belong in `target`.

    Without `alignment`, a mark is placed by how far along the sentence it stands. `known`: where some stretches of the
    source stand in the target for certain.
    """
    if source == target or not nodes:
        return list(nodes)
    if len(nodes) == 1 and nodes[0].mark.start < nodes[0].mark.end:
        mark = nodes[0].mark
        if not source[: mark.start].strip() and not source[mark.end :].strip():
            inner = place_nodes(source, target, nodes[0].inner, alignment, known)
            return [Node(replace(mark, start=0, end=len(target)), inner)]
    if len(list(flattened(nodes))) > _MOST:
        starts = [start for start, _ in find_units(target, set())]
        return [_along(node, len(source), len(target), [*starts, len(target)]) for node in nodes]
    return _Placing(source, target, nodes, alignment, known or {}).place(nodes)


def _along(node: Node, source: int, target: int, starts: Sequence[int]) -> Node:
    """`node` and what is in it, as far along the target as it stands along the source, at the starts of units."""
    start, end = (
        starts[min(bisect_left(starts, place * target // source), len(starts) - 1)]
        for place in (node.mark.start, node.mark.end)
    )
    return Node(replace(node.mark, start=start, end=end), [_along(one, source, target, starts) for one in node.inner])


def stretches(
    source: str,
    target: str,
    spans: Sequence[tuple[int, int]],
    alignment: Alignment | None,
    known: Mapping[tuple[int, int], tuple[int, int]] | None = None,
) -> list[tuple[int, int]]:
    """Where the words of each of `spans` of `source` went in `target`: `[start:end]`, in code points.

    `known`: where some of them stand for certain.
    """
    nodes = [Node(Mark(*span, tag=number), []) for number, span in enumerate(spans)]
    placed = {node.mark.tag: node.mark for node in _Placing(source, target, nodes, alignment, known or {}).place(nodes)}
    return [(placed[number].start, placed[number].end) for number in range(len(spans))]


def nested(marks: Sequence[Mark]) -> list[Node]:
    """`marks`, by their depth, as a forest."""
    roots: list[Node] = []
    path: list[Node] = []
    for mark in marks:
        node = Node(mark, [])
        del path[mark.depth :]
        (path[-1].inner if path else roots).append(node)
        path.append(node)
    return roots


def flattened(nodes: Sequence[Node], depth: int = 0) -> Iterator[Mark]:
    """The marks of a forest in the order in which they are opened."""
    for node in nodes:
        yield replace(node.mark, depth=depth)
        yield from flattened(node.inner, depth + 1)


def _moved(node: Node, place: int) -> Node:
    return Node(replace(node.mark, start=place, end=place), [_moved(child, place) for child in node.inner])
