"""Word: the paragraphs of text, tables, headers, footers, notes, comments and text boxes are blocks.

WordprocessingML (ECMA-376, part 1, 17), transitional and strict alike. What is deleted, and what a field instructs, is
no text. In a right-to-left paragraph left means where lines begin, so that alignment and indents turn with it.
"""

from collections.abc import Iterable, Iterator, Sequence

from translate.arabic.letters import has_arabic
from translate.documents.drawing import Drawing
from translate.documents.formats import Reading
from translate.documents.office import TITLE, Member, Office, local, namespace
from translate.documents.opc import typed_members
from translate.documents.package import Element, Package
from translate.documents.parts import Part
from translate.documents.wordprocessing import parts_of, put_parts

_WORDS = ("main", "footnotes", "endnotes", "header", "footer", "comments")
_DRAWN = ("chart", "diagramData", "diagramDrawing")
_LOOKS = ("styles", "numbering", "settings")
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
        return parts_of(paragraph)

    def put(self, paragraph: Element, parts: Sequence[Part]) -> None:
        """Its properties, and behind them what `parts` say."""
        put_parts(paragraph, parts)

    def turn(self, root: Element, arabic: frozenset[Element], done: frozenset[Element]) -> None:
        """Paragraphs, runs, tables, sections, styles and numberings."""
        w = f"{{{namespace(root)}}}"
        for paragraph in root.iter(f"{w}p"):
            if paragraph not in arabic:
                self._turn_paragraph(paragraph, w, paragraph in done)
        for name in ("bidiVisual", "rtlGutter"):
            _remove(root.iter(w + name))
        _remove(element for section in root.iter(f"{w}sectPr") for element in section.findall(f"{w}bidi"))
        for element in root.iter(f"{w}dir", f"{w}bdo"):
            element.set(f"{w}val", "ltr")
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
            in_table = local(paragraph.getparent()) == "tc"  # where it tells numbers from words
            if done and not (turned or in_table) and side is not None and side.get(f"{w}val") in ("right", "end"):
                side.set(f"{w}val", "left")
            _remove(properties.findall(f"{w}bidi"))
        for run in [properties, *paragraph.iter(f"{w}r")] if properties is not None else paragraph.iter(f"{w}r"):
            looks = run.find(f"{w}rPr")
            if looks is not None and not has_arabic("".join(run.itertext(f"{w}t"))):
                _turn_run(looks, w, done)


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


def _remove(elements: Iterable[Element]) -> None:
    for element in list(elements):
        element.getparent().remove(element)
