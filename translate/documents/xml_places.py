"""XML as a tree of elements that know where they stand, so that what is not changed stays byte for byte.

The parser is expat, which loads nothing from outside; a document that declares entities of its own is refused before
one of them is expanded.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from models.errors import InputError

_DEEPEST = 200  # elements in each other; a document has some ten
_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([\w.:-]+)")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_OPENING = re.compile(r"<[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>")


@dataclass(slots=True)
class Element:
    """An element: `[start:end]` of the text, its tag up to `inner`, what is in it up to `closing`."""

    name: str
    attributes: dict[str, str]
    parent: "Element | None"
    start: int
    inner: int
    closing: int = 0
    end: int = 0
    children: list["Element"] = field(default_factory=list)

    @property
    def local(self) -> str:
        """Its name without the prefix of its namespace."""
        return self.name.rpartition(":")[2]

    def child(self, local: str) -> "Element | None":
        """The first of its children called `local`."""
        return next((child for child in self.children if child.local == local), None)

    def walk(self) -> Iterator["Element"]:
        """It and all in it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def attribute(self, name: str) -> str | None:
        """What it says of `name`, or else the nearest element around it."""
        here: Element | None = self
        while here is not None:
            if name in here.attributes:
                return here.attributes[name]
            here = here.parent
        return None


def decode(data: bytes) -> tuple[str, str]:
    """The text of an XML document, with its byte order mark, and its encoding.

    Raises InputError when it is not what it says it is.
    """
    found = _DECLARED.match(data.lstrip())
    encoding = found[1].decode("ascii") if found else "utf-8"
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), encoding)
    try:
        return data.decode(encoding), encoding
    except LookupError:
        raise InputError(f"says that its encoding is '{encoding}', which there is not; save it as UTF-8") from None
    except UnicodeError as error:
        raise InputError(f"is not {encoding}, as it says ({error}); save it as UTF-8") from None


def encode(text: str, encoding: str) -> bytes:
    """`text` in its encoding; characters that it has not are written as their numbers."""
    return text.encode(encoding, "xmlcharrefreplace")


def parse(text: str) -> Element:
    """The root of the XML document `text`.

    Raises InputError when it is broken, declares entities or has elements in each other without end.
    """
    begin = int(text.startswith("\ufeff"))
    top: list[Element] = []
    path: list[Element] = []
    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = False
    parser.buffer_text = True

    def opened(name: str, attributes: dict[str, str]) -> None:
        if len(path) >= _DEEPEST:
            raise InputError(f"has more than {_DEEPEST} elements in each other, which no document of the kind has")
        start = begin + parser.CurrentByteIndex
        tag = _OPENING.match(text, start)
        parent = path[-1] if path else None
        element = Element(name, attributes, parent, start, tag.end() if tag else start)
        (parent.children if parent else top).append(element)
        path.append(element)

    def closed(name: str) -> None:
        element = path.pop()
        if text[element.inner - 2] == "/":
            element.closing = element.end = element.inner
        else:
            element.closing = begin + parser.CurrentByteIndex
            element.end = text.index(">", element.closing) + 1

    def refused(*_: object) -> None:
        raise InputError("declares entities of its own; no document of the kind needs any, so write them out")

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.EntityDeclHandler = refused
    # One byte a character: then the parser's offsets are ours. Only markup matters to it, and that is ASCII.
    plain = re.sub(r"[^\0-\x7f]", "x", text[begin:]).encode("ascii")
    try:
        parser.Parse(plain, True)
    except expat.ExpatError as error:
        raise InputError(f"is broken XML ({error}); fetch it again, or mend it") from None
    return top[0]


def with_attribute(tag: str, name: str, value: str) -> str:
    """The opening `tag` with an attribute, whose value needs no escapes.

    >>> with_attribute('<target state="new"/>', "state", "translated")
    '<target state="translated"/>'
    """
    there = re.compile(rf"(\s{re.escape(name)}\s*=\s*)(?:\"[^\"]*\"|'[^']*')")
    if there.search(tag):
        return there.sub(lambda found: f'{found[1]}"{value}"', tag, count=1)
    return re.sub(r"\s*(/?>)\Z", lambda found: f' {name}="{value}"{found[1]}', tag)
