"""XML, read as it comes: no tree, no entities but the five of XML itself, and nothing fetched.

Works on expat's events directly, so that memory does not grow with the file; entity declarations, which is what
"billion laughs" and the reading of other files are made of, are refused where they stand.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar
from xml.parsers import expat

from corpus.sources.streams import read_bytes
from corpus.sources.text import LONGEST_FIELD, encoding_hint
from models.errors import InputError

T = TypeVar("T")

DEEPEST = 256  # elements inside one another; TMX and XLIFF need a dozen
_LONGEST_MARKUP = 1 << 20  # bytes of one tag or comment; expat reads an unfinished one again with every piece
_LINE_BREAK = re.compile(r"<\s*br\b", re.IGNORECASE)
_BREAK_TYPES = frozenset({"lb", "x-lb", "xlf:lb"})


class Markup(Generic[T]):
    """What a format makes of elements and text; `found` is what it has made so far.

    Names are without their namespaces. A format overrides `start` and `end` and collects text between `collect` and
    `collected`; inside elements of `codes` it is left out, but for a blank where a code breaks the line.
    """

    codes: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.found: list[T] = []
        self.path: list[str] = []
        self._text: list[str] | None = None
        self._length = 0
        self._code: list[str] = []
        self._depth_of_code = 0
        self._breaks = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; `path` ends with its name."""
        raise NotImplementedError

    def end(self, name: str) -> None:
        """An element ends; `path` still ends with its name."""
        raise NotImplementedError

    def collect(self) -> None:
        """Keep the text from here on."""
        self._text, self._length = [], 0

    def collected(self) -> str:
        """The text since `collect`."""
        text, self._text = "".join(self._text or ()), None
        return text

    def open(self, name: str, attributes: dict[str, str]) -> None:
        """What the parser calls where an element begins."""
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise InputError(f"more than {DEEPEST} elements inside one another; no such file has that")
        if self._depth_of_code:
            return
        if self._text is not None and name in self.codes:
            self._depth_of_code, self._code = len(self.path), []
            kinds = (attributes.get(key) for key in ("type", "ctype", "subType"))
            self._breaks = any(kind in _BREAK_TYPES for kind in kinds)
            return
        self.start(name, attributes)

    def close(self, name: str) -> None:
        """What the parser calls where an element ends."""
        if not self._depth_of_code:
            self.end(name)
        elif len(self.path) == self._depth_of_code:
            self._depth_of_code = 0
            if self._text is not None and (self._breaks or _LINE_BREAK.search("".join(self._code))):
                self._text.append(" ")
        self.path.pop()

    def text(self, data: str) -> None:
        """What the parser calls for text."""
        if self._text is None:
            return
        self._length += len(data)
        if self._length > LONGEST_FIELD:
            raise InputError(f"a text has more than {LONGEST_FIELD:,} characters; no pair of sentences has that")
        (self._code if self._depth_of_code else self._text).append(data)


def read_xml(path: Path, markup: Markup[T], encoding: str = "") -> Iterator[T]:
    """What `markup` finds in the file, as it is found.

    `encoding` goes before what the file says of itself.

    Raises InputError, with the line and behind all that was found before it, when the file is not well-formed, declares
    or uses entities, or holds elements too deep or texts too long.
    """
    parser = expat.ParserCreate(encoding or None, namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: markup.open(
        _local(name), {_local(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda name: markup.close(_local(name))
    parser.CharacterDataHandler = markup.text
    parser.EntityDeclHandler = _refuse_declaration
    parser.ExternalEntityRefHandler = _refuse_reference
    parser.SkippedEntityHandler = _refuse_skipped
    fed = 0
    for piece in _with_end(read_bytes(path)):
        failure: InputError | None = None
        try:
            parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            failure = InputError(f"{path}: line {error.lineno:,}: {_wrong(parser, error, piece, fed)}")
        except InputError as error:
            failure = InputError(f"{path}: line {parser.CurrentLineNumber:,}: {error}")
        fed += len(piece)
        yield from markup.found
        markup.found.clear()
        if failure is None and piece and fed - parser.CurrentByteIndex > _LONGEST_MARKUP:
            failure = InputError(f"{path}: line {parser.CurrentLineNumber:,}: a tag or comment of over a million bytes")
        if failure is not None:
            raise failure


def _with_end(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from pieces
    yield b""


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _wrong(parser: expat.XMLParserType, error: expat.ExpatError, piece: bytes, fed: int) -> str:
    what = expat.ErrorString(error.code)
    at = max(parser.ErrorByteIndex - fed, 0)
    if what == expat.errors.XML_ERROR_UNKNOWN_ENCODING:
        return "declares an encoding that is not known; add ?encoding=ENCODING behind its name"
    if what == expat.errors.XML_ERROR_INVALID_TOKEN and piece[at : at + 1] > b"\x7f":
        return (
            f"is not in the encoding that the file declares (UTF-8 where it declares none); {encoding_hint(piece[at:])}"
        )
    return f"is not well-formed XML: {what} (column {error.offset + 1}); mend it there (xmllint --noout shows more)"


def _refuse_declaration(name: str, *_: object) -> None:
    raise InputError(
        f"declares the entity '{name}', which can make a small file grow without end; write out what it stands for"
    )


def _refuse_reference(*_: object) -> int:
    raise InputError("refers to another file as an entity, which is not read; write out what it stands for")


def _refuse_skipped(name: str, _: bool) -> None:
    raise InputError(f"uses the entity '&{name};', which is not declared; write out what it stands for")
