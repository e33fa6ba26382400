"""The English of a term where it stands in a sentence: found, in the right letters, with the right article."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_ARTICLE = re.compile(r"(?:^|(?<=\s)|(?<=[(\"“‘']))(an?|the)\s+$", re.IGNORECASE)
_OPENING = re.compile(r"(?:^|[.!?…]\s|:\s(?=[\"“‘«]))[\"“‘'(\[«\s]*$")  # behind it a sentence begins
# Said letter by letter (SDF) where there is no vowel to make a word of it; the letters whose names begin with one.
_SPELLED = re.compile(r"[B-DF-HJ-NP-TV-Z]{2,}s?\b|[A-Z]\b")
_VOWEL_NAMES = "AEFHILMNORSX"
_CONSONANT = re.compile(r"U[A-Z]|[Uu]ni|[Uu]s[aeu]|[Uu]t[ei]|[Ee]u|[Oo]n(?:e|ce)\b")
_VOWEL = re.compile(r"[aeiou]|hour|hono|hones|heir", re.IGNORECASE)
_BETWEEN = r"[\s\-–’'‘]+"
_SPLIT = re.compile(_BETWEEN)


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` is English of a term: the accepted `form`, in whatever letters, perhaps in the plural."""

    start: int
    end: int
    form: str


def find_mentions(text: str, forms: Iterable[str]) -> list[Mention]:
    """Where `text` has one of `forms`, the longest first; none overlaps another.

    >>> find_mentions("al Baghuz fell", ["Al-Baghuz"])
    [Mention(start=0, end=9, form='Al-Baghuz')]
    """
    found: list[Mention] = []
    for form in sorted(set(forms), key=lambda form: (-len(form), form)):
        for match in _pattern(form).finditer(text):
            if all(match.end() <= other.start or other.end <= match.start() for other in found):
                found.append(Mention(match.start(), match.end(), form))
    return sorted(found, key=lambda mention: mention.start)


def corrected(text: str, mention: Mention, *, case: bool) -> str:
    """What should stand in the place of `mention`: its form in letters that are right there, or just as it is (`case`).

    >>> corrected("In al baghuz", Mention(3, 12, "Al-Baghuz"), case=False)
    'Al-Baghuz'
    """
    written = text[mention.start : mention.end]
    plural = _pattern(mention.form).fullmatch(written)
    ending = (plural["plural"] or "") if plural else ""
    form = mention.form
    if case:
        return form + ending
    capital = form[:1].upper() + form[1:]
    allowed = {form, capital, form.title() if form.islower() else form, form.upper() if text.isupper() else form}
    if written.removesuffix(ending) in allowed:
        return written
    return (capital if opens(text[: mention.start]) else form) + ending


def opens(before: str) -> bool:
    """Whether a sentence begins behind `before`.

    >>> opens(""), opens("He left. "), opens('He said: "'), opens("two things: ")
    (True, True, True, False)
    """
    return _OPENING.search(before) is not None


def put(before: str, form: str, *, the: bool = False) -> str:
    """`before` with `form` behind it; an article there suits the form, and none stands twice.

    >>> put("He is a ", "SDF"), put("in the ", "the Hague"), put("in ", "SDF", the=True)
    ('He is an SDF', 'in the Hague', 'in the SDF')
    """
    article = _ARTICLE.search(before)
    if article is None:
        return f"{before}{'The ' if opens(before) else 'the '}{form}" if the else before + form
    if form.lower().startswith("the "):
        return before[: article.start()] + (form if article[1].islower() else form[:1].upper() + form[1:])
    if article[1].lower() != "the":
        right = article[1][0] + ("n" if sounds_like_vowel(form) else "")
        before = before[: article.start(1)] + right + before[article.end(1) :]
    return before + form


def is_one(before: str) -> bool:
    """Whether `before` ends in a or an."""
    article = _ARTICLE.search(before)
    return article is not None and article[1].lower() != "the"


def without_article(before: str) -> str:
    """`before` without the article it ends in.

    >>> without_article("near the ")
    'near '
    """
    article = _ARTICLE.search(before)
    return before[: article.start(1)] if article else before


def sounds_like_vowel(form: str) -> bool:
    """Whether `an` stands before `form`.

    >>> [sounds_like_vowel(form) for form in ("SDF", "PMF", "ISIS", "NATO", "drone", "Idlib", "UN", "university")]
    [True, False, True, False, False, True, False, False]
    """
    if _SPELLED.match(form):
        return form[0] in _VOWEL_NAMES
    return _VOWEL.match(form) is not None and _CONSONANT.match(form) is None


def plural_of(form: str) -> str | None:
    """The plural of what is no name; None where that is not just an s.

    >>> plural_of("drone"), plural_of("Hajin"), plural_of("militia force"), plural_of("forces")
    ('drones', None, 'militia forces', None)
    """
    if not form.islower() or not form[-1].isalpha() or form[-1] in "sxzy" or form.endswith(("ch", "sh")):
        return None
    return form + "s"


@lru_cache(maxsize=1 << 12)
def _pattern(form: str) -> re.Pattern[str]:
    words = _BETWEEN.join(map(re.escape, _SPLIT.split(form)))
    plural = r"(?P<plural>e?s)?" if form.islower() else r"(?P<plural>(?!))?"
    return re.compile(rf"(?<!\w){words}{plural}(?!\w)", re.IGNORECASE)
