"""Datelines: the place, and sometimes the agency, that a news article begins with.

A headline without a full stop is parted from its article by nothing else: `حدود دبلوماسية تويتر دنفر ــ لقد أنتج لنا`.
"""

import re
from functools import cache
from itertools import islice

from translate.tables import read_table

_DASH = re.compile(r"[ \u00a0]?[-–—―─ـ]{1,3}\s")
_FARTHEST = 400  # characters; no headline is longer
_DASHES = 4  # of a sentence that are looked at
_AGENCY = re.compile(r"\s*\([^()\n]{2,30}\)\Z")
# "كليرمونت", "واشنطن، العاصمة"
_PLACE_AND_MORE = re.compile(r"([^\s،]+(?: [^\s،]+){0,2}?)(?:، ?[^\s،]+(?: [^\s،]+)?)?")
_APART = re.compile(r"\s[-–—]\w")  # the opening dash of an insertion: -ومقرها نيويورك-


@cache
def _places() -> frozenset[str]:
    return frozenset(row["place"] for row in read_table("places.tsv"))


@cache
def _inside() -> frozenset[str]:
    """Words that make a place behind them a part of what is said: قال في لندن – ."""
    return frozenset(row["word"] for row in read_table("leading_words.tsv") if row["place"] == "yes")


def dateline(sentence: str) -> int | None:
    """Where in `sentence` a dateline begins that has something before it, if there is one.

    >>> text = "حدود دبلوماسية تويتر دنفر ــ لقد أنتج لنا فن إدارة الدولة"
    >>> text[dateline(text):][:7]
    'دنفر ــ'
    """
    for dash in islice(_DASH.finditer(sentence, 0, _FARTHEST), _DASHES):
        if _APART.search(sentence, 0, dash.start()):
            return None
        head = _AGENCY.sub("", sentence[: dash.start()])
        tail = head.rsplit(maxsplit=5)[1:]
        for count in range(min(5, len(tail)), 0, -1):
            place = " ".join(tail[-count:])
            found = _PLACE_AND_MORE.fullmatch(place)
            if found and found[1] in _places():
                start = head.rfind(tail[-count], 0, len(head) - len(place) + len(tail[-count]))
                before = head[:start].split()
                if len(before) > 1 and before[-1] not in _inside() and before[-1][-1] not in "،,:؛-–—ـ":
                    return start
    return None
