"""What the rules look at: a pair, prepared once."""

from typing import NamedTuple

from corpus.rules.alphabet import ARABIC, DIGITS, LATIN, LETTERS, encode, without, words

_NOT_ARABIC, _NOT_LATIN, _NOT_LETTERS = without(ARABIC), without(LATIN), without(LETTERS)
_NOT_DIGITS = without(DIGITS)
_NOT_SIGNS = LETTERS + DIGITS + b" "


# Tuples: made for every row, and a frozen dataclass takes four times as long to make.
class Side(NamedTuple):
    """A text of a pair: as it was found, in the form of `alphabet`, its words and signs; letters counted by script.

    `longest_word`: letters and digits of it.
    """

    text: str
    form: bytes
    words: list[bytes]
    signs: bytes
    arabic: int
    latin: int
    letters: int
    digits: int
    longest_word: int

    @classmethod
    def of(cls, text: str) -> "Side":
        """Prepare `text`."""
        form = encode(text)
        found = words(form)
        return cls(
            text,
            form,
            found,
            form.translate(None, _NOT_SIGNS),
            len(form.translate(None, _NOT_ARABIC)),
            len(form.translate(None, _NOT_LATIN)),
            len(form.translate(None, _NOT_LETTERS)),
            len(form.translate(None, _NOT_DIGITS)),
            max(map(len, found), default=0),
        )


class View(NamedTuple):
    """Both sides of a pair."""

    ar: Side
    en: Side

    @classmethod
    def of(cls, ar: str, en: str) -> "View":
        """Prepare two texts."""
        return cls(Side.of(ar), Side.of(en))
