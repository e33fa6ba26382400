"""Where a long sentence is cut into clauses, and nothing of it is lost."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from models.errors import SettingsError
from translate import cues
from translate.sentences import Sentence

VERSION = "1"  # part of every signature: raise it when a cut can move

_LEAST_WORDS = 8
_SIDE = 6  # words a piece should have (our segmentation study, "What an ideal splitter does", 3)
_SHORT = 40.0  # what a piece of fewer words costs: as much as a cut before a preposition
_UNEVEN = 4.0  # what a cut costs half way between two even ones: a better class of cue is worth more


@dataclass(frozen=True, slots=True)
class Clause:
    """One piece of a sentence: `text` is `[start:end]` of the text the sentence was found in, in code points.

    `joint` says how it hangs on the piece before it: "" for the first piece, else the name of a class in data/cues.tsv.
    """

    text: str
    start: int
    end: int
    joint: str


def split_clauses(sentence: Sentence | str, max_words: int = 40) -> list[Clause]:
    """Cut a sentence of more than `max_words` words into clauses; a shorter one comes back as one.

    The pieces are the sentence: nothing lies between them, and the white space at a cut belongs to the piece before it.
    A word is what stands between white space and holds a letter or digit. Among all ways to keep every piece within
    `max_words` the one is taken whose cuts cost least (data/cues.tsv): at a semicolon, before و or ف and a finite verb,
    before لكن, كما, إذ …; a text without any such cue is cut before a preposition or at its plainest blank. So no piece
    is over the limit, as there is a blank between any two words. Takes time linear in the length of the sentence.

    Raises SettingsError when `max_words` is under 8.

    >>> text = "أعلن الوزير أمس نتائج التحقيق في الحادث وقال إن اللجنة أنهت عملها"
    >>> [(clause.text, clause.joint) for clause in split_clauses(text, 8)]
    [('أعلن الوزير أمس نتائج التحقيق في الحادث ', ''), ('وقال إن اللجنة أنهت عملها', 'verb')]
    """
    if max_words < _LEAST_WORDS:
        raise SettingsError(f"max_words must be at least {_LEAST_WORDS}, not {max_words}")
    text, start = (sentence, 0) if isinstance(sentence, str) else (sentence.text, sentence.start)
    if sum(any(map(str.isalnum, token)) for token in text.split()) <= max_words:
        return [Clause(text, start, start + len(text), "")]
    units = cues.units(text)
    return pieces(text, units, [int(bool(unit.word)) for unit in units], max_words, start)


def pieces(text: str, units: Sequence[cues.Unit], weights: Sequence[int], limit: int, start: int) -> list[Clause]:
    """`text`, which begins at `start`, in the cheapest pieces whose units weigh no more than `limit` together.

    A unit that is heavier by itself is a piece of its own.
    """
    cuts = cues.cuts(text, units)
    places = _places(units, weights, [cut.cost for cut in cuts], limit)
    clauses = []
    for place, after in zip(places, [*places[1:], len(units)], strict=True):
        begin, end = units[place].start, units[after - 1].end
        clauses.append(Clause(text[begin:end], start + begin, start + end, cuts[place].joint if place else ""))
    return clauses


def _places(units: Sequence[cues.Unit], weights: Sequence[int], costs: Sequence[float], limit: int) -> list[int]:
    """The units that begin a piece: the cheapest way from the first unit to the end, in one pass.

    A piece weighs no more than `limit`; `window` holds, cheapest first, where one of 6 words and more may begin, and a
    shorter one costs extra.
    """
    ends = list(accumulate(weights, initial=0))
    words = list(accumulate((bool(unit.word) for unit in units), initial=0))
    even = ends[-1] / max(1, -(-ends[-1] // limit)) or 1.0
    reach = [0.0]  # the cost of all cuts up to and with the one before this unit
    back = [0]
    window: deque[int] = deque()
    ripe = 0
    for place in range(1, len(units) + 1):
        while words[place] - words[ripe] >= _SIDE:
            while window and reach[window[-1]] >= reach[ripe]:
                window.pop()
            window.append(ripe)
            ripe += 1
        while window and ends[place] - ends[window[0]] > limit:
            window.popleft()
        best, begin = (reach[window[0]], window[0]) if window else (float("inf"), place - 1)
        for short in range(ripe, place):
            if reach[short] + _SHORT < best and (ends[place] - ends[short] <= limit or short == place - 1):
                best, begin = reach[short] + _SHORT, short
        if place < len(units):
            off = ends[place] / even % 1
            best += costs[place] + 2 * _UNEVEN * min(off, 1 - off)
        reach.append(best)
        back.append(begin)
    found = [back[-1]]
    while found[-1] > 0:
        found.append(back[found[-1]])
    return found[::-1]
