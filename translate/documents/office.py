"""What office documents have in common: an archive of XML members, and paragraphs in them with words in runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lxml import etree

from translate.arabic.letters import has_arabic
from translate.documents.base import Block, Document
from translate.documents.package import Element, Package, open_package
from translate.documents.parts import Part, Run, shown
from translate.documents.stretches import Layout


class Grammar(Protocol):
    """How one vocabulary of XML writes paragraphs."""

    def paragraphs(self, root: Element) -> Iterator[tuple[str, Element]]:
        """Each paragraph of the tree with the kind of its block, in order; some stand inside others (text boxes)."""
        ...

    def parts(self, paragraph: Element) -> list[Part]:
        """What a paragraph holds."""
        ...

    def put(self, paragraph: Element, parts: Sequence[Part]) -> None:
        """Replace what a paragraph holds; the words are English now."""
        ...

    def turn(self, root: Element, arabic: frozenset[Element], done: frozenset[Element]) -> None:
        """Make left-to-right what is right-to-left in the tree, but for the paragraphs in `arabic`.

        `done` are the paragraphs that were Arabic and are English now.
        """
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the archive and how it is written; one without `words` only says how things look."""

    name: str
    grammar: Grammar
    words: bool = True


class Office:
    """A format that is such an archive; a subclass says which members there are.

    A block's `ref` is the name of its member and the number of its paragraph there.
    """

    binary = True
    kind: str

    def members(self, package: Package) -> list[Member]:
        """The members that hold words or directions, in the order in which a person reads them.

        Raises InputError when the archive is a document of another kind.
        """
        raise NotImplementedError

    def read(self, source: bytes) -> Document:
        """Find the paragraphs of the document in `source`."""
        package = open_package(source, self.kind)
        blocks: list[Block] = []
        for member in self.members(package):
            if member.words:
                blocks += (block for _, _, block in _paragraphs(member, package.xml(member.name)) if block)
        return Document(tuple(blocks), source)

    def write(self, document: Document, blocks: Sequence[Block]) -> bytes:
        """Put each block's text in the place of its paragraph; where any differs, the document runs left to right."""
        if len(blocks) != len(document.blocks):
            raise ValueError(f"{len(document.blocks)} blocks but {len(blocks)} translations")
        if not isinstance(document.source, bytes):
            raise TypeError("an office document is bytes")
        if all(a.text == b.text and a.marks == b.marks for a, b in zip(document.blocks, blocks, strict=True)):
            return document.source
        package = open_package(document.source, self.kind)
        translated = {block.ref: block for block in blocks}
        changed: dict[str, Element] = {}
        for member in self.members(package):
            root = package.xml(member.name)
            before = etree.tostring(root)
            _write_member(member, root, translated)
            if etree.tostring(root) != before:
                changed[member.name] = root
        return package.written(changed)


def _paragraphs(member: Member, root: Element) -> Iterator[tuple[Element, Layout, Block | None]]:
    # A list, as paragraphs are about to change.
    for number, (kind, paragraph) in enumerate(list(member.grammar.paragraphs(root))):
        layout = Layout(member.grammar.parts(paragraph))
        yield paragraph, layout, layout.block(kind, (member.name, number))


def _write_member(member: Member, root: Element, translated: dict[Any, Block]) -> None:
    arabic: set[Element] = set()
    done: set[Element] = set()
    if member.words:
        for paragraph, layout, block in _paragraphs(member, root):
            if block is None:
                continue
            new = translated[block.ref]
            if has_arabic(new.text):
                arabic.add(paragraph)
            elif has_arabic(block.text):
                done.add(paragraph)
            if new.text != block.text or new.marks != block.marks:
                member.grammar.put(paragraph, layout.parts(new))
    member.grammar.turn(root, frozenset(arabic), frozenset(done))


class Plain:
    """Elements that hold text and nothing else, such as a title among the properties."""

    def __init__(self, *tags: str) -> None:
        self._tags = tags

    def paragraphs(self, root: Element) -> Iterator[tuple[str, Element]]:
        """Each of the elements."""
        yield from (("paragraph", element) for element in root.iter(*self._tags) if len(element) == 0)

    def parts(self, paragraph: Element) -> list[Part]:
        """Its text, all of one look."""
        return [Run(paragraph.text or "", None)]

    def put(self, paragraph: Element, parts: Sequence[Part]) -> None:
        """Its text is what `parts` say."""
        paragraph.text = shown(parts)

    def turn(self, root: Element, arabic: frozenset[Element], done: frozenset[Element]) -> None:
        """Plain text has no direction."""


TITLE = Plain("{http://purl.org/dc/elements/1.1/}title")  # among the properties of all of them


def local(element: Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of an element; empty for a comment."""
    return element.tag[1:].partition("}")[0] if isinstance(element.tag, str) and element.tag[0] == "{" else ""


def look(properties: Element | None, noise: frozenset[str]) -> tuple[object, ...]:
    """What a run's properties say of how it looks: elements and attributes but for those named in `noise`.

    An element that is left without attributes by that says nothing.
    """
    if properties is None:
        return ()
    attributes = ((k, v) for k, v in sorted(properties.attrib.items()) if k.rpartition("}")[2] not in noise)
    inner = (
        (child.tag, *look(child, noise))
        for child in properties
        if local(child) not in noise and (not child.attrib or look(child, noise))
    )
    return (*attributes, *inner)
