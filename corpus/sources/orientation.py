"""Whether the Arabic is on the Arabic side, told by the letters of the first rows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from corpus.pairs import Pair
from models.errors import InputError
from translate.arabic.letters import count_arabic

LOOK = 100  # rows that are looked at
_LATIN = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
# Arabic on technical matters is up to three quarters Latin letters; English has hardly any Arabic ones.
_SOME = 0.15
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Letters:
    """How many Arabic and Latin letters some texts have."""

    arabic: int
    latin: int

    @property
    def may_be_arabic(self) -> bool:
        """Whether there is Arabic among them, or nothing that speaks against it."""
        return self.arabic >= _SOME * (self.arabic + self.latin)

    @property
    def is_arabic(self) -> bool:
        """Whether most of them are Arabic."""
        return self.arabic > _MOST * (self.arabic + self.latin)

    @property
    def is_latin(self) -> bool:
        """Whether hardly any of them is Arabic, and some are Latin."""
        return self.latin > 0 and self.arabic < _SOME * (self.arabic + self.latin)


def count_letters(texts: Iterable[str]) -> Letters:
    """The letters of all `texts` together."""
    arabic = latin = 0
    for text in texts:
        arabic += count_arabic(text)
        latin += len(_LATIN.findall(text))
    return Letters(arabic, latin)


def check_orientation(pairs: Iterator[Pair], name: str, mend: str) -> Iterator[Pair]:
    """Pass `pairs` through.

    Raises InputError, before the first, when the sides are swapped in the first LOOK rows.
    """
    seen: list[Pair] = []
    failure: InputError | None = None
    try:
        for pair in pairs:
            seen.append(pair)
            if len(seen) == LOOK:
                break
    except InputError as error:
        failure = error
    ar, en = count_letters(pair.ar for pair in seen), count_letters(pair.en for pair in seen)
    if ar.is_latin and en.is_arabic:
        raise InputError(f"{name}: Arabic and English are swapped: the Arabic side begins {_shown(seen)}; {mend}")
    if failure is None:
        yield from chain(seen, pairs)
        return
    yield from seen
    raise failure


def _shown(pairs: list[Pair]) -> str:
    text = next(pair.ar for pair in pairs if _LATIN.search(pair.ar))
    return repr(text if len(text) <= 40 else text[:39] + "…")
