"""Where a sentence ends.

A sentence ends after `. ! ? ؟ …` and the brackets and quotation marks that close behind them, before white space. The
comma ، the semicolon ؛ and the colon never end one: in 7,585, 133 and 553 of them, gold boundaries are rarer than in a
list of headlines (our segmentation study, which also shows that this rule is level with the best published tools).

Inside «…», “…”, "…" and (…) the same marks count as anywhere: a quotation of three sentences is three sentences, the
last with its closing mark. Quotations are never paired up, so that one that is not closed loses nothing.

What no mark shows is found where the evidence is strong: a headline or a dateline before an article, a quotation
without a mark before another, and line breaks, which end a sentence or only wrap a line as the whole text tells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.abbreviations import keeps_stop
from translate.datelines import dateline
from translate.headlines import ends_of_headlines
from translate.lines import wraps
from translate.quotations import ends_of_quotations

VERSION = "2"  # part of every signature: raise it when a boundary can move

_MARKS = ".!?؟…۔‼⁇⁈⁉。！？"
_LINES = "\n\v\f\r\x1c-\x1e\x85\u2028\u2029"  # where str.splitlines cuts
_INVISIBLE = "\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_CLOSERS = "\"'»”’)\\]}›﴾" + _INVISIBLE
# It begins with a set, which the search for the next event is fastest with; what stands behind tells them apart.
# Blanks are allowed between marks ("؟ !", ". . ."), but the second must not begin a word (" .NET", " .5").
_EVENT = re.compile(
    rf"[{_MARKS}{_LINES}:@w](?:(?<=[{_MARKS}])[{_MARKS}]*+(?:[ \t\xa0]{{1,2}}[{_MARKS}]++(?!\w))*"
    rf"|(?<=\r)\n?|(?<=[{_LINES}])|(?<=:)//|(?<=@)|(?<=w)(?<!\ww)ww\.)"
)
# Without one of these there is no dateline and no end of a quotation.
_DASH_OR_QUOTE = re.compile(r"[-–—―─ـ»”\"]\s")
_QUOTE = "&(?:quot|apos|raquo|rdquo|rsquo|#34|#39);"  # as web pages write a closing mark
_CLOSED = re.compile(rf"(?:\[\d{{1,3}}\]|{_QUOTE}|[{_CLOSERS}“«])*+(?=\s|\Z)(?:[ \xa0][»”)\]}}›﴾]++(?=\s|\Z))*+")
_GLUED = re.compile(r"[»”’)\]}›﴾]*+")
_NEXT_ARABIC = re.compile(r"[«“\"'(]?[\u0621-\u063a\u0641-\u064a\u0671-\u06d3]")
_NEXT_WORD = re.compile(r"[«“\"'(]?[^\W_]")
_INITIALS_GO_ON = re.compile(r"\w\u0640?\.")  # the second letter of م.ت.ف.
_INITIAL = re.compile(r"(?:(?<!.)|[\s._(-])[\u0621-\u064a]\Z")  # one Arabic letter by itself
_ADDRESS = re.compile(r"\S*")
_WORD = re.compile(r"[^\W_]")
_WORDS = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `text` is `[start:end]` of the text it was found in, in code points."""

    text: str
    start: int
    end: int


def split_sentences(text: str, *, lines: bool | None = None, unmarked: bool = True) -> Iterator[Sentence]:
    """Find the sentences of `text`, in order; between them there is nothing but white space.

    `lines`: whether a line break ends a sentence (True), only an empty line does (False: text wrapped at a margin), or
    the text itself is to tell (None). `unmarked`: whether a headline, a dateline or a quotation that no mark parts from
    what follows ends a sentence too. Takes time linear in the length of the text.

    >>> [s.text for s in split_sentences("وصل د. أحمد . هل عاد؟ نعم.")]
    ['وصل د. أحمد .', 'هل عاد؟', 'نعم.']
    """
    searched = unmarked  # the first sentence, for its headline, and all of a text that has lost a mark beyond that
    for number, (begin, sentence) in enumerate(_marked(text, lines)):
        ends = _unmarked(sentence, searched) if unmarked else []
        searched = searched and (number > 0 or len(ends) > 1)
        left = 0
        for end in [*ends, len(sentence)]:
            bare = sentence[left:end].rstrip()
            yield Sentence(bare, begin + left, begin + left + len(bare))
            left = end


