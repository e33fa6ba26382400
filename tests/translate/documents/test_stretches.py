"""Paragraphs of runs, things and what goes round them become text with marks, and paragraphs again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translate.documents.base import Block, Mark
from translate.documents.parts import BREAK, DEEPEST, Around, End, Part, Range, Run, Thing, paired, shown, span
from translate.documents.stretches import Layout

_NUMBERS = st.integers(0, 10**9)
_RUNS = st.builds(Run, st.text("اب .x5", min_size=1, max_size=5), st.sampled_from(["plain", "bold", "red"]))
_THINGS = st.builds(lambda n, text: Thing((n,), text, hard=True), _NUMBERS, st.sampled_from(["", "", "12", BREAK]))


def _containers(inner: st.SearchStrategy[Part]) -> st.SearchStrategy[Part]:
    several = st.lists(inner, max_size=4).map(tuple)
    ends = _NUMBERS.map(lambda n: Thing((n,)))
    return st.builds(Around, several, _NUMBERS) | st.builds(Range, ends, several, ends)


PARTS = st.lists(st.recursive(_RUNS | _THINGS, _containers, max_leaves=6), max_size=5)

# Trees take long to make on a busy machine.
SETTINGS = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def stream(parts: Sequence[Part]) -> Iterator[tuple[str, object]]:
    """What stands in `parts`, in order: each letter with its look, each thing, each border of what goes round."""
    for part in parts:
        if isinstance(part, Run):
            # Blanks and punctuation take the look of what stands beside them.
            yield from ((letter, part.look if letter.isalnum() else None) for letter in part.text)
        elif isinstance(part, Thing):
            yield from (("thing", form) for form in part.forms)
        elif isinstance(part, Around):
            yield ("open", part.form)
            yield from stream(part.inner)
            yield ("close", part.form)
        else:
            yield from stream((part.head, *part.inner, part.tail))


def laid_out(parts: Sequence[Part]) -> tuple[Layout, Block | None]:
    layout = Layout(parts)
    return layout, layout.block("paragraph", None)


@SETTINGS
@given(PARTS)
def test_a_paragraph_with_its_own_block_is_itself(parts: list[Part]) -> None:
    layout, block = laid_out(parts)
    if block is None:
        return
    assert block.text == shown(parts)
    assert list(stream(layout.parts(block))) == list(stream(parts))


@SETTINGS
@given(PARTS)
def test_marks_stand_inside_or_beside_each_other(parts: list[Part]) -> None:
    _, block = laid_out(parts)
    opened: list[Mark] = []
    for mark in block.marks if block else ():
        del opened[mark.depth :]
        assert len(opened) == mark.depth
        start, end = (opened[-1].start, opened[-1].end) if opened else (0, len(block.text) if block else 0)
        assert start <= mark.start <= mark.end <= end
        opened.append(mark)


@SETTINGS
@given(PARTS, st.data())
def test_whatever_becomes_of_the_marks_no_thing_is_lost_or_doubled(parts: list[Part], data: st.DataObject) -> None:
    layout, block = laid_out(parts)
    if block is None:
        return
    marks = [
        replace(mark, start=start, end=start + (mark.end > mark.start) * data.draw(st.integers(1, 9)))
        for mark in block.marks
        if mark.depth == 0 and not mark.kept and data.draw(st.booleans())
        for start in sorted(data.draw(st.lists(st.integers(0, 9), min_size=1, max_size=2)))
    ]
    written = layout.parts(replace(block, text="in words", marks=tuple(marks)))
    assert "".join(text for text, _ in stream(written) if len(text) == 1).replace(" ", "") == "inwords"
    things = sorted(str(form) for sort, form in stream(written) if sort == "thing")
    assert things == sorted(str(form) for sort, form in stream(parts) if sort == "thing")


def end(name: str, begins: bool, *, firm: bool = False) -> End:
    return End(name, begins, Thing((f"{name}{'<' if begins else '>'}",)), firm)


def test_what_crosses_stays_in_pieces_and_what_is_firm_whole() -> None:
    word = Run("كلمة", "plain")
    bookmark, other, field = (
        [end("a", True), end("a", False)],
        [end("b", True), end("b", False)],
        [end("f", True, firm=True), end("f", False, firm=True)],
    )
    crossing = paired([bookmark[0], word, other[0], word, bookmark[1], word, other[1]], span)
    assert [type(part).__name__ for part in crossing] == ["Range", "Run", "Thing"]
    kept = paired([bookmark[0], word, field[0], word, bookmark[1], word, field[1]], span)
    assert [type(part).__name__ for part in kept] == ["Thing", "Run", "Range"]
    empty = paired([bookmark[0], bookmark[1], word], span)
    assert [type(part).__name__ for part in empty] == ["Thing", "Thing", "Run"]


def test_nesting_has_an_end() -> None:
    many = 2000
    names = [str(number) for number in range(many)]
    nested = paired([*(end(n, True) for n in names), Run("نعم", 0), *(end(n, False) for n in reversed(names))], span)
    depth, inner = 0, nested
    while len(inner) == 1 and isinstance(inner[0], Range):
        depth, inner = depth + 1, list(inner[0].inner)
    assert depth == DEEPEST
    assert len(inner) == 2 * (many - DEEPEST) + 1
