"""What a paragraph of an office document is made of: words in runs, things between them, and what goes round both."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

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
