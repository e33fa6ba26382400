"""The tags of HTML and XHTML, and where each stands in the source.

Python's html.parser does not say where a tag or an attribute ends, and parsers that build a tree mend the source; here
nothing is mended. What is read as a tag, a comment or text follows the tokenisation of the HTML standard (13.2.5).
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

TEXT, OPEN, CLOSE, OTHER = "text", "open", "close", "other"

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
                  "track", "wbr", "basefont", "bgsound", "frame"})  # fmt: skip
# What the tokeniser takes for text up to their end tag (13.2.5.2 to 13.2.5.4).
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE = re.compile(r"[\s/]*(?P<name>[^\s/>][^\s/>=]*)(?P<is>\s*=\s*)?")
_UNQUOTED = re.compile(r"[^\s>]*")
_END = re.compile(r"[\s/]*>")
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*+\[(?:\"[^\"]*\"|'[^']*'|[^\]\"'])*+\]\s*+>")
_ATTRIBUTE_ENTITY = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9A-Fa-f]+;?|[A-Za-z][A-Za-z0-9]*(?:;|(?![A-Za-z0-9=])))")


@dataclass(frozen=True, slots=True)
class Attribute:
    """`source[start:end]` is its value, without the quotes; `quote` is empty where it has none."""

    name: str
    value: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Token:
    """`source[start:end]`: text, a tag, or what is neither (a comment, a declaration, the text of a script).

    `empty`: a start tag that needs no end tag. `name` is in small letters.
    """

    kind: str
    start: int
    end: int
    name: str = ""
    attributes: tuple[Attribute, ...] = ()
    empty: bool = False

    def value(self, name: str) -> str | None:
        """The value of its attribute `name`."""
        return next((one.value for one in self.attributes if one.name == name), None)


def tokens(source: str, *, xml: bool) -> Iterator[Token]:
    """The tokens of `source`, in order, which together are all of it; in XML a tag may be empty by `/>`."""
    place = text = 0
    foreign = 0  # in svg or math, where `/>` holds in HTML too
    while (place := source.find("<", place)) >= 0:
        token = _token(source, place, xml=xml or foreign > 0)
        if token is None:
            place += 1
            continue
        if text < place:
            yield Token(TEXT, text, place)
        yield token
        place = text = token.end
        if token.name in ("svg", "math") and not token.empty:
            foreign = max(foreign + (1 if token.kind == OPEN else -1), 0)
        if token.kind == OPEN and not token.empty and token.name in _RAW | {"plaintext"}:
            place = text = _raw_end(source, token)
            if token.end < place:
                yield Token(TEXT if token.name == "title" else OTHER, token.end, place, token.name)
    if text < len(source):
        yield Token(TEXT, text, len(source))


def unescape_attribute(value: str) -> str:
    """The value of an attribute as a reader has it: `?a=1&copy=2` is an address, not a sign.

    >>> unescape_attribute("?a=1&copy=2 &quot;&lt;&quot;")
    '?a=1&copy=2 "<"'
    """
    return _ATTRIBUTE_ENTITY.sub(lambda found: html.unescape(found[0]), value)


def _token(source: str, place: int, *, xml: bool) -> Token | None:
    following = source[place + 1 : place + 2]
    if following == "!":
        return Token(OTHER, place, _declaration_end(source, place, xml=xml))
    if following == "?":
        return Token(OTHER, place, _behind(source, "?>" if xml else ">", place))
    closes = following == "/"
    name = _NAME.match(source, place + 1 + closes)
    if name is None:
        if closes and place + 2 < len(source):  # `</` and no letter: a comment
            return Token(OTHER, place, _behind(source, ">", place))
        return None
    return _tag(source, place, name, closes=closes, xml=xml)


def _tag(source: str, place: int, name: re.Match[str], *, closes: bool, xml: bool) -> Token:
    attributes: list[Attribute] = []
    behind = name.end()
    while not (end := _END.match(source, behind)):
        found = _ATTRIBUTE.match(source, behind)
        if found is None:  # the source ends inside the tag
            return Token(OTHER, place, len(source))
        start = last = behind = found.end()
        quote = ""
        if found["is"]:
            quote = source[start : start + 1] if source[start : start + 1] in ("'", '"') else ""
            if quote:
                start += 1
                last = source.find(quote, start)
                if last < 0:
                    return Token(OTHER, place, len(source))
            else:
                unquoted = _UNQUOTED.match(source, start)
                last = unquoted.end() if unquoted else start
            behind = last + len(quote)
        value = unescape_attribute(source[start:last])
        attributes.append(Attribute(found["name"].lower(), value, start, last, quote))
    tag = name[0].lower()
    empty = not closes and (tag in VOID or (xml and "/" in end[0]))
    return Token(CLOSE if closes else OPEN, place, end.end(), tag, tuple(attributes), empty)


def _declaration_end(source: str, place: int, *, xml: bool) -> int:
    if source.startswith("<!--", place):
        comment = _COMMENT.match(source, place)
        return comment.end() if comment else len(source)
    if xml and source.startswith("<![CDATA[", place):
        return _behind(source, "]]>", place)
    end = _behind(source, ">", place)
    if xml and "[" in source[place:end]:  # the declarations of entities and the like, which are not looked at
        doctype = _DOCTYPE.match(source, place)
        return doctype.end() if doctype else len(source)
    return end


def _behind(source: str, mark: str, place: int) -> int:
    found = source.find(mark, place)
    return found + len(mark) if found >= 0 else len(source)


def _raw_end(source: str, tag: Token) -> int:
    if tag.name == "plaintext":
        return len(source)
    found = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(source, tag.end)
    return found.start() if found else len(source)
