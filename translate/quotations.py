"""Where a quotation without a final mark ends a sentence: before another quotation, or before وأضاف and the like."""

import re
from collections.abc import Iterator
from functools import cache

from translate.tables import read_table

_LEAST = 5  # words; shorter quotations are titles and names
_FARTHEST = 600  # characters in which a quotation's beginning is looked for; keeps the look-back linear
_OPENING = re.compile(r"(?:\A|(?<=[\s(:]))[«“\"](?=\w)")
_CLOSING = re.compile(r"(?<=[\w)%\u064b-\u0652])[»”\"]\s+(?=[«“\"]\w|و\w)")
_WORD = re.compile(r"\w+")


@cache
def _reporting() -> frozenset[str]:
    return frozenset(row["word"] for row in read_table("reporting.tsv"))


def ends_of_quotations(sentence: str) -> Iterator[int]:
    """Where in `sentence` another begins behind a quotation that has no mark.

    >>> text = "قال المدير: «لن نترك أحدا من غير مأوى» وأضاف أن العمل بدأ"
    >>> [text[place:] for place in ends_of_quotations(text)]
    ['وأضاف أن العمل بدأ']
    """
    for found in _CLOSING.finditer(sentence):
        following = _WORD.match(sentence, found.end())
        if following is not None and following[0] not in _reporting():
            continue
        begin = max(0, found.start() - _FARTHEST)
        opened = [opening.end() for opening in _OPENING.finditer(sentence, begin, found.start())]
        if opened and len(sentence[opened[-1] : found.start()].split()) >= _LEAST:
            yield found.end()
