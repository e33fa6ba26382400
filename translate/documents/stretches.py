"""Paragraphs whose words come in runs, each with a style of its own, and back.

Office formats cut a sentence into runs wherever its style changes, and where it was edited or spell-checked too. Here
neighbouring runs that look alike are one stretch; the style that most of the words have is the paragraph's own, and
every stretch in another one is a mark, as are links, fields, notes and pictures.
"""

import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from translate.documents.base import LINE, Block, Mark
from translate.documents.parts import BREAK, Around, Part, Range, Run, Thing
from translate.lines import wraps
from translate.markup import Node, nested


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
        self._first: Run | None = None
        own = self._lay(parts, 0)
        self._sample = own or self._first
        text = "".join(self._texts)
        self._soft = wraps(text) & self._breaks
        self.text = "".join(" " if place in self._soft else letter for place, letter in enumerate(text))
        self.marks = tuple(self._softened(mark) for mark in self._marks)
        self._blanked = frozenset(a.tag for a, b in zip(self.marks, self._marks, strict=True) if a != b)

    def block(self, kind: str, ref: Any) -> Block | None:
        """The paragraph as a block; None where it has no letters and no digits of its own."""
        if self._first is None:
            return None
        return Block(self.text, LINE if BREAK in self.text else kind, ref, self.marks)

    def parts(self, block: Block) -> list[Part]:
        """The paragraph with the text of `block`, and every part where the marks of `block` have it.

        Things that have no mark in `block` come last, so that none is lost.
        """
        writing = _Writing(block, self._entries, self._blanked)
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
            if self._first is None and any(letter.isalnum() for letter in part.text):
                self._first = part
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

    def __init__(self, block: Block, entries: Sequence[_Entry], blanked: frozenset[int]) -> None:
        """Take a block to write; `blanked` are the breaks in it for which a blank stands in its text."""
        self._text = block.text
        self._entries = entries
        self._left = Counter(mark.tag for mark in block.marks)
        self._begun: set[int] = set()
        self._blanked = blanked
        self._after_blanked = False

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
            self._after_blanked = number in self._blanked
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
        if self._after_blanked and text:
            text = text.removeprefix(" ")
            self._after_blanked = False
        if not text:
            return []
        return [replace(sample, text=text) if sample else Run(text, None)]


def _tells(text: str) -> bool:
    """Whether one sees in which style `text` is: blanks and punctuation look much the same in any."""
    return any(unicodedata.category(letter)[0] not in "PZC" for letter in text)


def _blanks(part: Part) -> tuple[int, int]:
    """How many characters of white space a run begins and ends with."""
    text = part.text if isinstance(part, Run) else ""
    return len(text) - len(text.lstrip()), len(text) - len(text.rstrip())


def _alike(parts: Sequence[Part], own: Hashable) -> Iterable[tuple[int, int]]:
    """The stretches `[start:end]` of `parts` in one look that is not `own`; blanks, punctuation and things fit any."""
    start: int | None = None
    end = 0
    for number, part in enumerate(parts):
        if isinstance(part, Thing) or (isinstance(part, Run) and not _tells(part.text)):
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
