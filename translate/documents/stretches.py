"""Paragraphs whose words come in runs, each with a style of its own, and back.

Office formats cut a sentence into runs wherever its style changes, and where it was edited or spell-checked too. Here
neighbouring runs that look alike are one stretch; the style that most of the words have is the paragraph's own, and
every stretch in another one is a mark, as are links, fields, notes and pictures.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from translate.documents.base import LINE, Block, Mark
from translate.lines import wraps
from translate.markup import Node, nested

BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Run:
    """Words; runs with the same `look` look the same. `form`: what the format needs to write one like it."""

    text: str
    look: Hashable
    form: Any = None


@dataclass(frozen=True, slots=True)
class Thing:
    """What is not translated, such as a picture, a note's number or a bookmark: `forms` are written as they are.

    `text`: what it shows of itself in the line, if that matters to the sentence; BREAK where it ends a line. `hard`:
    it parts what stands before it from what stands behind it, as a tabulator does, and is never mere wrapping.
    """

    forms: tuple[Any, ...]
    text: str = ""
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """An element with words in it, such as a link."""

    inner: "tuple[Part, ...]"
    form: Any


@dataclass(frozen=True, slots=True)
class Range:
    """Words between two things that belong together, such as the two ends of a bookmark."""

    head: Thing
    inner: "tuple[Part, ...]"
    tail: Thing


Part = Run | Thing | Around | Range


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a mark stands for, and the run that its words are like."""

    part: Part
    sample: Run | None


