"""What a paragraph of WordprocessingML holds, and how it is written again (ECMA-376, part 1, 17.3 and 17.16)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree

from translate.arabic.letters import has_arabic
from translate.documents.office import local, look, namespace
from translate.documents.package import Element
from translate.documents.parts import BREAK, DEEPEST, Around, End, Part, Range, Run, Thing, paired, raised, shown, span

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Elements with runs in them, beside runs; of `sdt` it is sdtContent that has them.
_WRAPPERS = frozenset({"hyperlink", "ins", "moveTo", "smartTag", "customXml", "dir", "bdo", "sdt"})
_PROPERTIES = frozenset({"pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr"})
_PASSING = frozenset({"proofErr", "lastRenderedPageBreak", "softHyphen"})  # say nothing of a text in other words
_TABS = frozenset({"tab", "ptab"})
# Differences between runs that come from spell checking, editing and Arabic beside Latin letters.
_NOISE = frozenset({"lang", "rtl", "cs", "hint", "noProof", "rPrChange", "webHidden"})
_ENDS = re.compile("(bookmark|commentRange)(Start|End)")


@dataclass(frozen=True, slots=True)
class _Piece:
    """An element as it is; `run` is the one that it stands in, if any."""

    element: Element
    run: Element | None = None


def parts_of(parent: Element, depth: int = 0) -> list[Part]:
    """What stands in a paragraph, or in an element with runs in it, which stands in `depth` others."""
    flat: list[Part | End] = []
    for child in parent:
        name = local(child) if namespace(child) == namespace(parent) else ""
        if name in _PROPERTIES or name in _PASSING:
            continue
        if name == "r":
            flat += _in_run(child)
        elif depth == DEEPEST:
            flat.append(Thing((_Piece(child),)))
        elif name in _WRAPPERS:
            flat.append(Around(tuple(parts_of(_content(child), depth + 1)), child))
        elif name == "fldSimple":
            result = parts_of(child, depth + 1)
            text = shown(result)
            flat.append(Around(tuple(result), child) if has_arabic(text) else Thing((_Piece(child),), text.strip()))
        elif end := _ENDS.fullmatch(name):
            number = child.get(_attribute(child, "id"))
            flat.append(End(f"{end[1]} {number}", end[2] == "Start", Thing((_Piece(child),))))
        else:
            flat.append(Thing((_Piece(child),)))
    return paired(flat, _joined)


def _in_run(run: Element) -> Iterator[Run | Thing | End]:
    w = f"{{{namespace(run)}}}"
    properties = run.find(f"{w}rPr")
    looks = look(properties, _NOISE)
    high = properties is not None and properties.find(f"{w}vertAlign[@{w}val='superscript']") is not None
    make = raised if high else _as_it_is
    text = ""
    for child in run:
        name = local(child) if namespace(child) == namespace(run) else ""
        if name in _PROPERTIES or name in _PASSING:
            continue
        if name in ("t", "noBreakHyphen"):
            text += "\u2011" if name == "noBreakHyphen" else child.text or ""
            continue
        if text:
            yield make(Run(text, looks, run))
            text = ""
        piece = _Piece(child, run)
        mark = child.get(f"{w}fldCharType")
        if mark in ("begin", "end"):
            yield End("field", mark == "begin", Thing((piece,)), firm=True)
        elif name in ("br", "cr"):
            yield Thing((piece,), BREAK, hard=child.get(f"{w}type", "textWrapping") != "textWrapping")
        else:
            yield Thing((piece,), BREAK if name in _TABS else "", hard=True)
    if text:
        yield make(Run(text, looks, run))


def _as_it_is(run: Run) -> Run:
    return run


def _joined(head: Thing, inner: Sequence[Part], tail: Thing) -> Part | None:
    """A bookmark around its words; a field around what it shows where that is Arabic, else as it is."""
    if local(head.forms[0].element) != "fldChar":
        return span(head, inner, tail)
    separate = next((number for number, part in enumerate(inner) if _separates(part)), len(inner) - 1)
    result = inner[separate + 1 :]
    text = shown(result)
    if has_arabic(text):
        return Range(Thing((head, *inner[: separate + 1])), tuple(result), tail)
    return Thing((head, *inner, tail), "" if BREAK in text else text.strip())


def _separates(part: Part) -> bool:
    if not isinstance(part, Thing) or not isinstance(part.forms[0], _Piece):
        return False
    element = part.forms[0].element
    return bool(element.get(_attribute(element, "fldCharType")) == "separate")


def put_parts(paragraph: Element, parts: Sequence[Part]) -> None:
    """Replace what a paragraph holds, but for its properties."""
    _fill(paragraph, parts, set())


def _fill(parent: Element, parts: Sequence[Part], used: set[Element]) -> None:
    """Replace what an element with runs holds, but for its properties.

    `used`: elements with runs in them that have been written, of which it takes copies to write them again.
    """
    built = list(_built(parts, used))  # before what it is made of is taken out
    for child in list(parent):
        if local(child) not in _PROPERTIES:
            parent.remove(child)
    parent.extend(built)


def _built(parts: Iterable[Any], used: set[Element]) -> Iterator[Element]:
    """The elements that write `parts`, which may be pieces as well."""
    for part in parts:
        if isinstance(part, Run):
            yield _run(part)
        elif isinstance(part, _Piece):
            yield _piece(part)
        elif isinstance(part, Thing):
            yield from _built(part.forms, used)
        elif isinstance(part, Range):
            yield from _built((part.head, *part.inner, part.tail), used)
        else:
            whole = deepcopy(part.form) if part.form in used else part.form
            used.add(part.form)
            _fill(_content(whole), part.inner, used)
            yield whole


def _run(part: Run) -> Element:
    run = _like(part.form)
    text = etree.SubElement(run, f"{{{namespace(run)}}}t")
    text.text = part.text
    text.set(_SPACE, "preserve")
    return run


def _like(run: Element) -> Element:
    """A run with the properties of `run` and nothing in it."""
    fresh = run.makeelement(run.tag, run.attrib, run.nsmap)
    properties = run.find(f"{{{namespace(run)}}}rPr")
    if properties is not None:
        fresh.append(deepcopy(properties))
    return fresh


def _piece(piece: _Piece) -> Element:
    if piece.run is None:
        return piece.element
    run = _like(piece.run)
    run.append(piece.element)
    return run


def _content(element: Element) -> Element:
    """Where the runs of an element stand."""
    content = element.find(f"{{{namespace(element)}}}sdtContent")
    return element if content is None else content


def _attribute(element: Element, name: str) -> str:
    return f"{{{namespace(element)}}}{name}"
