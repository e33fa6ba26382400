"""Texts as bytes, one a character: a form in which the two sides can be compared and counted by tables.

The form is that of `translate.arabic.key`: no vowel marks, tatweel or characters without a shape; one kind each of
alef, yeh, heh, digits and punctuation. Beyond it, Latin letters are small and have no accents. Only Arabic and Latin
letters keep their identity; those of other scripts are one byte, as are all signs that are not in Arabic and English
print. A charmap codec makes it, so that no loop over characters is needed.
"""

import codecs
import unicodedata
from functools import cache
from typing import Any

from models.characters import unescaped
from translate.arabic.key import comparison_key
from translate.arabic.letters import count_arabic

_OTHER_ARABIC, _OTHER_LETTER, _OTHER_SIGN = "\ue000", "\ue001", "\ue002"
_ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژڤگڭیک"
_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0655\u0670\u0640\u200b\u200c\u200d\u200e\u200f"
_SIGNS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،؛؟٪٫٬“”‘’„–—…•·«»→©®™°×€\u00a0"
_ACCENTED = "àáâäçèéêíñóöüı"
_PLAIN = str.maketrans("“”„«»‘’‹›–—−…ıæœøðþł", '"' * 5 + "'" * 4 + "---.iaoodtl")

_KEPT = frozenset(map(chr, range(128))).union(_ARABIC, "→©®™°×€")
_CHARACTERS = "".join(map(chr, range(128))) + _ARABIC + _MARKS + _SIGNS + _ACCENTED + _OTHER_ARABIC + _OTHER_LETTER
_CHARACTERS += _OTHER_SIGN
_ERRORS = "corpus.rules.alphabet"


def _form(character: str) -> str:
    """What stands for `character` in the form: a character of `_CHARACTERS` or nothing; several for a ligature."""
    if character in (_OTHER_ARABIC, _OTHER_LETTER, _OTHER_SIGN):
        return character
    key = comparison_key(character.translate(_PLAIN))
    if not key:
        return " " if character.isspace() else ""
    return "".join(map(_known, unicodedata.normalize("NFKD", key.casefold()).translate(_PLAIN)))


def _known(character: str) -> str:
    if unicodedata.combining(character):
        return ""
    if character in _KEPT:
        return character
    if character.isalpha() and unicodedata.category(character) != "Lm":  # modifiers: the ʼ of Kʼicheʼ
        if count_arabic(character):
            return _OTHER_ARABIC
        kind, _, _, *name = [*unicodedata.name(character, "").split(), "", "", ""]
        return name[0][:1].lower() or _OTHER_LETTER if kind == "LATIN" else _OTHER_LETTER
    digit = unicodedata.decimal(character, None)
    return _OTHER_SIGN if digit is None else str(digit)


_ENCODING = codecs.charmap_build(_CHARACTERS.ljust(256, "\ufffe"))
# No controls, and no letters and signs that damaged text is full of.
_FINE = frozenset(_ARABIC + _MARKS + _SIGNS + "".join(map(chr, range(32, 127)))) - {"×"}
_ORDINARY = "".join(character if character in _FINE else "\ufffe" for character in _CHARACTERS)
_ORDINARY_ENCODING = codecs.charmap_build(_ORDINARY.ljust(256, "\ufffe"))
_DECODING = _CHARACTERS.ljust(256, "\ufffd")
_FORMS = [_form(character) for character in _CHARACTERS]
_SILENT = bytes(code for code, form in enumerate(_FORMS) if not form)
_TABLE = bytes(_CHARACTERS.index(form[0]) if form else 0 for form in _FORMS).ljust(256, b"\0")
_strange = cache(_form)


def _beyond(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_strange, error.object[error.start : error.end])), error.end


codecs.register_error(_ERRORS, _beyond)

ARABIC = bytes(code for code, form in enumerate(_CHARACTERS) if form in _ARABIC or form == _OTHER_ARABIC)
LATIN = b"abcdefghijklmnopqrstuvwxyz"
LETTERS = ARABIC + LATIN + bytes([_CHARACTERS.index(_OTHER_LETTER)])
DIGITS = b"0123456789"
_WORDS = bytes(code if code in LETTERS + DIGITS else 32 for code in range(256))


def encode(text: str) -> bytes:
    """`text` in the form above; character references (&quot;) become what they stand for.

    >>> encode("كَتَبَ «نعم» ١٢؟") == encode('كتب "نعم" 12?')
    True
    """
    if "&" in text:
        text = unescaped(text)
    return _encode(text, _ERRORS, _ENCODING)


def encode_ordinary(text: str) -> bytes | None:
    """The same, or None where `text` has controls, references, or characters rare in Arabic and English print."""
    if "&" in text or (text.isascii() and not text.isprintable()):
        return None
    try:
        return _encode(text, "strict", _ORDINARY_ENCODING)
    except UnicodeEncodeError:
        return None


def _encode(text: str, errors: str, encoding: Any) -> bytes:
    raw = text.encode() if text.isascii() else codecs.charmap_encode(text, errors, encoding)[0]
    return raw.translate(_TABLE, _SILENT).strip()


def decode(form: bytes) -> str:
    """The characters of an encoded text, for messages and tests."""
    return codecs.charmap_decode(form, "strict", _DECODING)[0]


def words(form: bytes) -> list[bytes]:
    """The runs of letters and digits of an encoded text."""
    return form.translate(_WORDS).split()


def without(characters: bytes) -> bytes:
    """All bytes but `characters`: what to delete to be left with them."""
    return bytes(set(range(256)) - set(characters))
