"""A row of a known test set."""

from dataclasses import dataclass, replace

BAD = "bad"  # the part of rows that their publisher warns against
_STANDARD = ("ar", "arb_Arab")


@dataclass(frozen=True, slots=True)
class KnownRow:
    """Two texts, of which one that is not known is "".

    `part`: what the publisher calls the part of the set it is in; `domain`: what it is about, "" where nobody says;
    `variety`: the code of its Arabic, a dialect's or `ar`.
    """

    ar: str
    en: str
    part: str
    domain: str = ""
    variety: str = "ar"

    @property
    def is_standard(self) -> bool:
        """Whether it is no dialect's."""
        return self.variety in _STANDARD

    def beside(self, en: str) -> "KnownRow":
        """The row with its English."""
        return replace(self, en=en)
