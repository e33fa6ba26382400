"""What a translation model reads in the place of the text as it stands."""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "characters.tsv"
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-U\+([0-9A-F]+))?")
# With the semicolon only: "?a=1&copy=2" is an address.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Madda and hamza as characters of their own are marks to Unicode, but part of the letter to a reader.
_DECOMPOSED = re.compile("[\u0653-\u0655]")
_PRESENTATION = "\ufb50-\ufbc1\ufbd3-\ufdff\ufe80-\ufefc"
# In all 48 of our training pairs with this the English has a comma (206،077).
_COMMA = re.compile("([0-9])،(?=[0-9])")


def model_input(text: str) -> str:
    """Write `text` in the characters that translation models were trained on.

    Vowel marks, tatweel, direction marks and other characters without a shape go; presentation forms, Persian letters
    and digits become the plain ones, HTML character references what they stand for (`characters.tsv`). For the
    model's input, in training and in use; the text the user gave is never changed. Doing it twice changes nothing.

    >>> model_input("كَتَبَ الـولـد &quot;١٢٫٥٪&quot;")
    'كتب الولد "12.5%"'
    """
    return plain(text, sounds=True)


def plain(text: str, *, sounds: bool) -> str:
    """As `model_input`; with `sounds` False the letters of other languages' sounds (پ چ ڤ گ) stay what they are."""
    rules = _rules(sounds)
    again = rules.noticed.search(text) is not None
    while again:
        new = _once(text, rules)
        again = "&" in new and new != text  # what went may have stood inside a reference
        text = new
    return _COMMA.sub(r"\1,", text) if "،" in text else text


def unescaped(text: str) -> str:
    """Replace HTML character references by what they stand for, layer by layer.

    >>> unescaped("&amp;quot;&#1606;&#1593;&#1605;&quot;")
    '"نعم"'
    """
    while "&" in text:
        new = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
        if new == text:
            break
        text = new
    return text


@dataclass(frozen=True, slots=True)
class _Rules:
    """Patterns for a character that may change, what becomes nothing, runs of what becomes something else, and what."""

    noticed: re.Pattern[str]
    silent: re.Pattern[str]
    other: re.Pattern[str]
    table: dict[int, str]


@cache
def _rules(sounds: bool) -> _Rules:
    silent = ""
    table: dict[int, str] = {}
    rows = [line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    for characters, heard, kind, *_ in rows[1:]:
        if kind == "silent" and (found := _RANGE.fullmatch(characters)):
            silent += "-".join(chr(int(code, 16)) for code in found.groups() if code)
        elif sounds or kind != "sound":
            table |= dict.fromkeys(map(ord, characters), heard)
    other = "".join(map(chr, table)) + _PRESENTATION
    return _Rules(re.compile(f"[&{silent}{other}]"), re.compile(f"[{silent}]+"), re.compile(f"[{other}]+"), table)


def _once(text: str, rules: _Rules) -> str:
    if "&" in text:
        text = unescaped(text)
    if _DECOMPOSED.search(text):
        text = unicodedata.normalize("NFC", text)
    text = rules.silent.sub("", text)
    return rules.other.sub(lambda found: _run(found[0], rules), text)


def _run(run: str, rules: _Rules) -> str:
    return rules.silent.sub("", unicodedata.normalize("NFKC", run)).translate(rules.table)
