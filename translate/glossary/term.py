"""What a glossary is: Arabic terms and the English that is wanted for them."""

import hashlib
from dataclasses import dataclass

VERSION = "1"  # part of the signature: raise it when what is found, or how it is enforced, changes

CASE = "case"  # the English is written in these letters at the start of a sentence and in headlines too
EXACT = "exact"  # the Arabic is found in this spelling only, and with nothing written together with it
THE = "the"  # "the" may stand before the English
KEEP = "keep"  # not translated: what stands in the Arabic text is what stands in the English one
FLAGS = (CASE, EXACT, THE, KEEP)


@dataclass(frozen=True, slots=True)
class Term:
    """An Arabic term and its English: several spellings of the one, several accepted forms of the other.

    The first form of `english` is what is written where the model has written none of them.
    """

    arabic: tuple[str, ...]
    english: tuple[str, ...]
    flags: frozenset[str] = frozenset()
    note: str = ""

    @property
    def is_name(self) -> bool:
        """Whether it has a capital in it, or is not translated; what is no name may take the Arabic article."""
        return KEEP in self.flags or self.english[0] != self.english[0].lower()


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms; small enough to be sent to wherever sources are translated."""

    terms: tuple[Term, ...]

    @property
    def signature(self) -> str:
        """The version and a digest of all that decides a translation: notes do not."""
        told = "\n".join(
            "\t".join(("|".join(term.arabic), "|".join(term.english), " ".join(sorted(term.flags))))
            for term in self.terms
        )
        return f"glossary-{VERSION}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
