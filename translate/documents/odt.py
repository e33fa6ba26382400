"""OpenDocument text: the paragraphs of text, tables, headers, footers, notes, comments and text boxes are blocks.

OpenDocument 1.3, part 3. Words stand in the text of a paragraph and in its spans; a span's style often says only when
it was edited, so that spans are told apart by what their styles show.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from models.errors import InputError
from translate.arabic.letters import has_arabic
from translate.documents.formats import Reading
from translate.documents.office import TITLE, Member, Office, look
from translate.documents.package import Element, Package
from translate.documents.parts import BREAK, DEEPEST, Around, End, Part, Range, Run, Thing, paired, raised, span

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TEXT, STYLE, TABLE = (_OASIS % name for name in ("office", "text", "style", "table"))
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_MIMETYPE = "application/vnd.oasis.opendocument.text"

_WORDS, _PROPERTIES = ("content.xml", "styles.xml"), "meta.xml"
_BLANKS = re.compile("[ \t\r\n]+")
_MANY_BLANKS = re.compile("^ +| {2,}| +$")
_MOST_BLANKS = 1000  # in a row; a larger number is an attack on memory
_AROUND = frozenset({f"{TEXT}a", f"{TEXT}meta", f"{TEXT}placeholder"})
_PASSING = frozenset({f"{TEXT}soft-page-break"})
# What the properties of a text style say besides how it looks.
_NOISE = frozenset(
    {"rsid", "paragraph-rsid", "language", "country", "script", "rfc-language-tag"}
    | {
        f"{name}-{script}"
        for name in ("language", "country", "script", "rfc-language-tag")
        for script in ("asian", "complex")
    }
)
_COMPLEX = ("font-size", "font-weight", "font-style")  # what Arabic has of its own beside the rest
_RIGHT_TO_LEFT = {"rl-tb": "lr-tb", "rl": "lr", "tb-rl": "lr-tb"}


class Odt(Office):
    """Words in, words out; styles, pictures, fields and notes stay, and the text runs from left to right."""

    kind = "OpenDocument text (.odt)"

    def __init__(self, reading: Reading) -> None:
        """A document says itself where its paragraphs end: nothing of `reading` applies."""

    def members(self, package: Package) -> list[Member]:
        """The text, its headers and footers, and its title."""
        mimetype = package.members.get("mimetype", b"").decode("ascii", errors="replace").strip()
        if not mimetype.startswith(_MIMETYPE):
            other = f"holds {mimetype}; give it the right ending" if mimetype else "lacks its mimetype; save it again"
            raise InputError(f"is no {self.kind}: it {other}")
        if b"encryption-data" in package.members.get("META-INF/manifest.xml", b""):
            raise InputError("is encrypted; open it and save it without a password")
        grammar = OpenDocument()
        found = [Member(name, grammar) for name in _WORDS if name == _WORDS[0] or name in package.members]
        return [*found, *([Member(_PROPERTIES, TITLE)] if _PROPERTIES in package.members else [])]


@dataclass(frozen=True, slots=True)
class _Piece:
    """An element as it is, and the spans that it stands in."""

    element: Element
    spans: tuple[Element, ...]


class OpenDocument:
    """Paragraphs and headings of OpenDocument."""

    def __init__(self) -> None:
        self._looks: dict[str, tuple[object, ...]] = {}

    def paragraphs(self, root: Element) -> Iterator[tuple[str, Element]]:
        """Every paragraph, in tables, notes and frames too, but for those that tracked changes have deleted."""
        self._looks = _text_styles(root)
        for paragraph in root.iter(f"{TEXT}p", f"{TEXT}h"):
            if next(paragraph.iterancestors(f"{TEXT}tracked-changes"), None) is None:
                parent = paragraph.getparent().tag
                heading = paragraph.tag == f"{TEXT}h"
                yield "heading" if heading else "cell" if parent == f"{TABLE}table-cell" else "paragraph", paragraph

    def parts(self, paragraph: Element) -> list[Part]:
        """Its text, spans, links, notes and fields."""
        return paired(self._inner(paragraph, ()), span)

    def put(self, paragraph: Element, parts: Sequence[Part]) -> None:
        """What it holds is what `parts` say."""
        _fill(paragraph, parts, set())

    def turn(self, root: Element, arabic: frozenset[Element], done: frozenset[Element]) -> None:
        """Turn styles, which are all that has a direction here."""
        # In tables right tells numbers from words.
        styles = {one.get(f"{TEXT}style-name") for one in done if one.getparent().tag != f"{TABLE}table-cell"}
        for properties in root.iter(f"{STYLE}*"):
            mode = properties.get(f"{STYLE}writing-mode", "")
            alignment = properties.get(f"{_FO}text-align")
            was_right = mode in _RIGHT_TO_LEFT
            if was_right:
                properties.set(f"{STYLE}writing-mode", _RIGHT_TO_LEFT[mode])
                if properties.get(f"{TABLE}align") == "right":
                    properties.set(f"{TABLE}align", "left")
            # LibreOffice writes `end` for what is flush right, whichever way the text runs.
            if alignment in ("end", "right") and (was_right or properties.getparent().get(f"{STYLE}name") in styles):
                properties.set(f"{_FO}text-align", "start")
            if properties.tag == f"{STYLE}text-properties":
                _turn_letters(properties)

    def _inner(self, element: Element, spans: tuple[Element, ...], depth: int = 0) -> Iterator[Part | End]:
        yield from self._words(element.text, spans)
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _PASSING:
                pass
            elif child.tag == f"{TEXT}span":
                yield from self._inner(child, (*spans, child), depth)
            elif child.tag == f"{TEXT}s":
                yield from self._words(" ", spans, " " * _count(child))
            elif child.tag in _AROUND and depth < DEEPEST:
                yield Around(tuple(paired(self._inner(child, (), depth + 1), span)), _Piece(child, spans))
            else:
                yield _thing(_Piece(child, spans))
            yield from self._words(child.tail, spans)

    def _words(self, text: str | None, spans: tuple[Element, ...], blanks: str | None = None) -> Iterator[Run | Thing]:
        if text:
            names = (one.get(f"{TEXT}style-name", "") for one in spans)
            shows = tuple(look for name in names if (look := self._looks.get(name, (name,))))
            run = Run(blanks or _BLANKS.sub(" ", text), shows, spans)
            yield raised(run) if any(_is_high(one) for one in shows) else run


def _is_high(shows: tuple[object, ...]) -> bool:
    return any(
        isinstance(one, tuple) and one[0] == f"{STYLE}text-position" and re.match(r"super|[1-9]", str(one[1]))
        for one in shows
    )


def _count(blanks: Element) -> int:
    number = blanks.get(f"{TEXT}c", "1")
    return min(int(number), _MOST_BLANKS) if number.isdecimal() else 1


def _thing(piece: _Piece) -> Thing | End:
    element = piece.element
    name = element.tag.rpartition("}")[2]
    if name == "tab":
        return Thing((piece,), BREAK, hard=True)
    if name == "line-break":
        return Thing((piece,), BREAK)
    if name.endswith(("-start", "-end")) and element.tag.startswith(TEXT):
        sort, _, side = name.rpartition("-")
        known = element.get(f"{TEXT}name") or element.get(f"{TEXT}id") or element.get(f"{TEXT}change-id")
        return End(f"{sort} {known}", side == "start", Thing((piece,)))
    if name in ("annotation", "annotation-end") and element.get(f"{OFFICE}name"):
        return End(f"annotation {element.get(f'{OFFICE}name')}", name == "annotation", Thing((piece,)))
    text = "" if len(element) else (element.text or "").strip()
    return Thing((piece,), "" if has_arabic(text) else text)


def _text_styles(root: Element) -> dict[str, tuple[object, ...]]:
    """What each automatic style of a span shows; nothing where it only says when it was edited, or in what language."""
    shows = {}
    for style in root.iterfind(f"{OFFICE}automatic-styles/{STYLE}style"):
        if style.get(f"{STYLE}family") == "text":
            properties = look(style.find(f"{STYLE}text-properties"), _NOISE)
            parent = style.get(f"{STYLE}parent-style-name")
            shows[style.get(f"{STYLE}name", "")] = ((parent,) if parent else ()) + properties
    return shows


def _fill(element: Element, parts: Sequence[Part], used: set[Element]) -> None:
    """Replace what a paragraph or a link holds.

    `used`: links that have been written, of which it takes copies to write them again.
    """
    written: list[tuple[Any, tuple[Element, ...]]] = list(_written(parts, used))
    for child in list(element):
        element.remove(child)
    element.text = None
    open_spans: list[tuple[Element, Element]] = []  # each span of the source that is open, and the one written for it
    blank = True
    for number, (content, spans) in enumerate(written):
        common = 0
        while common < min(len(open_spans), len(spans)) and open_spans[common][0] is spans[common]:
            common += 1
        del open_spans[common:]
        for one in spans[common:]:
            parent = open_spans[-1][1] if open_spans else element
            fresh = parent.makeelement(one.tag, one.attrib, one.nsmap)
            parent.append(fresh)
            open_spans.append((one, fresh))
        parent = open_spans[-1][1] if open_spans else element
        if isinstance(content, str):
            _write_words(parent, content, blank, number == len(written) - 1)
            blank = content.endswith(" ")
        else:
            content.tail = None
            parent.append(content)
            blank = False


def _written(parts: Sequence[Part], used: set[Element]) -> Iterator[tuple[Any, tuple[Element, ...]]]:
    """Words and elements, and the spans that each stands in."""
    for part in parts:
        if isinstance(part, Run):
            yield part.text, part.form or ()
        elif isinstance(part, Thing):
            for form in part.forms:
                yield (form.text, form.form) if isinstance(form, Run) else (form.element, form.spans)
        elif isinstance(part, Range):
            yield from _written((part.head, *part.inner, part.tail), used)
        else:
            whole = part.form.element
            if whole in used:
                whole = deepcopy(whole)
            used.add(whole)
            _fill(whole, part.inner, used)
            yield whole, part.form.spans


def _write_words(parent: Element, text: str, blank: bool, last: bool) -> None:
    """Add `text` at the end of `parent`; white space that would collapse with what stands before it as text:s."""
    place = 0
    for found in _MANY_BLANKS.finditer(text):
        start, end = found.span()
        kept = int(not (start == 0 and blank) and not (end == len(text) and last))
        _append_text(parent, text[place : start + kept])
        if end - start > kept:
            space = parent.makeelement(f"{TEXT}s", {f"{TEXT}c": str(end - start - kept)})
            parent.append(space)
        place = end
    _append_text(parent, text[place:])


def _append_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _turn_letters(properties: Element) -> None:
    """What Arabic letters have of their own is what Latin ones have, where they have nothing."""
    for name in _COMPLEX:
        value = properties.get(f"{STYLE}{name}-complex")
        if value is not None and f"{_FO}{name}" not in properties.attrib:
            properties.set(f"{_FO}{name}", value)
    if properties.get(f"{_FO}language") == "ar":
        properties.set(f"{_FO}language", "en")
        properties.set(f"{_FO}country", "US")
