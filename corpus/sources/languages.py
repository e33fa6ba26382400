"""Which language codes and column names mean Arabic, and which English."""

# The individual languages of the macrolanguage `ara` in ISO 639-3, and what dialects are coded as in older data (ajp).
_ARABIC = frozenset({
    "ar", "ara", "aao", "abh", "abv", "acm", "acq", "acw", "acx", "acy", "adf", "aeb", "aec", "afb",
    "ajp", "apc", "apd", "arb", "arq", "ars", "ary", "arz", "auz", "avl", "ayh", "ayl", "ayn", "ayp",
    "pga", "shu", "ssh"
})  # fmt: skip
_ENGLISH = frozenset({"en", "eng"})
# What columns are called beside the codes; source and target as `jisr translate` writes them.
_ARABIC_NAMES = frozenset({"arabic", "العربية", "عربي", "ar_text", "text_ar", "sentence_ar", "source", "src"})
_ENGLISH_NAMES = frozenset({"english", "الإنجليزية", "إنجليزي", "en_text", "text_en", "sentence_en", "target", "tgt"})


def is_arabic(code: str) -> bool:
    """Whether a language code (`ar`, `ar-SA`, `ara`, `arz_Arab`) is Arabic, dialects included."""
    return _primary(code) in _ARABIC


def is_english(code: str) -> bool:
    """Whether a language code (`en`, `en-US`, `eng_Latn`) is English."""
    return _primary(code) in _ENGLISH


def names_arabic(column: str) -> bool:
    """Whether a column of this name holds the Arabic."""
    return is_arabic(column) or column.strip().lower() in _ARABIC_NAMES


def names_english(column: str) -> bool:
    """Whether a column of this name holds the English."""
    return is_english(column) or column.strip().lower() in _ENGLISH_NAMES


def _primary(code: str) -> str:
    return code.strip().lower().replace("_", "-").partition("-")[0]
