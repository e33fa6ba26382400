"""What the rules look at: a pair, prepared once."""

from typing import NamedTuple

from corpus.rules.alphabet import ARABIC, DIGITS, LATIN, LETTERS, encode, encode_ordinary, words

_KIND = {**dict.fromkeys(LETTERS, b"o"), **dict.fromkeys(ARABIC, b"a"), **dict.fromkeys(LATIN, b"l")}
_KIND |= dict.fromkeys(DIGITS, b"0")
_KINDS = b"".join(_KIND.get(code, b" ") for code in range(256))  # to count by: four times as fast as to delete the rest
_NOT_SIGNS = LETTERS + DIGITS + b" "


# Tuples: made for every row, and a frozen dataclass takes four times as long to make.
class Side(NamedTuple):
    """A text of a pair: as it was found, in the form of `alphabet`, its words and signs; letters counted by script.

    `ordinary`: no controls, references or characters rare in Arabic and English print; `longest_word`: letters and
    digits of it.
    """

    text: str
    ordinary: bool
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
        ordinary = encode_ordinary(text)
        form = encode(text) if ordinary is None else ordinary
        found = words(form)
        kinds = form.translate(_KINDS)
        arabic, latin = kinds.count(b"a"), kinds.count(b"l")
        return cls(
            text,
            ordinary is not None,
            form,
            found,
            form.translate(None, _NOT_SIGNS),
            arabic,
            latin,
            arabic + latin + kinds.count(b"o"),
            kinds.count(b"0"),
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
