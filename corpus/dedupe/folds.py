"""A fold of texts, made by a table: at once for a whole text where all its characters are common ones."""

import codecs
from collections.abc import Callable

# Of our Arabic texts 99.5 % have no other, of the English 99 %. None that depend on what stands beside them: marks
# that join a letter, "&", which may begin a reference; and none that become several, such as "…" and ligatures.
_ASCII = "".join(chr(code) if chr(code).isprintable() or chr(code) in "\t\n\r" else "\ufffe" for code in range(128))
_ARABIC = "".join(map(chr, [*range(0x621, 0x63B), *range(0x640, 0x653)]))
_OTHER = (
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٪٫٬،؛؟پچژڤگکی\u0670\u200b\u200c\u200d\u200e\u200f\u00a0“”„«»‘’‚‹›–—−‐‑•·°©®×€"
    "àáâäãåçèéêëíîïñóôöúüû"
)
# By their codes, those of ASCII as there, so that bytes can be split at white space.
_COMMON = _ASCII.replace("&", "\ufffe") + _ARABIC + _OTHER
_DECODING = _COMMON.ljust(256, "\ufffe")


class Fold:
    """A function that gives the same as `slow`, which folds characters one by one and makes white space single blanks.

    What the common characters become is found by asking it; one that does not become the same between digits as
    between letters is left to it.
    """

    def __init__(self, slow: Callable[[str], str]) -> None:
        self._slow = slow
        forms = [slow(f"x{character}x")[1:-1] for character in _DECODING]
        alike = (form == slow(f"0{character}0")[1:-1] for character, form in zip(_DECODING, forms, strict=True))
        known = (character if same else "\ufffe" for character, same in zip(_DECODING, alike, strict=True))
        self._encoding = codecs.charmap_build("".join(known))
        self._silent = bytes(code for code, form in enumerate(forms) if not form)
        self._table = bytes(_DECODING.index(form) for form in forms)

    def __call__(self, text: str) -> str:
        try:
            codes = codecs.charmap_encode(text, "strict", self._encoding)[0]
        except UnicodeEncodeError:
            return self._slow(text)
        words = codes.translate(self._table, self._silent).split()
        return codecs.charmap_decode(b" ".join(words), "strict", _DECODING)[0]
