"""XLIFF 1.2 and 2.x: a source in Arabic gets a target in English, to be reviewed.

https://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html and /v1.2/os/xliff-core.html. Everything but the
targets that are filled, their state and the language of the targets stays byte for byte.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.errors import InputError
from translate.arabic.letters import has_arabic
from translate.documents.base import LINE, Block, Document, woven
from translate.documents.formats import Reading
from translate.documents.splicing import replaced
from translate.documents.tags import Piece, words_and_marks
from translate.documents.xml_places import Element, decode, encode, parse, with_attribute

_AROUND = ("g", "pc", "mrk")  # elements around words; all others are codes by themselves
_BEGINS, _ENDS = ("bx", "bpt", "sc", "sm"), ("ex", "ept", "ec", "em")  # two elements, around words together
_PROTECTED = re.compile(r"<[\w:]*mrk\s[^>]*(?:mtype\s*=\s*[\"']protected|translate\s*=\s*[\"']no)")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_WIDEST_GAP = 200  # characters of indentation
_NEW = (None, "new", "needs-translation", "initial")  # states of what nobody has translated


@dataclass(frozen=True, slots=True)
class _Unit:
    """A trans-unit of 1.2 or a segment of 2.x: what is translated, what is filled, and whose state that is."""

    content: Element
    target: Element | None
    holder: Element
    new: bool  # 2.x


class Xliff:
    """Units in, the same units with their English out."""

    binary = True

    def __init__(self, reading: Reading) -> None:
        """XLIFF says itself what is a text: nothing of `reading` applies."""

    def read(self, data: bytes) -> Document:
        """Find the sources in Arabic that have no target.

        Raises InputError when it is broken, no XLIFF, or not from Arabic into English.
        """
        text, _ = decode(data)
        root = parse(text)
        if root.local != "xliff":
            raise InputError(f"is no XLIFF: its root is <{root.name}>; other XML has no reader here")
        others: set[str] = set()
        blocks: list[Block] = []
        done = 0
        for unit in _units(root):
            languages = _languages(unit)
            if not (_is(languages[0], "ar") and _is(languages[1], "en")):
                others.add(" into ".join(language or "(no language)" for language in languages))
                continue
            block = _block(text, unit)
            if block is not None and any(map(has_arabic, _own_words(block))):
                if _is_open(text, unit):
                    blocks.append(block)
                else:
                    done += 1
        if others and not blocks:
            raise InputError(f"is from {', from '.join(sorted(others)[:5])}; jisr translates from ar into en")
        if done and not blocks:
            raise InputError("has a target already for each source in Arabic; there is nothing to fill in")
        return Document(tuple(blocks), data)

    def write(self, document: Document, blocks: Sequence[Block]) -> bytes:
        """Fill the targets, and say of each that it wants a review.

        Raises ValueError when there are more or fewer blocks than the document has.
        """
        if len(blocks) != len(document.blocks):
            raise ValueError(f"{len(document.blocks)} blocks but {len(blocks)} translations")
        data = document.source if isinstance(document.source, bytes) else document.source.encode()
        text, encoding = decode(data)
        edits: dict[tuple[int, int], str] = {}
        for block, translated in zip(document.blocks, blocks, strict=True):
            if (block.text, block.marks) != (translated.text, translated.marks):
                for start, end, written in _edits(text, block.ref, translated):
                    edits[start, end] = written
        return encode(replaced(text, ((*place, edits[place]) for place in sorted(edits))), encoding)


def _units(root: Element) -> Iterator[_Unit]:
    for element in root.walk():
        if element.local not in ("trans-unit", "segment") or element.attribute("translate") == "no":
            continue
        content = element.child("seg-source") or element.child("source")  # with its segments, which the target has too
        if content is not None:
            yield _Unit(content, element.child("target"), element, element.local == "segment")


def _languages(unit: _Unit) -> tuple[str, str]:
    names = ("srcLang", "trgLang") if unit.new else ("source-language", "target-language")
    source, target = (unit.holder.attribute(name) or "" for name in names)
    return source, target


def _is(stated: str, language: str) -> bool:
    return not stated or re.match(rf"{language}(?![a-z])", stated, re.IGNORECASE) is not None


def _is_open(text: str, unit: _Unit) -> bool:
    """Whether there is no target, or only a copy of the source that says it is none."""
    target = unit.target
    if target is None or not text[target.inner : target.closing].strip():
        return True
    state = (unit.holder if unit.new else target).attributes.get("state")
    return state in _NEW and text[target.inner : target.closing] == text[unit.content.inner : unit.content.closing]


def _block(text: str, unit: _Unit) -> Block | None:
    pieces = _paired(list(_pieces(text, unit.content)))
    if not pieces:
        return None
    words, marks = words_and_marks(text, pieces, shown=_shown)
    marks = tuple(replace(mark, kept=_PROTECTED.match(mark.tag[0]) is not None) for mark in marks)
    kept_breaks = unit.content.attribute("xml:space") == "preserve" or "\n" not in words.strip()
    return Block(words, LINE if kept_breaks else "paragraph", unit, marks)


def _own_words(block: Block) -> Iterator[str]:
    """What is in `block` beside what is kept."""
    place = 0
    for mark in block.marks:
        if mark.kept and mark.start >= place:
            yield block.text[place : mark.start]
            place = mark.end
    yield block.text[place:]


def _pieces(text: str, content: Element) -> Iterator[tuple[Piece, str]]:
    """What is in `content`, each with the code that it begins (+) or ends (-), if any."""
    place = content.inner
    for child in content.children:
        if place < child.start:
            yield Piece(place, child.start, tag=False), ""
        place = child.end
        key = child.attributes.get("rid") or child.attributes.get("startRef") or child.attributes.get("id") or ""
        if child.local in _AROUND and child.inner < child.end:
            yield Piece(child.start, child.inner, tag=True), f"+{child.start}"
            yield from _pieces(text, child)
            yield Piece(child.closing, child.end, tag=True), f"-{child.start}"
        elif child.local in _BEGINS + _ENDS:
            sort = (_BEGINS if child.local in _BEGINS else _ENDS).index(child.local)
            yield Piece(child.start, child.end, tag=True), f"{'+-'[child.local in _ENDS]}{sort} {key}"
        else:
            yield Piece(child.start, child.end, tag=True), ""
    if place < content.closing:
        yield Piece(place, content.closing, tag=False), ""


def _paired(pieces: Sequence[tuple[Piece, str]]) -> list[Piece]:
    """`pieces` with the numbers of their counterparts, where nothing crosses."""
    opened: list[tuple[str, int]] = []
    found = [piece for piece, _ in pieces]
    for number, (piece, key) in enumerate(pieces):
        if key.startswith("+"):
            opened.append((key[1:], number))
        elif key and (before := next((n for name, n in reversed(opened) if name == key[1:]), None)) is not None:
            while opened.pop()[1] != before:
                pass
            found[before] = replace(found[before], other=number)
            found[number] = replace(piece, other=before)
    return found


def _shown(text: str) -> str:
    parts, place = [], 0
    for found in _CDATA.finditer(text):
        parts += [html.unescape(text[place : found.start()]), found[1] or ""]
        place = found.end()
    return "".join([*parts, html.unescape(text[place:])])


def _edits(text: str, unit: _Unit, translated: Block) -> Iterator[tuple[int, int, str]]:
    words = woven(translated, lambda mark: mark.tag, lambda part: html.escape(part, quote=False))
    yield from _language_edit(text, unit)
    target = unit.target
    if unit.new:
        yield _attribute(text, unit.holder, state="translated")
    if target is None:
        source = unit.content
        prefix = source.name.removesuffix(source.local)
        opening = _opening(f"<{prefix}target>", unit)
        before = text[max(0, source.start - _WIDEST_GAP) : source.start]
        gap = before[len(before.rstrip()) :]
        yield source.end, source.end, f"{gap}{opening}{words}</{prefix}target>"
        return
    tag = text[target.start : target.inner]
    opening = _opening(re.sub(r"\s*/>\Z", ">", tag), unit)
    yield target.start, target.end, f"{opening}{words}</{target.name}>"


def _opening(tag: str, unit: _Unit) -> str:
    if unit.new:
        return tag
    return with_attribute(with_attribute(tag, "state", "needs-review-translation"), "state-qualifier", "leveraged-mt")


def _language_edit(text: str, unit: _Unit) -> Iterator[tuple[int, int, str]]:
    """The language of the target, where it is not said yet."""
    if _languages(unit)[1]:
        return
    name, holder = ("trgLang", "xliff") if unit.new else ("target-language", "file")
    here: Element | None = unit.holder
    while here is not None and here.local != holder:
        here = here.parent
    if here is not None:
        yield _attribute(text, here, **{name: "en"})


def _attribute(text: str, element: Element, **attributes: str) -> tuple[int, int, str]:
    tag = text[element.start : element.inner]
    for name, value in attributes.items():
        tag = with_attribute(tag, name, value)
    return element.start, element.inner, tag