def _unmarked(sentence: str, searched: bool) -> list[int]:
    """Where in what the marks and line breaks have made one sentence others begin, in order."""
    starts: set[int] = set()
    place = None
    if _DASH_OR_QUOTE.search(sentence):
        starts.update(ends_of_quotations(sentence))
        place = dateline(sentence)
        if place is not None:
            starts.add(place)
    if searched:
        words = list(_WORDS.finditer(sentence, 0, place or len(sentence)))
        starts.update(words[number].start() for number in ends_of_headlines([word[0] for word in words]))
    return sorted(starts)


def _marked(text: str, lines: bool | None) -> Iterator[tuple[int, str]]:
    """The sentences that marks and line breaks show, and where they begin."""
    start = 0
    for cut in _cuts(text, lines):
        piece = text[start:cut]
        bare = piece.lstrip()
        if bare:
            yield cut - len(bare), bare.rstrip()
        start = cut


def _cuts(text: str, lines: bool | None) -> Iterator[int]:
    """The offsets at which marks and line breaks end sentences, the end of the text last."""
    wrapped = wraps(text, lines)
    start = place = 0
    first_word = -1  # where the first letter or digit at or after `start` stands; looked for once a sentence
    while event := _EVENT.search(text, place):
        place = event.end()
        kind = text[event.start()]
        if kind in ":@w":
            place = _end_of_address(text, place)
            continue
        if kind not in _MARKS:
            if event.start() not in wrapped:
                yield place
                start = place
            continue
        if first_word < start:
            found = _WORD.search(text, start)
            if found is None:
                break
            first_word = found.start()
        if first_word >= event.start():
            continue  # "... ثم": marks at the head of a sentence have nothing to end
        cut = _end(text, start, event)
        if cut is not None:
            yield cut
            start = place = cut
    if place < len(text) and lines is not False:
        # No letter or digit is left: only line breaks can still matter.
        for event in re.finditer(rf"[{_LINES}]", text[place:]):
            yield place + event.end()
    yield len(text)


def _end(text: str, start: int, event: re.Match[str]) -> int | None:
    """Where the sentence ends that the marks of `event` close, or None when they close none."""
    marks, begin, end = event[0], event.start(), event.end()
    closed = _CLOSED.match(text, end)
    if closed is None:
        return _glued_end(text, start, event)
    if text[begin - 1] == "(" and text[end : end + 1] == ")":
        return None  # "(؟)" doubts a word
    if marks == "." and keeps_stop(text, start, begin, closed.end()):
        return None
    return closed.end()


def _glued_end(text: str, start: int, event: re.Match[str]) -> int | None:
    """The end where the next sentence follows without white space: كلمة.كلمة, but not 1.5, m.txt or م.ت.ف."""
    marks, begin, end = event[0], event.start(), event.end()
    after = _GLUED.match(text, end)
    cut = after.end() if after else end
    if marks.strip("؟!?") == "":
        # ؟ stands in no address; ! and ? may, so they want Arabic behind them.
        pattern = _NEXT_WORD if "؟" in marks else _NEXT_ARABIC
        return cut if pattern.match(text, cut) and text[begin - 1] != "(" else None
    if marks not in ".۔" or not _NEXT_ARABIC.match(text, cut):
        return None  # dots of omission between words are no end
    if cut == end and _INITIALS_GO_ON.match(text, cut):
        return None
    if cut == end and _INITIAL.search(text, max(start, begin - 2), begin):
        return None  # د.أحمد
    if keeps_stop(text, start, begin, cut):
        return None
    # A straight quotation mark closes where an odd number came before it. Counted once a cut, so still linear.
    return cut + (text[cut] == '"' and text.count('"', start, begin) % 2 == 1)


def _end_of_address(text: str, place: int) -> int:
    """Where the address that goes on at `place` ends, its closing punctuation not counted."""
    found = _ADDRESS.match(text, place)
    end = found.end() if found else place
    return max(place, place + len(text[place:end].rstrip(_MARKS + "\"'»”’)]}›،؛,;:")))
