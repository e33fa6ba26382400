"""Cuts a sentence too long for the model, and puts the English of its parts together."""

import re
from collections.abc import Callable, Sequence

from translate import cues
from translate.casing import opens_lower, opens_with_conjunction
from translate.clauses import Clause, pieces

_END = re.compile(r"[.!?؟…][\"'»”’)\]]*\s*$")
_STOP = re.compile(r"(?<!\.)\.([\"'”’)\]]*)$")
_MARKED = re.compile(r"[.!?…,;:–—-][\"'”’)\]]*$")
_CARRIED = re.compile(r"[\u064b-\u065f\u0670\u0640\u200d\ufe0f]")  # these belong to the character before them


def cut(text: str, count: Callable[[Sequence[str]], list[int]], limit: int) -> list[Clause]:
    """Cut `text` at the cues of its clauses so that no part has more than `limit` subwords; the parts are the text.

    `count` gives the number of subwords of each text. A word over the limit is cut into halves, a single character
    never.

    >>> [part.text for part in cut("ذهب الولد، ثم عاد", lambda texts: [len(t) for t in texts], 12)]
    ['ذهب الولد، ', 'ثم عاد']
    """
    parts = [Clause(text, 0, len(text), "")]
    allowed = limit
    while True:
        sizes = count([part.text for part in parts])
        if all(size <= limit or len(part.text) < 2 for size, part in zip(sizes, parts, strict=True)):
            return parts
        parts = [
            piece
            for size, part in zip(sizes, parts, strict=True)
            for piece in (_smaller(part, count, allowed) if size > limit and len(part.text) > 1 else (part,))
        ]
        allowed = max(1, allowed * 3 // 4)  # words together can have more subwords than each by itself


def join(parts: Sequence[Clause], targets: Sequence[str]) -> str:
    """Put the English of the parts of a sentence together.

    A full stop that the model has set behind a part that has none goes, as the sentence is not over there; in its
    place comes the mark of the next joint (data/cues.tsv), and the next part goes on with a small letter where it
    begins with a word that is not a name.
    """
    whole = ""
    open_end = False  # whether the sentence goes on after what `whole` ends with
    for part, target in zip(parts, targets, strict=True):
        target = target.strip()
        if whole and target:
            whole = _joined(whole, target, part.joint) if open_end else f"{whole} {target}"
        else:
            whole = whole or target
        open_end = _END.search(part.text) is None
    return whole


def _joined(before: str, after: str, joint: str) -> str:
    before = _STOP.sub(r"\1", before)
    mark = cues.table().classes[joint].english
    if mark == ";" and opens_with_conjunction(after):
        mark = ","
    return f"{before}{'' if _MARKED.search(before) else mark} {opens_lower(after)}"


def _smaller(part: Clause, count: Callable[[Sequence[str]], list[int]], limit: int) -> list[Clause]:
    units = cues.units(part.text)
    if len(units) > 1:
        weights = count([part.text[unit.start : unit.end] for unit in units])
        half = -(-sum(weights) // 2)  # where the words weigh less by themselves than together
        found = pieces(
            part.text, units, weights, max(1, min(limit, half) if sum(weights) <= limit else limit), part.start
        )
        if len(found) > 1:
            return [Clause(found[0].text, found[0].start, found[0].end, part.joint), *found[1:]]
    return _halves(part)


def _halves(part: Clause) -> list[Clause]:
    middle = len(part.text) // 2
    # A run of marks longer than this is no word.
    for place in range(middle, min(middle + 16, len(part.text))):
        if not _CARRIED.match(part.text, place):
            middle = place
            break
    return [
        Clause(part.text[:middle], part.start, part.start + middle, part.joint),
        Clause(part.text[middle:], part.start + middle, part.end, "inside"),
    ]
