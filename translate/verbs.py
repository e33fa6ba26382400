"""Whether the word behind و or ف is a finite verb."""

from functools import cache
from pathlib import Path

from translate.arabic.letters import unvocalised

_DATA = Path(__file__).parent / "data"
_NONE = -9.9  # what is no Arabic word of three letters, or has an article
_ENDINGS = ("ه", "ها", "هم", "هما", "هن", "نا", "ني", "ك", "كم", "ان", "ون", "وا", "تا")
_LESS_SURE = 4.0  # where only the stem is known; nouns take most of the endings, too
_FOLDED = str.maketrans("أإآٱى", "ااااي")


def bare(word: str) -> str:
    """The word without vowel marks, tatweel and the hamza of ا, and with ي for ى, as the tables hold it.

    >>> bare("إِلَى")
    'الي'
    """
    return unvocalised(word).translate(_FOLDED)


def is_joined(word: str) -> bool:
    """Whether the first letter of `word` (`bare`) is the conjunction و or ف, and not its own as in وصل and فرنسا.

    >>> is_joined("وقال"), is_joined("وزير")
    (True, False)
    """
    if word[:1] not in ("و", "ف") or len(word) < 3 or word in _initials():
        return False
    # Names that the table has not seen begin with ف far more often than with و.
    return word[0] == "و" or _scores().get(word[1:], -1.0) > 0


def is_verb(word: str) -> bool:
    """Whether `word` (`bare`, without its conjunction) is a finite verb where it stands behind و or ف.

    >>> is_verb("اعلنت"), is_verb("وزارة"), is_verb("يستنكرون")
    (True, False, True)
    """
    return verb_score(word) > 0


def verb_score(word: str) -> float:
    """The log-odds of `word` (`bare`, without its conjunction) being a finite verb where it stands behind و or ف."""
    known = _scores()
    if word in known:
        return known[word]
    if len(word) < 3 or not word.isalpha() or word.isascii() or word.startswith(("ال", "لل")):
        return _NONE
    stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    stem = max((known.get(stem, _NONE) for stem in stems), default=_NONE)
    return max(stem - _LESS_SURE, sum(_weights().get(shape, 0.0) for shape in shapes(word)))


def shapes(word: str) -> tuple[str, ...]:
    """The features by which a word that no table holds is judged: its first and last letters and its length."""
    first, last, length = word[:1], word[-1:], f"{min(len(word), 8)}"
    ends = tuple(word[-size:] + "$" for size in (1, 2, 3, 4))
    starts = tuple("^" + word[:size] for size in (1, 2, 3))
    return (*starts, *ends, length, f"{first}.{last}", f"{word[:2]}.{word[-2:]}", f"{first}{length}{last}")


@cache
def _scores() -> dict[str, float]:
    return _numbers("verbs.tsv")


@cache
def _weights() -> dict[str, float]:
    return _numbers("verb_shapes.tsv")


@cache
def _initials() -> frozenset[str]:
    return frozenset(_numbers("initials.tsv"))


def _numbers(name: str) -> dict[str, float]:
    """The first two columns of a table; the others are evidence, and there are too many rows to read it each time."""
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t", 2) for line in lines if line[0] != "#"]
    return {row[0]: float(row[1]) for row in rows[1:]}
