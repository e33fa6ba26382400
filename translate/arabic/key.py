"""What two spellings of the same Arabic text have in common."""

import unicodedata

from models.characters import plain

# Written for one another in the press: hamza is left out, final ى and ي, ة and ه stand for each other.
_FOLDED = str.maketrans("أإآىة؟،؛", "ااايه?,;")


def comparison_key(text: str) -> str:
    """A form in which texts are equal that differ in spelling only; for finding what is the same, never for output.

    Vowel marks, tatweel and characters without a shape go; presentation forms, Persian keyboards' letters, hamza on
    alef, final yeh and teh marbuta, digits, punctuation and white space become one of each. پ چ ڤ گ are letters of
    their own and stay.

    >>> comparison_key("إلى  المَدْرَسَـة١٢؟") == comparison_key("الي المدرسه12?")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", plain(text, sounds=False)).translate(_FOLDED).split())
