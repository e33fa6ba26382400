"""What comes out of a translation as it went in: addresses, placeholders, users, and what the author has marked."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from translate.addresses import MAIL
from translate.alignment import Alignment
from translate.arabic.letters import has_arabic
from translate.markup import stretches

VERSION = "2"  # part of every signature: raise it when what is kept, or where it is put, changes

# Addresses as in translate.guard.kept; placeholders of printf, Python, gettext, ICU, mustache, Jinja and shells.
_KEPT = re.compile(
    r"[a-zA-Z][a-zA-Z0-9+.-]{1,30}://[^\s،؛<>\"»]*[^\s،؛<>\"».,;:!?؟)\]]|(?<![\w.])www\.[^\s،؛<>\"»]*[\w/]"
    rf"|{MAIL}"
    r"|%(?:\([A-Za-z_]\w*\)|\d+\$)?[-+#0]*\d*(?:\.\d+)?[sdifgxXuc@](?![A-Za-z0-9])"
    r"|\{\{[^{}\n]{1,80}\}\}|\{%[^{}\n]{1,80}%\}|\$\{[^{}\n]{1,80}\}|\{[A-Za-z0-9_.:!,]{0,60}\}"
    r"|</?[A-Za-z][A-Za-z0-9:-]{0,20}(?:\s[^<>\n]{1,200})?/?>"  # a tag that the author shows
    r"|(?<![\w@])[@#][A-Za-z_]\w+"
)
_ALIKE = 0.5  # of the letters: a garbled copy rather than another word


def kept_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where `text` holds what must come through as it is.

    >>> kept_spans("راسل info@jisr.org أو اكتب %s")
    ((5, 18), (27, 29))
    """
    return tuple(found.span() for found in _KEPT.finditer(text))


def find_kept(source: str, target: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """Where each of `spans` of `source` stands in `target`, letter by letter; each place serves one of them."""
    taken: list[tuple[int, int]] = []
    places: list[tuple[int, int] | None] = []
    for start, end in spans:
        word = source[start:end]
        found = next(
            (
                match.span()
                for match in re.finditer(re.escape(word), target)
                if all(match.end() <= a or b <= match.start() for a, b in taken)
            ),
            None,
        )
        places.append(found)
        taken += [found] if found else []
    return places


def put_back(
    source: str, target: str, spans: Sequence[tuple[int, int]], alignment: Alignment | None
) -> tuple[str, list[tuple[int, int]]]:
    """`target` with each of `spans` of `source` in it as it is, and where.

    What is missing takes the place of what the model made of it (a garbled copy, or the English of an Arabic word), or
    is put in where it belongs.
    """
    places = find_kept(source, target, spans)
    missing = [number for number, place in enumerate(places) if place is None]
    went = stretches(source, target, [spans[number] for number in missing], alignment) if missing else []
    edits = []
    for number, (start, end) in zip(missing, went, strict=True):
        word = source[slice(*spans[number])]
        if end > start and not any(map(str.isspace, word)):
            start, end = _whole(target, start, end)
        others = [place for place in places if place]
        if any(start < b and a < end for a, b in others) or not (has_arabic(word) or _is_copy(word, target[start:end])):
            start = max([end, *(b for a, b in others if a < end < b)])
            end = start
        edits.append((start, end, number, word))
    text, grown, done = target, 0, 0
    for start, end, number, word in sorted(edits):
        start, end = max(start, done) + grown, max(end, done) + grown  # two may have become one word
        done = end - grown
        before = " " if start and not text[start - 1].isspace() and start == end else ""
        behind = " " if start == end and text[end : end + 1].isalnum() else ""
        text = text[:start] + before + word + behind + text[end:]
        change = len(before) + len(word) + len(behind) - (end - start)
        places = [_moved(place, end, change) for place in places]
        places[number] = (start + len(before), start + len(before) + len(word))
        grown += change
    return text, [place for place in places if place]


def _moved(place: tuple[int, int] | None, since: int, by: int) -> tuple[int, int] | None:
    """`place`, where it stands behind `since`, moved on."""
    return (place[0] + by, place[1] + by) if place and place[0] >= since else place


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start:end]` of `text`, out to the white space around it, without the punctuation that ends it."""
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, max(start, len(text[:end].rstrip(".,;:!?)\"'»”")))


def _is_copy(word: str, written: str) -> bool:
    return SequenceMatcher(None, word.lower(), written.lower(), autojunk=False).ratio() >= _ALIKE
