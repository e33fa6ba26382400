"""Digits that say nothing of the matter: the numbers of list items ("1-", "(2)") and of footnotes."""

import re

# Up to three signs before it: a bullet, a quotation mark, a bracket.
_ITEM = re.compile(r"\A\s*[^\w\s]{0,3}\s?\d{1,2}\s?(?:\)|[-–—](?=\s|[ء-ي])|[./](?=\s))(?!\s?\d)")
_INLINE = re.compile(r"(?<![\w.,/-])(?:\(\d{1,2}\)|\d{1,2}\)|[’‘']\d{1,2}[’‘']|\d{1,2}[-–]\s)")
_DIGITS = re.compile(r"\d+")
_NOTE = re.compile(
    "(?<=[ء-ي])[1-9١-٩]\\d{0,2}(?!\\w)"  # الهجوم3
    '|(?<=[ء-يa-z][.,،؛:!?؟"”»)])\\d{1,2}(?=\\s|\\Z)'  # the attack.3
    "|\\[\\^?\\d{1,3}\\]"
)


def without_marks(ar: str, en: str) -> tuple[str, str]:
    """Both texts, each without the numbers of its items and notes where the other has none of the kind.

    >>> without_marks("2- عدد المرضى", "The number of patients")
    ('  عدد المرضى', 'The number of patients')
    """
    for strip in (_without_items, _without_notes):
        bare_ar, bare_en = strip(ar), strip(en)
        if bare_en == en:
            ar = bare_ar
        elif bare_ar == ar:
            en = bare_en
    return ar, en


def _without_items(text: str) -> str:
    bare = _ITEM.sub(" ", text)
    # An enumeration inside a text begins with the first: (1) … (2); by itself (26) is somebody's age.
    if any(int(_DIGITS.findall(mark)[0]) == 1 for mark in _INLINE.findall(bare)):
        bare = _INLINE.sub(" ", bare)
    return bare


def _without_notes(text: str) -> str:
    return _NOTE.sub(" ", text)
