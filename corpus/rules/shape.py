"""Lengths, scripts, copies: what the bare characters of a pair say."""

from corpus.rules.alphabet import DIGITS
from corpus.rules.view import View

# Characters of English for one of Arabic: the median of our 79 sources is 0.85 the other way round.
_EXPANSION = 1.18
# Added to both lengths: "لا" and "No, thanks" are a pair, five characters and fifty are not.
_SLACK = 15
_WORD_SLACK = 4
_LONG_WORD = 25  # letters; English has none that is longer
_LEAST_EVIDENCE = 4  # letters below which the script of a text is left open: "OK" may well stand for موافق


def length_ratio(view: View) -> float:
    """The longer side's characters by the shorter's, after Arabic has been scaled; 1 and more."""
    ratio = scaled_ratio(view)
    return ratio if ratio > 1 else 1 / ratio


def scaled_ratio(view: View) -> float:
    """The characters of the Arabic side, scaled to what its English has at the median, by those of the English."""
    return (_EXPANSION * len(view.ar.form) + _SLACK) / (len(view.en.form) + _SLACK)


def word_ratio(view: View) -> float:
    """The words of the side that has more by those of the other; 1 and more."""
    ar, en = len(view.ar.words) + _WORD_SLACK, len(view.en.words) + _WORD_SLACK
    return ar / en if ar > en else en / ar


def arabic_share(view: View) -> float:
    """Arabic letters among the letters of the Arabic side; 1 where there are hardly any letters."""
    return _share(view.ar.arabic, view.ar.letters)


def latin_share(view: View) -> float:
    """Latin letters among the letters of the English side; 1 where there are hardly any letters."""
    return _share(view.en.latin, view.en.letters)


def copied(view: View) -> float:
    """The letters in words that both sides have, by those of the side with more; 1: one is a copy of the other."""
    ar, en = view.ar, view.en
    if ar.form and ar.form == en.form:
        return 1.0
    if not (ar.latin and en.latin) and not (ar.arabic and en.arabic):
        return 0.0
    shared = set(ar.words).intersection(en.words)
    if not shared:
        return 0.0
    shared = {word for word in shared if word.translate(None, DIGITS) == word}  # not the name of a colour, #0000ff
    both = [sum(len(word) for word in side.words if word in shared) for side in (ar, en)]
    return min(both) / max(ar.letters, en.letters, 1)


def longest_word(view: View) -> float:
    """Letters and digits of the longest word of either side; where it is very long, of those that only one side has.

    Keys and checksums stand in both.
    """
    longest = max(view.ar.longest_word, view.en.longest_word)
    if longest <= _LONG_WORD:
        return longest
    return max(map(len, set(view.ar.words) ^ set(view.en.words)), default=0)


def _share(letters: int, total: int) -> float:
    return 1.0 if total < _LEAST_EVIDENCE or letters == total else letters / total