class Layout:
    """The text and the marks of the paragraph that `parts` make; a mark's tag is a number, good for this class only."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._texts: list[str] = []
        self._place = 0
        self._marks: list[Mark] = []
        self._entries: list[_Entry] = []
        self._breaks: set[int] = set()
        self._sample = self._lay(parts, 0)
        text = "".join(self._texts)
        self._soft = wraps(text) & self._breaks
        self.text = "".join(" " if place in self._soft else letter for place, letter in enumerate(text))
        self.marks = tuple(self._softened(mark) for mark in self._marks)

    def block(self, kind: str, ref: Any) -> Block | None:
        """The paragraph as a block; None where it shows no letters and no digits."""
        if not any(letter.isalnum() for letter in self.text):
            return None
        return Block(self.text, LINE if BREAK in self.text else kind, ref, self.marks)

    def changed(self, block: Block) -> bool:
        """Whether `block` differs from the paragraph."""
        return block.text != self.text or block.marks != self.marks

    def parts(self, block: Block) -> list[Part]:
        """The paragraph with the text of `block`, and every part where the marks of `block` have it.

        Things that have no mark in `block` come last, so that none is lost.
        """
        writing = _Writing(block, self._entries)
        written = writing.between(nested(block.marks), 0, len(block.text), self._sample)
        return [*written, *writing.missing()]

    def _softened(self, mark: Mark) -> Mark:
        if mark.start in self._soft and self._entries[mark.tag].part.__class__ is Thing:
            return replace(mark, end=mark.start, kept=False)
        return mark

    def _lay(self, parts: Sequence[Part], depth: int) -> Run | None:
        """Add `parts`, which stand in `depth` marks; the run that is like most of their words."""
        weights: Counter[Hashable] = Counter()
        samples: dict[Hashable, Run] = {}
        for part in parts:
            if isinstance(part, Run):
                weights[part.look] += len(part.text.strip())
                samples.setdefault(part.look, part)
        own = max(weights, key=weights.__getitem__, default=None)
        place = 0
        for start, end in _alike(parts, own):
            for part in parts[place:start]:
                self._add(part, depth)
            first = parts[start]
            number = self._open(first, first if isinstance(first, Run) else None, depth)
            for part in parts[start:end]:
                self._add(part, depth + 1)
            self._close(number, _blanks(first)[0], _blanks(parts[end - 1])[1])
            place = end
        for part in parts[place:]:
            self._add(part, depth)
        return samples.get(own)

    def _add(self, part: Part, depth: int) -> None:
        if isinstance(part, Run):
            self._write(part.text)
            return
        number = self._open(part, None, depth)
        if isinstance(part, Thing):
            if part.text == BREAK and not part.hard:
                self._breaks.add(self._place)
            self._write(part.text)
        else:
            self._entries[number] = _Entry(part, self._lay(part.inner, depth + 1))
        self._close(number)

    def _write(self, text: str) -> None:
        self._texts.append(text)
        self._place += len(text)

    def _open(self, part: Part, sample: Run | None, depth: int) -> int:
        number = len(self._entries)
        self._entries.append(_Entry(part, sample))
        kept = isinstance(part, Thing) and bool(part.text)
        self._marks.append(Mark(self._place, self._place, number, kept, depth))
        return number

    def _close(self, number: int, before: int = 0, behind: int = 0) -> None:
        """End a mark here, less the white space at its two ends."""
        mark = self._marks[number]
        self._marks[number] = replace(mark, start=mark.start + before, end=self._place - behind)


class _Writing:
    """The paragraph of one block on its way back."""

    def __init__(self, block: Block, entries: Sequence[_Entry]) -> None:
        self._text = block.text
        self._entries = entries
        self._left = Counter(mark.tag for mark in block.marks)
        self._begun: set[int] = set()
        self._after_break = False

    def between(self, nodes: Sequence[Node], start: int, end: int, sample: Run | None) -> list[Part]:
        written: list[Part] = []
        for node in nodes:
            first, last = min(max(node.mark.start, start), end), min(max(node.mark.end, start), end)
            written += self._words(start, first, sample)
            written += self._node(node, first, last, sample)
            start = last
        return [*written, *self._words(start, end, sample)]

    def missing(self) -> list[Part]:
        lost: list[Part] = []
        for number, entry in enumerate(self._entries):
            if number in self._begun:
                continue
            if isinstance(entry.part, Thing):
                lost.append(entry.part)
            elif isinstance(entry.part, Range):
                lost += [entry.part.head, entry.part.tail]
        return lost

    def _node(self, node: Node, start: int, end: int, sample: Run | None) -> list[Part]:
        number = node.mark.tag
        entry = self._entries[number]
        first = number not in self._begun
        self._begun.add(number)
        self._left[number] -= 1
        part = entry.part
        if isinstance(part, Thing):
            self._after_break = part.text == BREAK
            return [part] if first else []
        inner = self.between(node.inner, start, end, entry.sample or sample)
        if isinstance(part, Around):
            return [replace(part, inner=tuple(inner))]
        if isinstance(part, Range):
            head = [part.head] if first else []
            return [*head, *inner, *([part.tail] if not self._left[number] else [])]
        return inner

    def _words(self, start: int, end: int, sample: Run | None) -> list[Part]:
        text = self._text[start:end].replace(BREAK, " ")
        if self._after_break:
            text = text.lstrip(" ")
        if not text:
            return []
        self._after_break = False
        return [replace(sample, text=text) if sample else Run(text, None)]


@dataclass(frozen=True, slots=True)
class End:
    """One end of what belongs together, a bookmark or a field: the two have the same `name`.

    `firm`: of two that cross, this one stays whole.
    """

    name: str
    begins: bool
    thing: Thing
    firm: bool = False


def paired(parts: Iterable[Part | End], join: Callable[[Thing, Sequence[Part], Thing], Part | None]) -> list[Part]:
    """`parts` with each End that begins something and the one that ends it joined, innermost first.

    `join` is given the two ends and what stands between them; where it gives None, and where two cross, they stay
    things by themselves.
    """
    done: list[Part] = []
    opened: list[tuple[End, int]] = []
    for part in parts:
        if not isinstance(part, End):
            done.append(part)
            continue
        if part.begins:
            opened.append((part, len(done)))
        elif (depth := _partner(opened, part)) is not None:
            begin, place = opened[depth]
            del opened[depth:]
            joined = join(begin.thing, done[place + 1 :], part.thing)
            if joined is not None:
                done[place:] = [joined]
                continue
        done.append(part.thing)
    return done


def _partner(opened: list[tuple[End, int]], end: End) -> int | None:
    """Which of `opened` ends with `end`; what has crossed it, or was crossed by it, is given up."""
    for depth in range(len(opened) - 1, -1, -1):
        begin = opened[depth][0]
        if begin.name == end.name:
            return depth
        if begin.firm and not end.firm:
            return None
    return None


def span(head: Thing, inner: Sequence[Part], tail: Thing) -> Part | None:
    """A Range where there are words in it: what a bookmark and a comment stand around."""
    return Range(head, tuple(inner), tail) if shown(inner).strip() else None


def shown(parts: Iterable[Part]) -> str:
    """The text of `parts`."""
    return "".join(part.text if isinstance(part, Run | Thing) else shown(part.inner) for part in parts)


def _blanks(part: Part) -> tuple[int, int]:
    """How many characters of white space a run begins and ends with."""
    text = part.text if isinstance(part, Run) else ""
    return len(text) - len(text.lstrip()), len(text) - len(text.rstrip())


def _alike(parts: Sequence[Part], own: Hashable) -> Iterable[tuple[int, int]]:
    """The stretches `[start:end]` of `parts` in one look that is not `own`; white space and things look like any."""
    start: int | None = None
    end = 0
    for number, part in enumerate(parts):
        if isinstance(part, Thing) or (isinstance(part, Run) and not part.text.strip()):
            continue
        look = part.look if isinstance(part, Run) else own
        first = parts[start] if start is not None else None
        if start is not None and isinstance(first, Run) and look != first.look:
            yield start, end
            start = None
        if start is None and isinstance(part, Run) and look != own:
            start = number
        end = number + 1
    if start is not None:
        yield start, end
