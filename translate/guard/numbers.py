"""Which numbers of a source are missing from its translation."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from models.characters import unescaped
from translate.arabic.digits import Number, Values, find_numbers, scales
from translate.tables import read_table

_NO_MINUTES = ("00", "٠٠")  # 10:00 is 10 am
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z]+|[0-9][0-9.,]*")
_ROMAN = re.compile(r"\b(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_YEARS = re.compile(r"\b([0-9]{2})[0-9]{2}\s?[-–—/]\s?([0-9]{2})\b")  # 1950-53
_EVENING = re.compile(r"\b([0-9]{1,2})(?:[:.][0-9]{2})?\s*p\.?\s?m\b", re.IGNORECASE)


def missing_numbers(source: str, target: str) -> tuple[str, ...]:
    """The numbers written in digits in `source` of which `target` has neither digits nor words, as they stand there.

    Tolerant: a number counts as found where any reading of it is (4،1: 4.1, or 4 and 1), as a word, an ordinal, a
    month, a Roman number, or rounded into thousands and millions.

    >>> missing_numbers("في ٣ مايو 1999 مات 1,500 شخص", "On 3 May 1,500 people died")
    ('1999',)
    """
    if _DIGIT.search(source) is None:
        return ()
    wanted = [number for number in find_numbers(unescaped(source)) if number.text not in _NO_MINUTES]
    values = _values(target) if wanted else frozenset()
    return tuple(dict.fromkeys(number.text for number in wanted if not _is_found(number, values)))


def _is_found(number: Number, values: frozenset[Decimal]) -> bool:
    return any(values.issuperset(reading) for reading in number.readings)


def _values(text: str) -> frozenset[Decimal]:
    """Every value that digits or words in the English `text` may stand for."""
    numbers = find_numbers(text, language="en")
    values = {value for number in numbers for reading in number.readings for value in reading}
    values.update(_spelled(text.lower()))
    values.update(Decimal(_roman(found[0])) for found in _ROMAN.finditer(text))
    values.update(Decimal(int(hour) + 12) for hour in _EVENING.findall(text))
    values.update(Decimal(century + year) for century, year in _YEARS.findall(text))
    return frozenset(values)


@cache
def _words(kind: str) -> Mapping[str, Values]:
    rows = [row for row in read_table("numbers.tsv") if (row["language"], row["kind"]) == ("en", kind)]
    return {word: tuple(map(Decimal, row["values"].split())) for row in rows for word in row["words"].split()}


def _spelled(text: str) -> Iterator[Decimal]:
    """The values of the number words of `text`, of each by itself and of every run of them."""
    run: list[str] = []
    for word in [*_WORD.findall(text), ""]:
        if word in _words("value") or word in scales("en") or (word == "and" and run):
            run.append(word)
            continue
        yield from _sums(run)
        run = []
        yield from _words("side").get(word, ())


def _sums(run: Sequence[str]) -> Iterator[Decimal]:
    """What the beginning of a run of number words adds up to, after each of its words, and each word by itself.

    >>> [int(value) for value in _sums(["two", "hundred", "and", "five"])]
    [2, 2, 100, 200, 5, 205]
    """
    total = open_sum = Decimal(0)
    for word in run:
        if word == "and":
            continue
        scale = scales("en").get(word)
        if scale is None:
            (value,) = _words("value")[word]
            open_sum += value
            yield value
        else:
            yield scale
            open_sum = max(open_sum, Decimal(1)) * scale
            if scale > 100:
                total, open_sum = total + open_sum, Decimal(0)
        yield total + open_sum


def _roman(number: str) -> int:
    values = [*(_ROMAN_VALUES[letter] for letter in number), 0]
    return sum(-a if a < b else a for a, b in itertools.pairwise(values))
