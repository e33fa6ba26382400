"""Where Arabic can be cut, and what each cut costs: the table of cues, read onto the words of a text."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

from translate.tables import read_table
from translate.verbs import bare, is_joined, is_verb, verb_score

# A word with the marks and the white space behind it; a mark glued between two words ends the first (هجين،استهدف).
_UNIT = re.compile(r"(?:[^\s،؛]|(?<=\d)[،؛](?=\d))+[،؛]*\s*|[،؛]+\s*|^\s+")
_LETTERS = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
_MARK = re.compile(r"([،,؛;؟?!])[\"'»”’)\]}]*\s*\Z")
_PHRASE = 3  # words of the longest phrase in the table
_NEAR = 4  # words between the commas of a list
_GOVERNED = 10  # words within which أن governs a verb behind و
_GOVERNING = frozenset(map(bare, ("أن", "لن", "كي", "لكي", "الذي", "التي", "الذين", "اللذين")))
_THAT = bare("أن")
_SURE = 2.5  # log-odds: 12 to 1
_PAIRS = {"«": "»", "»": "«", "“": "”", '"': '"', "(": ")", "[": "]", "{": "}", "‹": "›"}
_PAIRING = re.compile('[«»“”"()\\[\\]{}‹›]')
_SPAN = 300  # characters within which a mark finds its partner, or has none


@dataclass(frozen=True, slots=True)
class Unit:
    """What no cue cuts: a word with the marks and the white space that hang on it, `[start:end]` of the text.

    `word` is the word as tables hold it, "" for marks alone; `mark` the comma, semicolon or question mark at its end.
    """

    start: int
    end: int
    word: str
    mark: str


@dataclass(frozen=True, slots=True)
class Cut:
    """What a cut before a unit costs, and the class of cue that allows it."""

    cost: float
    joint: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of the table: the costs behind a mark and without one (infinite where the cue is none)."""

    joint: str
    place: str
    cost: float
    bare: float
    english: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of the table by phrase (and the `place` it stands at), by mark, by place and by class."""

    phrases: dict[tuple[str, ...], list[Cue]]
    marks: dict[str, Cue]
    places: dict[str, Cue]
    classes: dict[str, Cue]


@cache
def table() -> Table:
    """The table of cues, read once."""
    found = Table({}, {}, {}, {})
    for row in read_table("cues.tsv"):
        cue = Cue(row["class"], row["place"], _cost(row["cost"]), _cost(row["bare"]), row["english"])
        found.places[cue.place] = found.classes[cue.joint] = cue
        for word in row["words"].split():
            if cue.place == "mark":
                found.marks[word] = cue
            else:
                found.phrases.setdefault(tuple(bare(word).split("_")), []).append(cue)
    return found


def _cost(cell: str) -> float:
    return float("inf") if cell == "-" else float(cell)


def units(text: str) -> list[Unit]:
    """The units of `text`; together they are the text.

    >>> [(unit.word, unit.mark) for unit in units("وصل ، ثم عاد.")]
    [('وصل', ''), ('', '،'), ('ثم', ''), ('عاد', '')]
    """
    found: list[Unit] = []
    for match in _UNIT.finditer(text):
        letters, mark = _LETTERS.search(match[0]), _MARK.search(match[0])
        found.append(Unit(match.start(), match.end(), bare(letters[0]) if letters else "", mark[1] if mark else ""))
    return found


def cuts(text: str, of: Sequence[Unit]) -> list[Cut]:
    """What a cut before each unit of `text` costs; the first stands for the beginning of the text."""
    places = table().places
    words = [unit.word for unit in of]
    in_list = _in_list(of)
    found = []
    for place, depth in enumerate(_depths(text, of)):
        mark = of[place - 1].mark if place else ""
        cue = min(_cues(words, place, mark), key=lambda cue: cue.cost if mark else cue.bare)
        more = places["list"].cost if in_list[place] and cue.place in ("before", "mark") else 0.0
        found.append(Cut((cue.cost if mark else cue.bare) + more + places["inside"].cost * depth, cue.joint))
    return found


def _cues(words: Sequence[str], place: int, mark: str) -> Iterator[Cue]:
    """The cues at `place`; where the words must stay together, that alone."""
    known = table()
    here = _phrase(words[place : place + _PHRASE], "before", "resumed", "keep-before")
    if not words[place] or any(cue.place == "keep-before" for cue in here):
        yield known.places["keep-before"]  # marks stay with the word before them, too
        return
    if place and not mark and _governs(words[place - 1]):
        yield known.places["keep-after"]
        return
    yield from here
    rest = _behind_conjunction(words, place)
    blank = known.places["joined"] if rest else _blank(words[place])
    if rest:
        yield from _coordinated(words, place, rest, bool(mark))
    yield blank
    goes_on = blank.place in ("finite", "joined", "glued") or any(cue.place == "resumed" for cue in here)
    if mark and not (goes_on and known.marks[mark].joint == "comma"):
        yield known.marks[mark]


def _coordinated(words: Sequence[str], place: int, rest: Sequence[str], marked: bool) -> Iterator[Cue]:
    """The cues of the words `rest` that و or ف at `place` is joined to."""
    places = table().places
    if words[place][0] == "ف":
        if marked:
            yield places["then"]
        elif verb_score(rest[0]) < _SURE:
            return  # ومع ذلك فإن: what follows belongs to what came before
    governed = not marked and _governed(words, place)
    if len(rest) > 1 and rest[0] == _THAT and verb_score(rest[1]) > 0:
        yield places["perhaps"]  # وأن يفعل goes on with what was to be done; وأن الوزير with what was said
    else:
        verbal = len(rest) > 1 and verb_score(rest[1]) > 0
        found = [cue for cue in _phrase(rest, "and") if verbal or cue.joint != "particle"]
        yield from (places["embedded"] if governed and cue.joint == "particle" else cue for cue in found)
    score = verb_score(rest[0])
    if score > 0:
        yield places["perhaps" if score < _SURE else "embedded" if governed else "verb"]


def _phrase(words: Sequence[str], *places: str) -> list[Cue]:
    """The cues of `places` that belong to the longest phrase `words` begin with."""
    for length in range(min(_PHRASE, len(words)), 0, -1):
        if found := [cue for cue in table().phrases.get(tuple(words[:length]), ()) if cue.place in places]:
            return found
    return []


def _governs(word: str) -> bool:
    return word[:1].isdecimal() or any(cue.place == "keep-after" for cue in table().phrases.get((word,), ()))


def _behind_conjunction(words: Sequence[str], place: int) -> list[str]:
    """The words from the one that و, ف or ثم at `place` is joined to; none where the word has no conjunction."""
    word, after = words[place], list(words[place + 1 : place + _PHRASE])
    if word in ("و", "ف", "ثم"):
        return after if after and after[0] else []
    if is_joined(word) or (word[0] == "ف" and (word[1:],) in table().phrases):
        return [word[1:], *after]
    return []


def _governed(words: Sequence[str], place: int) -> bool:
    """Whether أن or a relative pronoun before `place` may govern the verb there: none has been coordinated since."""
    for word in reversed(words[max(0, place - _GOVERNED) : place]):
        if word in _GOVERNING:
            return True
        if not word or (is_joined(word) and is_verb(word[1:])):
            return False
    return False


def _blank(word: str) -> Cue:
    places = table().places
    if word.startswith(("لل", "بال")):
        return places["glued"]
    if word.startswith("ال"):
        return places["definite"]
    return places["finite" if is_verb(word) else "plain"]


def _in_list(of: Sequence[Unit]) -> list[bool]:
    """Whether the mark before each unit has another mark so near that both are those of a list."""
    marks = [place + 1 for place, unit in enumerate(of) if unit.mark]
    found = [False] * (len(of) + 1)
    for one, two in pairwise(marks):
        if sum(bool(unit.word) for unit in of[one:two]) < _NEAR:
            found[one] = found[two] = True
    return found


def _depths(text: str, of: Sequence[Unit]) -> Iterator[int]:
    """In how many pairs of quotation marks and brackets each unit begins; one without a partner nearby is no pair."""
    change = [0] * (len(text) + 2)
    waiting: deque[tuple[str, int]] = deque()
    for found in _PAIRING.finditer(text):
        while waiting and found.start() - waiting[0][1] > _SPAN:
            waiting.popleft()
        if waiting and waiting[-1][0] == found[0]:
            change[waiting.pop()[1] + 1] += 1
            change[found.start() + 1] -= 1
        elif found[0] in _PAIRS:
            waiting.append((_PAIRS[found[0]], found.start()))
    depth = list(accumulate(change))
    return (depth[unit.start] for unit in of)
