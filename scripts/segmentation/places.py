"""Places where careless splitters cut and no sentence ends, each with where it is in a text."""

import re
from collections import Counter
from collections.abc import Iterator

from segmentation.gold import Document

_DIGITS = "0-9٠-٩۰-۹"
_CLOSERS = "[\"'»”’)\\]}›]*"
_HEAD = r"(?<![\w\u064b-\u0652\u0670])"  # the head of a word; a vowel mark belongs to the word before it
# How the names of Latin letters are written in Arabic: دي. كي. أريا is D. K. Arya.
_LETTER_NAMES = (
    "إيه|ايه|بي|سي|دي|إي|إف|اف|جي|إتش|اتش|آي|جاي|جيه|كاي|كيه|كي|إل|ال|إم|ام|إن|ان|أو|او|كيو|آر|إس|اس|تي|يو|في|دبليو"
    "|دابليو|إكس|اكس|واي|زد|زي"
)
# A cut is false anywhere after the first character of what a pattern matches, its end included.
PATTERNS = {
    "commas": re.compile(f"(?:(?<![{_DIGITS}])،|،(?![{_DIGITS}])){_CLOSERS}"),
    "colons": re.compile(f"(?:(?<![{_DIGITS}]):|:(?![{_DIGITS}]))(?!//){_CLOSERS}"),
    "numbers": re.compile(f"(?:[{_DIGITS}]+[.,:٫٬،](?=[{_DIGITS}]))+"),
    # One Arabic letter by itself, a row of them, or a Latin title.
    "abbreviations": re.compile(
        rf"{_HEAD}(?:(?:[ء-ي]ـ?\.[ \xa0]?)+(?<!\s)|(?:Inc|Ltd|Co|Corp|Dr|Mr|Mrs|Ms|Prof|St)\.)"
    ),
    "initials": re.compile(rf"{_HEAD}[وبل]?(?:(?:{_LETTER_NAMES})\.[ \xa0]?){{2,}}(?<!\s)"),
    "addresses": re.compile(
        r"[!-~]+://[!-~]*[\w/](?=[!-~])|[\w.+-]+@[\w-]+\.(?=[a-z])|\b[A-Za-z][\w-]*\.(?=(?:com|org|net|txt|pdf)\b)"
    ),
}


def places(document: Document) -> Iterator[tuple[str, frozenset[int]]]:
    """Each place with its kind: the cuts that would be false there. Places with a gold boundary are left out."""
    end = document.places[-1]
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(document.text):
            inside = document.places[match.start() + 1 : match.end() + 1]
            found = frozenset(inside) - {end}
            if found and found.isdisjoint(document.gold) and all(map(document.judged, found)):
                yield kind, found


def false_cuts(document: Document, cuts: set[int]) -> tuple[Counter[str], Counter[str]]:
    """How many places of each kind there are, and how many of them are cut."""
    there: Counter[str] = Counter()
    cut: Counter[str] = Counter()
    for kind, some in places(document):
        there[kind] += 1
        cut[kind] += not some.isdisjoint(cuts)
    return there, cut
