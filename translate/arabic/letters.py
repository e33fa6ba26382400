"""Arabic letters."""

import re

from models.characters import unescaped

# Letters of the blocks Arabic, Supplement, Extended-A and the presentation forms; no digits, marks or tatweel.
_LETTERS = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_ARABIC = re.compile(f"[{_LETTERS}]")


def has_arabic(text: str) -> bool:
    """Whether there is an Arabic letter in `text`, be it as `&#1575;`; without one there is nothing to translate."""
    return _ARABIC.search(text) is not None or ("&" in text and _ARABIC.search(unescaped(text)) is not None)


def unvocalised(text: str) -> str:
    """`text` without vowel marks and tatweel.

    >>> unvocalised("كَتَبَ الـولـد")
    'كتب الولد'
    """
    return _MARKS.sub("", text)


def count_arabic(text: str) -> int:
    """The number of Arabic letters in `text`.

    >>> count_arabic("كَتَبَ BBC ١٢")
    3
    """
    return len(_ARABIC.findall(text))
