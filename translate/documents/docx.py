"""Word: the paragraphs of text, tables, headers, footers, notes, comments and text boxes are blocks.

WordprocessingML (ECMA-376, part 1, 17), transitional and strict alike. What is deleted, and what a field instructs, is
no text. In a right-to-left paragraph left means where lines begin, so that alignment and indents turn with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree

from translate.arabic.letters import has_arabic
from translate.documents.drawing import Drawing
from translate.documents.formats import Reading
from translate.documents.office import TITLE, Member, Office, local, look, namespace
from translate.documents.opc import typed_members
from translate.documents.package import Element, Package
from translate.documents.stretches import BREAK, Around, End, Part, Range, Run, Thing, paired, shown, span

_WORDS = ("main", "footnotes", "endnotes", "header", "footer", "comments")
_DRAWN = ("chart", "diagramData", "diagramDrawing")
_LOOKS = ("styles", "numbering", "settings")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Elements with runs in them, beside runs; of `sdt` it is sdtContent that has them.
_WRAPPERS = frozenset({"hyperlink", "ins", "moveTo", "smartTag", "customXml", "dir", "bdo", "sdt"})
_PROPERTIES = frozenset({"pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr"})
_PASSING = frozenset({"proofErr", "lastRenderedPageBreak", "softHyphen"})  # say nothing of a text in other words
_TABS = frozenset({"tab", "ptab"})
# Differences between runs that come from spell checking, editing and Arabic beside Latin letters.
_NOISE = frozenset({"lang", "rtl", "cs", "hint", "noProof", "rPrChange", "webHidden"})
_SIDES = {"bookmarkStart": "start", "bookmarkEnd": "end", "commentRangeStart": "start", "commentRangeEnd": "end"}
_COMPLEX = {"bCs": "b", "iCs": "i", "szCs": "sz"}  # bold, italics and size of Arabic, and of the rest
_ARABIC_NUMBERING = frozenset({"arabicAlpha", "arabicAbjad"})


class Docx(Office):
    """Words in, words out; styles, pictures, fields and notes stay, and the text runs from left to right."""

    kind = "Word document (.docx)"

    def __init__(self, reading: Reading) -> None:
        """A document says itself where its paragraphs end: nothing of `reading` applies."""

    def members(self, package: Package) -> list[Member]:
        """The text, what stands around and below it, what is drawn in it, and its title."""
        types = typed_members(package, "Word", self.kind)
        grammar = WordProcessing(_right_to_left(package, [one.name for one in types if one.role == "styles"]))
        found = [Member(one.name, grammar) for role in _WORDS for one in types if one.role == role]
        found += [Member(one.name, Drawing()) for one in types if one.role in _DRAWN]
        found += [Member(one.name, TITLE) for one in types if one.role == "core-properties"]
        return [*found, *(Member(one.name, grammar, words=False) for one in types if one.role in _LOOKS)]


@dataclass(frozen=True, slots=True)
class _Piece:
    """An element as it is; `run` is the one that it stands in, if any."""

    element: Element
    run: Element | None = None


class WordProcessing:
    """Paragraphs of WordprocessingML; `styles` are the names of the styles that make one right-to-left."""

    def __init__(self, styles: frozenset[str]) -> None:
        self._styles = styles

    def paragraphs(self, root: Element) -> Iterator[tuple[str, Element]]:
        """Every paragraph, in tables and text boxes too."""
        for paragraph in root.iter("{*}p"):
            if namespace(paragraph) == namespace(root):
                style = _style(paragraph).lower()
                parent = local(paragraph.getparent())
                kind = (
                    "cell" if parent == "tc" else "heading" if style.startswith(("heading", "title")) else "paragraph"
                )
                yield kind, paragraph

    def parts(self, paragraph: Element) -> list[Part]:
        """Its runs, fields and what else stands in it."""
        return _inner(paragraph)

    def put(self, paragraph: Element, parts: Sequence[Part]) -> None:
        """Its properties, and behind them what `parts` say."""
        _fill(paragraph, parts, set())

    def turn(self, root: Element, arabic: frozenset[Element], done: frozenset[Element]) -> None:
        """Paragraphs, runs, tables, sections, styles and numberings."""
        w = f"{{{namespace(root)}}}"
        for paragraph in root.iter(f"{w}p"):
            if paragraph not in arabic:
                self._turn_paragraph(paragraph, w, paragraph in done)
        for name in ("bidiVisual", "rtlGutter"):
            _remove(root.iter(w + name))
        _remove(element for section in root.iter(f"{w}sectPr") for element in section.findall(f"{w}bidi"))
        for style in root.iter(f"{w}style", f"{w}docDefaults", f"{w}lvl"):
            _remove(style.iter(f"{w}bidi"))
            for properties in style.iter(f"{w}rPr"):
                _turn_run(properties, w, True)
        for numbering in root.iter(f"{w}numFmt"):
            if numbering.get(f"{w}val") in _ARABIC_NUMBERING:
                numbering.set(f"{w}val", "lowerLetter")

    def _turn_paragraph(self, paragraph: Element, w: str, done: bool) -> None:
        properties = paragraph.find(f"{w}pPr")
        bidi = None if properties is None else properties.find(f"{w}bidi")
        turned = _style(paragraph) in self._styles if bidi is None else _is_on(bidi, w)
        if properties is not None:
            side = properties.find(f"{w}jc")
            if done and not turned and side is not None and side.get(f"{w}val") in ("right", "end"):
                side.set(f"{w}val", "left")
            _remove(properties.findall(f"{w}bidi"))
        for run in [properties, *paragraph.iter(f"{w}r")] if properties is not None else paragraph.iter(f"{w}r"):
            looks = run.find(f"{w}rPr")
            if looks is not None and not has_arabic("".join(run.itertext(f"{w}t"))):
                _turn_run(looks, w, done)


def _inner(parent: Element) -> list[Part]:
    """What stands in a paragraph, or in an element with runs in it."""
    flat: list[Part | End] = []
    for child in parent:
        name = local(child) if namespace(child) == namespace(parent) else ""
        if name in _PROPERTIES or name in _PASSING:
            continue
        if name == "r":
            flat += _in_run(child)
        elif name in _WRAPPERS:
            flat.append(Around(tuple(_inner(_content(child))), child))
        elif name == "fldSimple":
            result = _inner(child)
            text = shown(result)
            flat.append(Around(tuple(result), child) if has_arabic(text) else Thing((_Piece(child),), text.strip()))
        elif name in _SIDES:
            sort = name.removesuffix("Start").removesuffix("End")
            number = child.get(_attribute(child, "id"))
            flat.append(End(f"{sort} {number}", name != sort + "End", Thing((_Piece(child),))))
        else:
            flat.append(Thing((_Piece(child),)))
    return paired(flat, _joined)


def _in_run(run: Element) -> Iterator[Run | Thing | End]:
    w = f"{{{namespace(run)}}}"
    looks = look(run.find(f"{w}rPr"), _NOISE)
    text = ""
    for child in run:
        name = local(child) if namespace(child) == namespace(run) else ""
        if name in _PROPERTIES or name in _PASSING:
            continue
        if name in ("t", "noBreakHyphen"):
            text += "\u2011" if name == "noBreakHyphen" else child.text or ""
            continue
        if text:
            yield Run(text, looks, run)
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
        yield Run(text, looks, run)


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
    return element.get(_attribute(element, "fldCharType")) == "separate"


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


def _turn_run(properties: Element, w: str, done: bool) -> None:
    """Make a run's properties those of Latin letters; of words that were Arabic (`done`) they are what Arabic had."""
    if done or properties.find(f"{w}rtl") is not None:
        for arabic, latin in _COMPLEX.items():
            value = properties.find(w + arabic)
            if value is not None and properties.find(w + latin) is None:
                value.addprevious(properties.makeelement(w + latin, value.attrib))
    _remove(element for name in ("rtl", "cs") for element in properties.findall(w + name))
    for language in properties.findall(f"{w}lang"):
        if language.get(f"{w}val", "").startswith("ar") or (done and f"{w}bidi" in language.attrib):
            language.set(f"{w}val", "en-US")


