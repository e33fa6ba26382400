"""The few words in XML that describes a book: its title, and the entries of its table of contents."""

import html
from collections.abc import Sequence
from itertools import pairwise

from translate.documents.base import Block
from translate.documents.declared import decode_page
from translate.documents.edits import Edit, edited
from translate.documents.html import escaped
from translate.documents.html_tags import OPEN, TEXT, Token, tokens
from translate.documents.passage import WHITE, Place
from translate.documents.turned import turn

_RIGHT_TO_LEFT = {"page-progression-direction": ("rtl", "ltr"), "content": ("horizontal-rl", "horizontal-lr")}


class Labels:
    """XML in which the text of the elements called `names` is read by people, and that of `languages` is a code."""

    def __init__(self, names: Sequence[str], languages: Sequence[str] = ()) -> None:
        self._names = names
        self._languages = languages

    def read(self, source: bytes) -> list[Block]:
        """The words of each element."""
        text, _ = decode_page(source)
        found = list(tokens(text, xml=True))
        return [_block(text, token) for token in _inside(found, self._names) if _words(text, token)]

    def write(self, source: bytes, changed: Sequence[Block]) -> bytes:
        """`source` with `changed`, and turned round for English."""
        text, encoding = decode_page(source)
        found = list(tokens(text, xml=True))
        edits = turn(text, [token for token in found if token.kind == OPEN], found)
        edits += [edit for token in found if token.kind == OPEN for edit in _directions(token)]
        for token in _inside(found, self._languages):
            place = _block(text, token).ref
            if text[place.start : place.end].lower().startswith("ar"):
                edits.append((place.start, place.end, "en"))
        edits += [(block.ref.start, block.ref.end, escaped(block.text)) for block in changed]
        return edited(text, sorted(edits)).encode(encoding, "xmlcharrefreplace")


def _inside(found: Sequence[Token], names: Sequence[str]) -> list[Token]:
    """The text right behind the start tags called `names`."""
    pairs = pairwise(found)
    return [text for tag, text in pairs if tag.kind == OPEN and tag.name in names and text.kind == TEXT]


def _words(source: str, token: Token) -> str:
    """What the text says; nothing where it is HTML, which some write into a description."""
    words = " ".join(html.unescape(source[token.start : token.end]).split())
    return words if any(letter.isalnum() for letter in words) and "<" not in words else ""


def _block(source: str, token: Token) -> Block:
    raw = source[token.start : token.end]
    start = token.start + len(raw) - len(raw.lstrip(WHITE))
    return Block(_words(source, token), "heading", Place(start, start + len(raw.strip(WHITE))))


def _directions(token: Token) -> list[Edit]:
    """Which way the pages are turned; Kindle's `primary-writing-mode` says it too."""
    return [
        (one.start, one.end, _RIGHT_TO_LEFT[one.name][1])
        for one in token.attributes
        if one.name in _RIGHT_TO_LEFT and one.value == _RIGHT_TO_LEFT[one.name][0]
    ]
