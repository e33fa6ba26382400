"""Says what is wrong with two documents before they are aligned, and afterwards whether they correspond at all."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.align.link import Link
from corpus.align.sides import Side
from corpus.errors import AlignmentError
from corpus.pairs import Language
from translate.arabic.letters import count_arabic
from translate.inputs import STDIN

NAMES: dict[Language, str] = {"ar": "Arabic", "en": "English"}
_SCRIPTS: dict[Language, str] = {"ar": "Arabic", "en": "Latin"}
_LATIN = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W\d_]+")

# Of the letters of a document: commands and product names are three quarters of some technical Arabic.
_LEAST_SCRIPT = 0.15
_FAR_APART = 10.0  # as long again: more than any translation or summary grows or shrinks
_SEEN_ENOUGH = 50  # words below which the next two shares are chance
# Words with the article. Of 49 sources of Arabic the texts have 14.8 % and more (a list of names has 7.4 %); Persian,
# Urdu, Sorani and Uyghur user interfaces (Django's) have 0.3 % and less.
_ARTICLE = re.compile(r"[وفبك]?(?:ال|لل)")
_LEAST_ARTICLES = 0.03
# The English of the same sources has 5.8 % and more (lists of names 0 to 0.3 %); 24 other languages have at most 1.8 %.
_ENGLISH = frozenset({"the", "of", "and", "to"})
_LEAST_ENGLISH = 0.03
# Of the shorter side's sentences, expected to stand in a right link. 46 reports with their translations have 0.78 and
# more, the development documents with a third missing 0.69, with a foreign passage 0.55, with their blocks shuffled
# 0.18; unrelated documents have 0.00, different reports of one series, written on one pattern, up to 0.51.
_LEAST_CORRESPONDENCE = 0.1
_SURE_CORRESPONDENCE = 0.5


@dataclass(frozen=True, slots=True)
class _Letters:
    """How many letters a text has, by script."""

    arabic: int
    latin: int
    other: int

    @property
    def total(self) -> int:
        return self.arabic + self.latin + self.other

    def fits(self, language: Language) -> bool:
        """Whether enough of them are those of `language`."""
        return (self.arabic if language == "ar" else self.latin) >= _LEAST_SCRIPT * self.total


def check_sides(ar: Side, en: Side) -> list[str]:
    """Look through two documents; the notes that their owner should read.

    Raises AlignmentError when one is empty, has no letters or is in another script, when both are in the same, and
    when they are swapped.
    """
    for side in (ar, en):
        if not side.segments:
            raise AlignmentError(f"{side.name}: is empty; there are no sentences in it to align")
    texts = {side.language: "\n".join(segment.text for segment in side.segments) for side in (ar, en)}
    letters = {language: _letters(text) for language, text in texts.items()}
    for side in (ar, en):
        if not letters[side.language].total:
            raise AlignmentError(f"{side.name}: has no letters in it; name the {NAMES[side.language]} document")
    _check_scripts(ar, en, letters["ar"], letters["en"], texts)
    return [*ar.notes, *en.notes, *_notes(ar, en, letters["ar"].total, letters["en"].total, texts)]


def correspondence(links: Iterable[Link], ar: int, en: int) -> float:
    """The expected share of the shorter side's sentences that stand in a right link, from 0 to 1.

    `ar`, `en`: how many sentences the sides have, at least one each. Links with an empty side count as nothing.
    """
    filled = [link for link in links if link.ar and link.en]
    covered = sum(link.score * len(link.ar if ar <= en else link.en) for link in filled)
    return covered / min(ar, en)


def check_correspondence(links: Iterable[Link], ar: Side, en: Side) -> list[str]:
    """Judge what came out of aligning two documents; a note where they correspond in part only.

    Raises AlignmentError when so little of them seems to be each other's translation that none of it can be relied on.
    """
    share = correspondence(links, len(ar.segments), len(en.segments))
    shorter = ar if len(ar.segments) <= len(en.segments) else en
    count = f"{len(shorter.segments):,} sentence{'' if len(shorter.segments) == 1 else 's'} of {shorter.name}"
    evidence = f"a right counterpart is to be expected for {share:.0%} of the {count}"
    mend = "check that one is the translation of the other"
    if share < _LEAST_CORRESPONDENCE:
        raise AlignmentError(f"{ar.name} and {en.name} do not correspond: {evidence}; {mend}")
    return [f"{ar.name} and {en.name} correspond in part only: {evidence}; {mend}"] * (share < _SURE_CORRESPONDENCE)


def _letters(text: str) -> _Letters:
    arabic, latin = count_arabic(text), len(_LATIN.findall(text))
    return _Letters(arabic, latin, max(sum(map(str.isalpha, text)) - arabic - latin, 0))


def _check_scripts(ar: Side, en: Side, of_ar: _Letters, of_en: _Letters, texts: dict[Language, str]) -> None:
    if of_ar.fits("ar") and of_en.fits("en"):
        return
    if of_ar.fits("en") and of_en.fits("ar"):
        raise AlignmentError(
            f"{ar.name} looks English and {en.name} Arabic; swap them: jisr align {_argument(en)} {_argument(ar)}"
        )
    for language in NAMES:
        if of_ar.fits(language) and of_en.fits(language):
            wanted = "the second must be English" if language == "ar" else "the first must be Arabic"
            raise AlignmentError(f"{ar.name} and {en.name} are both in {_SCRIPTS[language]} letters; {wanted}")
    for side, letters in ((ar, of_ar), (en, of_en)):
        if not letters.fits(side.language):
            raise AlignmentError(
                f"{side.name}: is in {_script(texts[side.language])} letters; name the {NAMES[side.language]} document"
            )


def _argument(side: Side) -> str:
    return "-" if side.name == STDIN else side.name


def _script(text: str) -> str:
    """The script of most letters of `text`, by the first word of their names in Unicode."""
    names = (unicodedata.name(letter, "unknown").split()[0] for letter in text if letter.isalpha())
    name = Counter(names).most_common(1)[0][0]
    return name if name == "CJK" else name.capitalize()


def _notes(ar: Side, en: Side, ar_letters: int, en_letters: int, texts: dict[Language, str]) -> Iterable[str]:
    longer, shorter = (ar, en) if ar_letters > en_letters else (en, ar)
    most, least = max(ar_letters, en_letters), min(ar_letters, en_letters)
    if most >= _FAR_APART * least:
        yield (
            f"{longer.name} is {most / least:.0f} times as long as {shorter.name} ({most:,} and {least:,} letters); "
            "most of it can have no counterpart"
        )
    words = _WORD.findall(texts["ar"])
    share = sum(_ARTICLE.match(word) is not None for word in words) / max(len(words), 1)
    if len(words) >= _SEEN_ENOUGH and share < _LEAST_ARTICLES:
        yield (
            f"{ar.name}: does not read like Arabic: {share:.1%} of its words have the article ال, in Arabic some 25 %; "
            "if it is Persian, Urdu or Kurdish, do not rely on the links"
        )
    words = _WORD.findall(texts["en"])
    share = sum(word.lower() in _ENGLISH for word in words) / max(len(words), 1)
    if len(words) >= _SEEN_ENOUGH and share < _LEAST_ENGLISH:
        yield (
            f"{en.name}: does not read like English: 'the', 'of', 'and' and 'to' are {share:.1%} of its words, in "
            "English some 12 %; if it is another language, do not rely on the links"
        )
