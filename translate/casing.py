"""How an English sentence goes on: which first words lose their capital, and which join it to what came before."""

import re
from functools import cache

from translate.tables import read_table

VERSION = "2"  # part of every signature: raise it when the letters of a translation can change

_SMALL_FIRST = re.compile(r"[\"“‘'(\[]*([a-z])(?=[a-z'’-]*(?:[^\w]|$))")
_SENTENCE = re.compile(r"[.!?؟…][\s\"'»”’)\]]*$")
_HEADING = 3  # words and more: fewer may be a term, as in a list of them
_FIRST = re.compile(r"([\"“‘'(\[]*)([A-Z][a-z]*)(?=(?:['’](?:s|re|ve|ll|d|t))?(?:[^\w'’-]|$))( [\"“‘'(\[]*[A-Z])?")


def opens_lower(text: str) -> str:
    """`text` as it stands inside a sentence: its first word small, unless it is a name, I, an acronym or unknown.

    >>> opens_lower("The army"), opens_lower("Syria"), opens_lower("I said"), opens_lower("Foreign Minister Ali")
    ('the army', 'Syria', 'I said', 'Foreign Minister Ali')
    """
    first = _FIRST.match(text)
    if first is None:
        return text
    word = first[2].lower()
    if word not in _openers() and (first[3] or word not in _small()):
        return text
    return f"{first[1]}{word}{text[first.end(2) :]}"


def opens_upper(source: str, text: str) -> str:
    """`text` with a capital where `source` is a sentence by its last mark or a heading; iPhone and the like stay.

    >>> opens_upper("شهور مضت.", "months passed."), opens_upper("شهور", "months"), opens_upper("آيفون.", "iPhone.")
    ('Months passed.', 'months', 'iPhone.')
    >>> opens_upper("افتتاح محطة جديدة", "opening of a new station")
    'Opening of a new station'
    """
    word = _SMALL_FIRST.match(text)
    if word is None or not (_SENTENCE.search(source) or len(source.split()) >= _HEADING):
        return text
    return text[: word.start(1)] + word[1].upper() + text[word.end(1) :]


def opens_with_conjunction(text: str) -> bool:
    """Whether `text` begins with a word that joins it to what came before, so that a comma is enough between them.

    >>> opens_with_conjunction("and left"), opens_with_conjunction("He left")
    (True, False)
    """
    first = _FIRST.match(text[:1].upper() + text[1:])
    return first is not None and _openers().get(first[2].lower()) == "conjunction"


@cache
def _openers() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in read_table("openers.tsv")}


@cache
def _small() -> frozenset[str]:
    return frozenset(row["word"] for row in read_table("lowercase.tsv"))
