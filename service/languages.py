"""Which languages there are to a service, and which one a text is in."""

import re
from collections import Counter
from dataclasses import dataclass

from corpus.rules.language import likeliest
from translate.arabic.letters import count_arabic, unvocalised

_LEAST_LETTERS = 40  # below, the detector calls names and greetings anything: مرحبا Persian, WordPress German
_ARABIC_SHARE = 0.2  # of the letters: an Arabic quotation in an English sentence is less, a line of Arabic more
_LEAST_PROBABILITY = 0.5
_CANDIDATES = 3
_WORDS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_ARTICLE = re.compile(r"\b[وفبك]?(?:ال|لل)\w{2}")
_LEAST_ARTICLES = 0.15  # of the words, as in corpus.rules.language: no other language has them
# Letters that Persian, Urdu, Sorani and Uyghur are written with and Arabic is not; not those of foreign sounds (پ چ ڤ
# گ), which Arabic has in names.
_FOREIGN = re.compile("[ٹڈڑںھہۂۃےۓکیۀەێۆۇۈۋېڕڵ]")


@dataclass(frozen=True, slots=True)
class Language:
    """A language that texts come in, and those that they are translated into; itself: they are returned as they are."""

    code: str
    name: str
    targets: tuple[str, ...]


LANGUAGES = {one.code: one for one in (Language("ar", "Arabic", ("en",)), Language("en", "English", ("en",)))}


@dataclass(frozen=True, slots=True)
class Detection:
    """A language, by its ISO 639 code, and how sure that is, from 0 to 100; 0: there is nothing to tell by."""

    language: str
    confidence: float


def plain_code(code: str) -> str:
    """The language that `code` names, without its country and in small letters.

    >>> plain_code("AR-EG"), plain_code("en_GB")
    ('ar', 'en')
    """
    return re.split("[-_]", code.strip(), maxsplit=1)[0].lower()


def detect(text: str) -> list[Detection]:
    """The languages that `text` may be in, the likeliest first; all Arabic is `ar`, the dialects too.

    What is too short to tell languages of one script apart is taken for the one of them that is translated.
    """
    text = unvocalised(text)
    letters = sum(map(len, _WORDS.findall(text)))
    if not letters:
        return [Detection("en", 0.0)]
    scores: Counter[str] = Counter()
    for code, probability in likeliest(text, _CANDIDATES):
        scores["ar" if code == "arz" else code] += probability  # type: ignore[assignment]
    expected = _expected(text, letters)
    (best, probability) = scores.most_common(1)[0]
    if expected and best != expected and (_is_plain(text, expected, letters) or probability < _LEAST_PROBABILITY):
        return [Detection(expected, _percent(scores[expected]))]
    return [Detection(code, _percent(one)) for code, one in scores.most_common() if one >= 0.01]


def _expected(text: str, letters: int) -> str | None:
    """The language that is translated, of the script that `text` is in."""
    if count_arabic(text) >= _ARABIC_SHARE * letters:
        return "ar"
    return "en" if 2 * len(_LATIN.findall(text)) > letters else None


def _is_plain(text: str, expected: str, letters: int) -> bool:
    """Whether the detector is not to be believed that `text` is not what its letters suggest."""
    if expected == "ar":
        if len(_ARTICLE.findall(text)) >= _LEAST_ARTICLES * len(_WORDS.findall(text)):
            return True
        return letters < _LEAST_LETTERS and not _FOREIGN.search(text)
    return letters < _LEAST_LETTERS


def _percent(probability: float) -> float:
    return round(100 * min(probability, 1.0), 1)
