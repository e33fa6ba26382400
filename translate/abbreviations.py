"""Full stops that belong to a word: abbreviations, initials, list numbers."""

import re
from enum import Enum
from functools import cache

from translate.tables import read_table

# Far enough back to hold two words of a name; a fixed window keeps the look-back, and so the splitter, linear.
_WINDOW = 48
_OPENERS = "([{«“‘\"'‹﴿\u200e\u200f\u061c\ufeff"
_DOTTED = re.compile(r"[^\W\d_](?:\u0640?\.[^\W\d_])+\u0640?")  # م.ت.ف, U.S
_AND = re.compile(r"\s*[(\[«“\"']*و")
_DIGIT = re.compile(r"\s*\d")
_CAPITAL = re.compile(r"\s*[A-Z]")
_INITIAL = re.compile(r"\s*(\w+)\u0640?\.(?!\w\w)")


class Kind(Enum):
    """What a full stop after an abbreviation means."""

    TITLE = "title"
    UNIT = "unit"
    NUMBER = "number"


@cache
def _abbreviations() -> dict[str, Kind]:
    return {row["word"]: Kind(row["kind"]) for row in read_table("abbreviations.tsv")}


@cache
def _letters() -> dict[str, bool]:
    """The names of letters, and whether one is an initial without another beside it."""
    return {row["word"]: row["alone"] == "yes" for row in read_table("letters.tsv")}


def keeps_stop(text: str, start: int, stop: int, after: int) -> bool:
    """Whether the full stop at `text[stop]` belongs to the word before it and does not end the sentence.

    `start` is where the sentence begins, `after` where the text goes on behind the stop and its closers.

    >>> text = "قال د. أحمد"
    >>> keeps_stop(text, 0, text.index("."), text.index(".") + 1)
    True
    """
    words = text[max(start, stop - _WINDOW) : stop].split()
    if not words:
        return False
    # A word cut by the window is longer than any abbreviation, so its lost beginning cannot matter.
    word = words[-1].lstrip(_OPENERS)
    before = words[-2] if len(words) > 1 else ""
    if stop - start <= 4 and len(words) == 1 and (word.isdecimal() or len(word) == 1):
        return True  # "1. " and "a. " at the head of a sentence number a list
    if word in _letters():
        return _spelled_initial(text, after, word, before)
    kind = _kind(word, before)
    if kind is Kind.TITLE:
        return True
    if kind is Kind.UNIT:
        return _AND.match(text, after) is None
    if kind is Kind.NUMBER and _DIGIT.match(text, after):
        return True
    if len(word) == 1 and word.isascii() and word.isalpha():
        return word.isupper() and _CAPITAL.match(text, after) is not None  # George W. Bush, but فيتامين C. ويوجد
    if len(word) == 1 and "\u0621" <= word <= "\u064a":  # not ﷺ, which is a phrase in one character
        return _AND.match(text, after) is None
    return False


def _kind(word: str, before: str) -> Kind | None:
    known = _abbreviations()
    kind = known.get(word)
    if kind is None and word.startswith("و") and known.get(word[1:]) is Kind.TITLE:
        kind = Kind.TITLE  # ود. أحمد; other prefixes would make words of it (لا, لم, فم)
    if kind is Kind.TITLE and before and before[-1].isdecimal():
        return Kind.UNIT  # 1950 م. is a year or a length
    if kind is None and _DOTTED.fullmatch(word):
        return Kind.UNIT
    return kind


def _spelled_initial(text: str, after: int, word: str, before: str) -> bool:
    """جورج دبليو. بوش and دي. كي. أريا are initials; بي بي سي. and بروتين إس. are names in full, and end a sentence."""
    letters = _letters()
    follows = _INITIAL.match(text, after)
    if (follows and follows[1] in letters) or (before.endswith(".") and before[:-1].lstrip(_OPENERS) in letters):
        return True
    return letters[word] and before.lstrip(_OPENERS) not in letters and _AND.match(text, after) is None