def _right_to_left(package: Package, members: Sequence[str]) -> frozenset[str]:
    """The styles that make a paragraph right-to-left, by themselves or through those they are based on; "" for all."""
    found: dict[str, bool | None] = {}
    based: dict[str, str] = {}
    normal = ""
    for member in members:
        root = package.xml(member)
        w = f"{{{namespace(root)}}}"
        for style in root.iter(f"{w}style", f"{w}pPrDefault"):
            name = style.get(f"{w}styleId", "")
            bidi = style.find(f"{w}pPr/{w}bidi")
            found[name] = None if bidi is None else _is_on(bidi, w)
            base = style.find(f"{w}basedOn")
            based[name] = "" if base is None else base.get(f"{w}val", "")
            if style.get(f"{w}default") and style.get(f"{w}type") == "paragraph":
                normal = name
    names = set()
    for name in found:
        seen: set[str] = set()
        one = name
        while found.get(one) is None and one and one not in seen:
            seen.add(one)
            one = based.get(one, "")
        if found.get(one):
            names.add(name)
    return frozenset(names | {""} if normal in names else names - {""})


def _style(paragraph: Element) -> str:
    w = f"{{{namespace(paragraph)}}}"
    style = paragraph.find(f"{w}pPr/{w}pStyle")
    return "" if style is None else str(style.get(f"{w}val", ""))


def _is_on(element: Element, w: str) -> bool:
    return element.get(f"{w}val", "1") not in ("0", "false", "off")


def _attribute(element: Element, name: str) -> str:
    return f"{{{namespace(element)}}}{name}"


def _remove(elements: Iterator[Element] | Sequence[Element]) -> None:
    for element in list(elements):
        element.getparent().remove(element)
