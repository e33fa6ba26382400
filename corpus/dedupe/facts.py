"""What makes two sentences that read alike say different things: numbers, names, negations."""

import re

import xxhash

# "12." and "(b)" number a row in a list; "3.5" and "3 killed" say something.
_ENUMERATOR = re.compile(r"\s*[(\[]?(?:\d{1,3}|[a-zA-Z])[.)\]](?!\d)\s*")
_DIGITS = re.compile(r"[.,٫]?\d+")
_STATED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion"
    r"|first|second|third|last|not|no|never|without|cannot)\b|n['’]t\b"
)
# A capital after a small letter or a comma, but for the words that begin a sentence whose full stop is missing.
_NAMES = re.compile(
    r"(?<=[a-z,;] )(?!(?:A|An|And|As|At|But|By|For|From|He|Her|His|How|I|If|In|It|Its|No|Not|Of|On|Or|She|So|That|The"
    r"|Their|Then|There|These|They|This|Those|To|We|What|When|Where|Which|Who|Why|With|You|Your)\b)[A-Z]\w*"
)


def without_enumerator(text: str) -> str:
    """The text without what numbers it in a list.

    >>> without_enumerator("(12) Check the valve.")
    'Check the valve.'
    """
    return _ENUMERATOR.sub("", text, count=1) if _ENUMERATOR.match(text) else text


def facts_key(ar: str, en: str) -> int:
    """A 64-bit key of the numbers on both sides and of the number words, negations and names in the English."""
    ar, en = without_enumerator(ar), without_enumerator(en)
    # The length tells 0.1 from 0.01; of "5" and "05", as in a date, only behind a point.
    numbers = [sorted(map(_number, _DIGITS.findall(text))) for text in (ar, en)]
    return xxhash.xxh3_64_intdigest(
        repr((numbers, sorted(_STATED.findall(en.casefold())), sorted(_NAMES.findall(en)))).encode(
            "utf-8", "surrogatepass"
        )
    )


def _number(run: str) -> tuple[int, int]:
    """A run of digits as a number, and behind a decimal point how long it is."""
    return (int(run), 0) if run[0].isdigit() else (int(run[1:]), len(run) - 1)
