"""Turns a page round for English: its language, and the direction in which it is read."""

import re
from collections.abc import Iterator, Sequence

from translate.documents.edits import Edit
from translate.documents.html_tags import OTHER, Attribute, Token

_ARABIC = re.compile(r"ar(?=$|[-_])", re.IGNORECASE)
_RTL = re.compile(r"(\bdirection\s*:\s*)rtl\b", re.IGNORECASE)
_RIGHT = re.compile(r"(\btext-align\s*:\s*)right\b", re.IGNORECASE)


def turn(source: str, tags: Sequence[Token], tokens: Sequence[Token]) -> list[Edit]:
    """What changes in `source` when its words are English.

    Right alignment goes only where the page is set from right to left: there it is where every line begins.
    """
    edits = [edit for tag in tags for edit in _of_tag(tag)]
    styles = [(one.start, one.end) for tag in tags for one in tag.attributes if one.name == "style"]
    styles += [(one.start, one.end) for one in tokens if one.kind == OTHER and one.name == "style"]
    edits += [edit for start, end in styles for edit in _found(_RTL, source, start, end, "ltr")]
    if any(text.lower() == "ltr" for _, _, text in edits):
        edits += [edit for start, end in styles for edit in _found(_RIGHT, source, start, end, "left")]
        aligned = (one for tag in tags for one in tag.attributes if one.name == "align")
        edits += [(one.start, one.end, "left") for one in aligned if one.value.strip().lower() == "right"]
    return edits


def turned_style(sheet: str) -> str:
    """A style sheet of a book that is read from right to left, for English."""
    return _RIGHT.sub(r"\1left", _RTL.sub(r"\1ltr", sheet))


def _of_tag(tag: Token) -> Iterator[Edit]:
    if (tag.value("translate") or "").lower() == "no" and tag.name not in ("html", "body"):
        return
    for one in tag.attributes:
        if one.name == "dir" and one.value.strip().lower() == "rtl":
            yield one.start, one.end, "ltr"
        if one.name in ("lang", "xml:lang") or _is_language(tag, one):
            language = _ARABIC.match(one.value)
            if language:
                yield one.start, one.end, "en"


def _is_language(tag: Token, one: Attribute) -> bool:
    return (
        tag.name == "meta" and one.name == "content" and (tag.value("http-equiv") or "").lower() == "content-language"
    )


def _found(pattern: re.Pattern[str], source: str, start: int, end: int, word: str) -> Iterator[Edit]:
    for found in pattern.finditer(source, start, end):
        yield found.end(1), found.end(), word
