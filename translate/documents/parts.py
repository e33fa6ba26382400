"""What a paragraph of an office document is made of: words in runs, things between them, and what goes round both."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

BREAK = "\n"
# How deep elements and pairs of ends may stand in each other, each by itself; real documents keep to three or four.
DEEPEST = 10


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


def raised(run: Run) -> Run | Thing:
    """A run in superscript: a thing where it is the number of a note and no word, as the sentence does without it."""
    return run if any(letter.isalpha() for letter in run.text) else Thing((run,))


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

    `join` is given the two ends and what stands between them; where it gives None, where two cross, and where they
    stand in more than DEEPEST others, they stay things by themselves.
    """
    done: list[Part] = []
    opened = _Opened()
    for part in parts:
        if not isinstance(part, End):
            done.append(part)
            continue
        if part.begins:
            opened.add(part, len(done))
        elif (begin := opened.take(part)) is not None:
            end, place = begin
            joined = join(end.thing, done[place + 1 :], part.thing) if len(opened) < DEEPEST else None
            if joined is not None:
                done[place:] = [joined]
                continue
        done.append(part.thing)
    return done


class _Opened:
    """Ends that have begun something, outermost first, and where; all it does takes constant time an end."""

    def __init__(self) -> None:
        self._ends: list[tuple[End, int]] = []
        self._depths: dict[str, list[int]] = {}
        self._firm: list[int] = []

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, end: End, place: int) -> None:
        """`end`, which begins something, stands at `place`."""
        self._depths.setdefault(end.name, []).append(len(self._ends))
        if end.firm:
            self._firm.append(len(self._ends))
        self._ends.append((end, place))

    def take(self, end: End) -> tuple[End, int] | None:
        """What `end` ends, with its place; what it crosses is given up, or where that is firm, `end` itself."""
        depths = self._depths.get(end.name)
        if not depths or (not end.firm and self._firm and self._firm[-1] > depths[-1]):
            return None
        depth = depths[-1]
        taken = self._ends[depth]
        while len(self._ends) > depth:
            given_up, _ = self._ends.pop()
            self._depths[given_up.name].pop()
            if given_up.firm:
                self._firm.pop()
        return taken


def span(head: Thing, inner: Sequence[Part], tail: Thing) -> Part | None:
    """A Range where there are words in it: what a bookmark and a comment stand around."""
    return Range(head, tuple(inner), tail) if shown(inner).strip() else None


def shown(parts: Iterable[Part]) -> str:
    """The text of `parts`."""
    return "".join(part.text if isinstance(part, Run | Thing) else shown(part.inner) for part in parts)
