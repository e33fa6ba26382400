"""Paragraphs of DrawingML (ECMA-376, part 1, 21): slides, their notes and tables, charts and SmartArt."""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree

from translate.arabic.letters import has_arabic
from translate.documents.office import local, look, namespace
from translate.documents.package import Element
from translate.documents.parts import BREAK, Part, Run, Thing, raised

_NAMESPACES = frozenset(
    {"http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"}
)
_PROPERTIES = frozenset({"pPr", "endParaRPr"})
_NOISE = frozenset({"lang", "altLang", "dirty", "err", "smtClean", "smtId", "noProof", "bmk", "rtl", "ext", "extLst"})
_TABULATOR = "\t"
_OTHER_SIDE = {"r": "l", "l": "r"}


@dataclass(frozen=True, slots=True)
class _Tabulator:
    """A tabulator, which is a character in a run like `run`."""

    run: Element


class Drawing:
    """Paragraphs of DrawingML, in whatever they stand. A link is a property of its run."""

    def paragraphs(self, root: Element) -> Iterator[tuple[str, Element]]:
        """Every paragraph, in tables and groups too."""
        for paragraph in root.iter("{*}p"):
            if namespace(paragraph) in _NAMESPACES:
                yield "cell" if _is_cell(paragraph) else "paragraph", paragraph

    def parts(self, paragraph: Element) -> list[Part]:
        """Its runs, fields and line breaks."""
        parts: list[Part] = []
        for child in paragraph:
            name = local(child)
            if name in _PROPERTIES:
                continue
            if name == "r":
                parts += _in_run(child)
            elif name == "fld":
                text = "".join(child.itertext(f"{{{namespace(child)}}}t"))
                parts.append(Thing((child,), "" if has_arabic(text) else text.strip()))
            else:
                parts.append(Thing((child,), BREAK if name == "br" else ""))
        return parts

    def put(self, paragraph: Element, parts: Sequence[Part]) -> None:
        """Its properties with what `parts` say between them."""
        built = list(_built(parts))
        for child in list(paragraph):
            if local(child) not in _PROPERTIES:
                paragraph.remove(child)
        last = len(paragraph) - (len(paragraph) > 0 and local(paragraph[-1]) == "endParaRPr")
        paragraph[last:last] = built

    def turn(self, root: Element, arabic: frozenset[Element], done: frozenset[Element]) -> None:
        """Paragraphs, their styles, columns and tables: left and right are those of the page here."""
        left = {paragraph.find(f"{{{namespace(paragraph)}}}pPr") for paragraph in arabic}
        free = (paragraph for paragraph in done if not _is_cell(paragraph))  # in tables right tells numbers from words
        changed = {paragraph.find(f"{{{namespace(paragraph)}}}pPr") for paragraph in free}
        for element in root.iter("{*}*"):
            if namespace(element) not in _NAMESPACES or element in left:
                continue
            if "rtl" in element.attrib and element.get("rtl") not in ("0", "false"):
                element.set("rtl", "0")
                if "algn" in element.attrib:
                    element.set("algn", _OTHER_SIDE.get(element.get("algn"), element.get("algn")))
            elif element in changed and element.get("algn") == "r":
                element.set("algn", "l")
            if "rtlCol" in element.attrib:
                element.set("rtlCol", "0")
        for _, paragraph in self.paragraphs(root):
            for properties in paragraph.iter("{*}rPr", "{*}endParaRPr") if paragraph not in arabic else ():
                language = properties.get("lang", "en")
                if language.startswith("ar") or (paragraph in done and not language.startswith("en")):
                    properties.set("lang", "en-US")


def _is_cell(paragraph: Element) -> bool:
    holder = paragraph.getparent().getparent()
    return holder is not None and local(holder) == "tc"


def _in_run(run: Element) -> Iterator[Part]:
    a = f"{{{namespace(run)}}}"
    properties = run.find(f"{a}rPr")
    looks = look(properties, _NOISE)
    high = properties is not None and properties.get("baseline", "0")[0] not in "-0"
    text = "".join(run.itertext(f"{a}t"))
    for number, piece in enumerate(text.split(_TABULATOR)):
        if number:
            yield Thing((_Tabulator(run),), BREAK, hard=True)
        if piece:
            yield raised(Run(piece, looks, run)) if high else Run(piece, looks, run)


def _built(parts: Iterable[Any]) -> Iterator[Element]:
    for part in parts:
        if isinstance(part, Run):
            yield _run(part.form, part.text)
        elif isinstance(part, _Tabulator):
            yield _run(part.run, _TABULATOR)
        elif isinstance(part, Thing):
            yield from _built(part.forms)
        else:
            yield part


def _run(like: Element, text: str) -> Element:
    run: Any = like.makeelement(like.tag, like.attrib, like.nsmap)
    properties = like.find(f"{{{namespace(like)}}}rPr")
    if properties is not None:
        run.append(deepcopy(properties))
    etree.SubElement(run, f"{{{namespace(like)}}}t").text = text
    return run
