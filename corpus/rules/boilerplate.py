"""Menu lines, breadcrumbs, copyright and cookie notices."""

import re
from functools import cache
from pathlib import Path

from corpus.rules.alphabet import decode, encode
from corpus.rules.view import Side, View

_TABLE = Path(__file__).parent / "boilerplate.tsv"
_OPENING = encode("©(")
_LONGEST = 250  # characters; no pattern takes more
_SEPARATORS = "|»›→>"
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")
_LEAST_PARTS = 4  # "Home | News | Sport | Weather"; two or three are titles with the name of their site
_LONGEST_PART = 25


def boilerplate(view: View) -> float:
    """On how many of the two sides the text is a line of that kind from its beginning to its end: 0, 1 or 2."""
    return _is_boilerplate(view.ar, "ar") + _is_boilerplate(view.en, "en")


@cache
def _patterns(language: str) -> tuple[frozenset[bytes], re.Pattern[str]]:
    """The words of which one stands in every match that does not begin with a sign, and the pattern."""
    lines = [line for line in _TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    rows = [line.split("\t") for line in lines[1:]]
    rows = [row for row in rows if row[0] == language]
    return (
        frozenset(encode(word) for row in rows for word in row[2].split()),
        re.compile("|".join(row[1] for row in rows)),
    )


def _is_boilerplate(side: Side, language: str) -> bool:
    if len(side.form) > _LONGEST:
        return False
    known, pattern = _patterns(language)
    if (side.form[:1] in _OPENING or not known.isdisjoint(side.words)) and pattern.fullmatch(decode(side.form)):
        return True
    text = side.text
    if len(side.signs) < _LEAST_PARTS - 1 or sum(map(text.count, _SEPARATORS)) < _LEAST_PARTS - 1:
        return False
    parts = _SEPARATOR.split(text)
    return max(map(len, parts)) <= _LONGEST_PART
