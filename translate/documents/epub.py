"""EPUB: the chapters of a book are web pages (see translate.documents.html); so are its title and contents."""

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from models.errors import InputError
from translate.documents.archive import Archive, open_archive
from translate.documents.base import Block, Document
from translate.documents.declared import decode_page
from translate.documents.formats import Reading
from translate.documents.html import Html, Xhtml
from translate.documents.html_tags import OPEN, Token, tokens
from translate.documents.labels import Labels
from translate.documents.turned import turned_style

_KIND = "book (.epub)"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Fonts are obfuscated for the sake of their licences; the words of such a book can be read (EPUB OCF 3.3, 4.4).
_HARMLESS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_XHTML, _HTML, _NCX, _CSS = "application/xhtml+xml", "text/html", "application/x-dtbncx+xml", "text/css"


@dataclass(frozen=True, slots=True)
class _Part:
    """A member of the book and its media type; `package` for the file that lists the others."""

    name: str
    media: str


class Epub:
    """Books, as an archive of web pages; everything else in it stays as it is."""

    binary = True

    def __init__(self, reading: Reading) -> None:
        self._pages = {_XHTML: Xhtml(reading), _HTML: Html(reading)}
        self._labels = {_NCX: Labels(["text"]), "package": Labels(["dc:title", "dc:description"], ["dc:language"])}

    def read(self, source: bytes) -> Document:
        """Find the blocks of the title, the table of contents and every chapter, as the book lists them."""
        archive = _opened(source)
        blocks = [
            replace(block, ref=(part.name, block.ref))
            for part in _parts(archive)
            for block in self._blocks(part, archive.members[part.name])
        ]
        return Document(tuple(blocks), source)

    def write(self, document: Document, blocks: Sequence[Block]) -> bytes:
        """The book with the members that hold changed blocks written anew, and read from left to right."""
        if len(blocks) != len(document.blocks):
            raise ValueError(f"{len(document.blocks)} blocks but {len(blocks)} translations")
        if not isinstance(document.source, bytes):
            raise TypeError("a book is read from bytes")
        new: dict[str, list[Block]] = {}
        for old, block in zip(document.blocks, blocks, strict=True):
            new.setdefault(old.ref[0], []).append(replace(block, ref=old.ref[1]))
        if all((a.text, a.marks) == (b.text, b.marks) for a, b in zip(document.blocks, blocks, strict=True)):
            return document.source
        archive = _opened(document.source)
        written = {
            part.name: self._written(part, archive.members[part.name], new.get(part.name, []))
            for part in _parts(archive)
        }
        return archive.written({name: data for name, data in written.items() if data != archive.members[name]})

    def _blocks(self, part: _Part, data: bytes) -> Sequence[Block]:
        try:
            if part.media in self._pages:
                return self._pages[part.media].read(data).blocks
            return self._labels[part.media].read(data) if part.media in self._labels else []
        except InputError as error:
            raise InputError(f"{part.name} in it: {error}") from error

    def _written(self, part: _Part, data: bytes, blocks: Sequence[Block]) -> bytes:
        if part.media == _CSS:
            text, encoding = decode_page(data)
            return turned_style(text).encode(encoding)
        old = self._blocks(part, data)
        if part.media in self._pages:
            return self._pages[part.media].write(Document(tuple(old), data), blocks)
        changed = [new for was, new in zip(old, blocks, strict=True) if was.text != new.text]
        return self._labels[part.media].write(data, changed)


def _opened(source: bytes) -> Archive:
    archive = open_archive(source, _KIND)
    encryption = archive.members.get(_ENCRYPTION)
    if encryption is not None:
        methods = [tag.value("algorithm") for tag in _tags(encryption) if tag.name.endswith("encryptionmethod")]
        if any(method not in _HARMLESS for method in methods):
            raise InputError("is encrypted (DRM), so its words cannot be read; get a copy of the book without it")
    if _CONTAINER not in archive.members:
        raise InputError(f"is no {_KIND}: it lacks {_CONTAINER}; export it from the program that made it again")
    return archive


def _parts(archive: Archive) -> Iterator[_Part]:
    """The members that hold words, or say how words are set."""
    for root in _tags(archive.members[_CONTAINER]):
        name = root.value("full-path") if root.name == "rootfile" else None
        if name is None:
            continue
        if name not in archive.members:
            raise InputError(f"is a damaged {_KIND}: it lacks {name}; export it from the program that made it again")
        yield _Part(name, "package")
        for item in dict.fromkeys(_items(archive, name)):
            if item.media in (_XHTML, _HTML, _NCX, _CSS) and item.name in archive.members:
                yield item


def _items(archive: Archive, package: str) -> Iterator[_Part]:
    """What the file `package` lists: first what is read from beginning to end, then the rest."""
    items: dict[str, _Part] = {}
    spine: list[str] = []
    for tag in _tags(archive.members[package]):
        kind = tag.name.removeprefix("opf:")
        link = tag.value("href")
        if kind == "item" and link:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(package), unquote(link)))
            items[tag.value("id") or path] = _Part(path, (tag.value("media-type") or "").lower())
        elif kind == "itemref":
            spine.append(tag.value("idref") or "")
    yield from (items[name] for name in spine if name in items)
    yield from items.values()


def _tags(data: bytes) -> Iterator[Token]:
    text, _ = decode_page(data)
    return (token for token in tokens(text, xml=True) if token.kind == OPEN)
