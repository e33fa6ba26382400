"""Lines of glyphs, from left to right as they are drawn, back into the order in which they are read.

A simple inverse of the Unicode bidirectional algorithm (UAX 9): in a line with Arabic in it everything runs from right
to left, but for numbers and stretches of Latin words.
"""

import re
import unicodedata
from collections.abc import Sequence

from translate.arabic.letters import count_arabic

_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
_RTL = "\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"  # Hebrew and Arabic but for the digits
_DIGIT = "0-9\u0660-\u0669\u06f0-\u06f9"
_STRETCH = re.compile(f"[^\\W{_RTL}](?:[^{_RTL}]*[^\\W{_RTL}])?")
_NUMBER = re.compile(f"[{_DIGIT}]+(?:[.,:/\u066b\u066c-][{_DIGIT}]+)*")
_LATIN = re.compile(f"[^\\W_{_DIGIT}{_RTL}]")
_OPENING, _CLOSING = "([{«‹", ")]}»›"
_OPENED, _CLOSED = str.maketrans(_CLOSING, _OPENING), str.maketrans(_OPENING, _CLOSING)
_BEFORE_WORD = re.compile(f"(?<!\\S)[{re.escape(_CLOSING)}]+(?=\\w)")
_BEHIND_WORD = re.compile(f"(?<=[^\\s{re.escape(_OPENING)}])[{re.escape(_OPENING)}]+(?=\\s|$|[.,،؛:;!?؟])")


def reading_order(glyphs: Sequence[str]) -> str:
    """The text of a line whose `glyphs`, each one or more characters in reading order, are drawn from left to right.

    Presentation forms become letters.

    >>> reading_order(list("BBC 3.5 ﺮﺼﻣ"))
    'مصر BBC 3.5'
    """
    line = "".join(glyphs)
    if not count_arabic(line):
        return _plain(line)
    places: list[int] = []  # of the glyph that each character of the line is in
    for number, glyph in enumerate(glyphs):
        places += [number] * len(glyph)
    read: list[str] = []
    behind = len(line)
    for start, end in reversed(_left_to_right(line)):
        read += [_turned(glyphs, places[end:behind]), line[start:end]]
        behind = start
    read.append(_turned(glyphs, places[:behind]))
    return _plain(_with_brackets("".join(read)))


def _left_to_right(line: str) -> list[tuple[int, int]]:
    """The stretches of `line` that are read from left to right."""
    found = []
    for stretch in _STRETCH.finditer(line):
        if _LATIN.search(stretch[0]):
            found.append(stretch.span())
        else:
            found += [number.span() for number in _NUMBER.finditer(line, *stretch.span())]
    return found


def _turned(glyphs: Sequence[str], places: Sequence[int]) -> str:
    return "".join(glyphs[number] for number in dict.fromkeys(reversed(places)))


def _with_brackets(line: str) -> str:
    """`line` with its brackets as they belong before and behind a word: some programs write the shape that is seen."""
    line = _BEFORE_WORD.sub(lambda found: found[0].translate(_OPENED), line)
    return _BEHIND_WORD.sub(lambda found: found[0].translate(_CLOSED), line)


def _plain(line: str) -> str:
    return _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), line)
