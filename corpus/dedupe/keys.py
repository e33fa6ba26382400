"""64-bit keys by which rows that say the same are found without holding their texts."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import xxhash
from numpy.typing import NDArray

from corpus.dedupe.folds import Fold
from models.characters import plain
from translate.arabic.key import comparison_key

_SIGNS = str.maketrans("“”„‟«»‘’‚‛‹›´–—−‐‑‒―", "\"\"\"\"\"\"'''''''-------")
_SIGN = re.compile(f"[{''.join(map(chr, _SIGNS))}]")
_SPACED = [(f" {sign}", sign) for sign in ",.;:?!%)]"] + [(f"{sign} ", sign) for sign in "(["]


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of n rows, each an array of n uint64: of the pair, of the Arabic alone, of the English alone.

    Equal keys mean equal texts but for chance: among n different texts a wrong match is to be expected with
    probability n²/2 · 2⁻⁶⁴, which is 3 in a million at 10 million rows and 3 % at a billion.
    """

    pair: NDArray[np.uint64]
    ar: NDArray[np.uint64]
    en: NDArray[np.uint64]


def pair_keys(ar: Sequence[str], en: Sequence[str]) -> Keys:
    """The keys of rows with these texts, the same in every run and on every machine (XXH3 of the folded texts)."""
    first = [arabic_key(text).encode("utf-8", "surrogatepass") for text in ar]
    second = [english_key(text).encode("utf-8", "surrogatepass") for text in en]
    return Keys(
        _hashes([b"%b\x1f%b" % texts for texts in zip(first, second, strict=True)]), _hashes(first), _hashes(second)
    )


def arabic_key(text: str) -> str:
    """`comparison_key`, with quotation marks, dashes, the spaces at punctuation and Latin letters' case folded too.

    >>> arabic_key("قالَ : «نعم» !") == arabic_key('قال: "نعم"!')
    True
    """
    return _closed(_folded_arabic()(text))


def english_key(text: str) -> str:
    """A form in which English texts are equal that differ in case, accents, kinds of punctuation, digits or spaces.

    >>> english_key("The “Café” – at  5 o’clock !")
    'the "cafe" - at 5 o\\'clock!'
    """
    if text.isascii() and "&" not in text:
        return _closed(" ".join(text.replace("`", "'").casefold().split()))
    return _closed(_folded_english()(text))


@cache
def _folded_arabic() -> Fold:
    return Fold(lambda text: _with_plain_signs(comparison_key(text)).casefold())


@cache
def _folded_english() -> Fold:
    return Fold(_slowly_folded_english)


def _slowly_folded_english(text: str) -> str:
    text = _with_plain_signs(plain(text, sounds=False))
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(text.replace("`", "'").casefold().split())


def _with_plain_signs(text: str) -> str:
    return text.translate(_SIGNS) if _SIGN.search(text) else text


def _closed(text: str) -> str:
    """Without the spaces before marks that end something and after brackets that open."""
    for spaced, sign in _SPACED:
        if spaced in text:
            text = text.replace(spaced, sign)
    return text


def _hashes(texts: list[bytes]) -> NDArray[np.uint64]:
    return np.fromiter(map(xxhash.xxh3_64_intdigest, texts), np.uint64, len(texts))
