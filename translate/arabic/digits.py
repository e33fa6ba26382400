"""Numbers written in digits, as values that can be compared across scripts and separators."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from translate.tables import read_table

Values = tuple[Decimal, ...]

_TO_ASCII = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬\u00a0\u2009\u202f", "01234567890123456789\u066b\u066c\u2009\u2009\u2009"
)
_DECIMAL, _THOUSANDS = "\u066b", "\u066c"
# Marks that stand inside a number, two digits around them; a plain blank only where it sets thousands off.
_NUMBER = re.compile(f"[0-9]+(?:[.,،'’{_DECIMAL}{_THOUSANDS}\u2009][0-9]+)*+")
_GROUP = re.compile("([^0-9]*)([0-9]+)")
_NEXT_WORD = re.compile(r"[\s\u00a0-]*([^\W\d_]+)")
_MOST_DIGITS = 30  # beyond, it is a key or a sum, and only its text can be compared


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, from `start`, and the ways to read it: 27،31 is 27.31, or 27 and 31.

    A reading is right where all its values are found.
    """

    text: str
    start: int
    readings: tuple[Values, ...]


def find_numbers(text: str, *, language: str = "ar") -> list[Number]:
    """The numbers in `text` that are written in Western, Arabic-Indic or Persian digits, in order.

    A word for thousands or millions behind one gives it another reading, after the words of `language`.

    >>> [[float(v) for v in reading] for reading in find_numbers("٤٫١ مليون")[0].readings]
    [[4.1], [4.0, 1.0], [4100000.0]]
    """
    ascii_text = text.translate(_TO_ASCII)
    found = []
    for match in _NUMBER.finditer(ascii_text):
        readings = _readings(match[0])
        word = _NEXT_WORD.match(ascii_text, match.end())
        scale = scales(language).get(word[1].lower()) if word else None
        if scale is not None:
            readings += [(values[0] * scale,) for values in readings if len(values) == 1]
        found.append(Number(text[match.start() : match.end()], match.start(), tuple(readings)))
    return found


@cache
def scales(language: str) -> Mapping[str, Decimal]:
    """The words of `language` that multiply what stands before them (data/numbers.tsv)."""
    rows = [row for row in read_table("numbers.tsv") if (row["language"], row["kind"]) == (language, "scale")]
    return {word: Decimal(row["values"]) for row in rows for word in row["words"].split()}


def _readings(number: str) -> list[Values]:
    groups = _GROUP.findall(number)
    marks = [mark for mark, _ in groups[1:]]
    digits = [digits for _, digits in groups]
    if not marks:
        return [(_value(number),)]
    readings: list[Values] = []
    whole, last = "".join(digits), digits[-1]
    grouped = len(digits[0]) <= 3 and all(len(some) == 3 for some in digits[1:-1])
    if len(last) == 3 and grouped and len(set(marks)) == 1 and marks[0] != _DECIMAL:
        readings.append((_value(whole),))
    one_mark = len(marks) == 1 or (len(set(marks[:-1])) == 1 and marks[-1] != marks[-2] and grouped)
    if one_mark and marks[-1] not in (_THOUSANDS, "'", "’", "\u2009"):
        readings.append((_value(f"{''.join(digits[:-1])}.{last}"),))
    readings.append(tuple(map(_value, digits)))
    return readings


def _value(digits: str) -> Decimal:
    return Decimal(digits[:_MOST_DIGITS]).normalize()
