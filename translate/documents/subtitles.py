"""Subtitles, SubRip and WebVTT: a sentence is a block, over as many cues as it runs; times and numbers stay.

https://www.w3.org/TR/webvtt1/; SubRip has no specification, but the tags <i>, <b>, <u>, <font> and {\\an8} in use.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from models.errors import InputError
from translate.arabic.letters import has_arabic
from translate.documents.base import Block, Document, Mark, woven
from translate.documents.cue_lines import distribute, in_two_lines
from translate.documents.cue_words import Words, read_words
from translate.documents.formats import Reading
from translate.documents.splicing import replaced

_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{2})[,.](\d{1,3})"
_TIMING = re.compile(rf"^[ \t\ufeff]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\r\n]*(?:\r\n?|\n|\Z)", re.MULTILINE)
_HEAD = re.compile(r"(?:^|(?<=[\r\n]))[^\r\n]*(?:\r\n?|\n)\Z")  # the number or the name of the next cue
_EMPTY = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t]*(?=[\r\n])\s*")
_BREAK = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*")
_END = re.compile(r"[.!?؟…][\"'»”’)\]\u200e\u200f\u202a-\u202e]*\Z")
_COMMA = re.compile(r"[،؛,][\u200e\u200f\u202a-\u202e]*\Z")
_DASH = re.compile(r"(?:[\u200e\u200f\u202a-\u202e]|<[^<>]*>|\{\\[^{}]*\})*[-–—]")
_APART = re.compile(r"[\u200e\u200f\u202a-\u202e]*[♪\[(]")  # songs, sounds and signs
_MARKED = 0.2  # of the cues end with a mark where the author sets them; in news and films with marks it is 0.4 to 0.9
_PAUSE = 2.0  # seconds without a cue: nobody waits so long within a sentence
_LONGEST = 8  # cues a sentence


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What is said in a cue, and when, in seconds; `alone` by one of several speakers."""

    words: Words
    begins: float
    ends: float
    alone: bool


class _Subtitles:
    """Cues in, cues out."""

    binary = False

    _vtt: bool

    def __init__(self, reading: Reading) -> None:
        """Times part subtitles: nothing of `reading` applies."""

    def read(self, text: str) -> Document:
        """Find the sentences of `text`, over cues that follow each other.

        Raises InputError where there is no cue, or WebVTT does not begin as it must.
        """
        if self._vtt and not re.match(r"\ufeff?WEBVTT(?=\s|\Z)", text):
            raise InputError("does not begin with WEBVTT; subtitles of another kind have another ending (.srt)")
        spoken = list(self._spoken(text))
        return Document(tuple(map(_block, _sentences(spoken))), text)

    def write(self, document: Document, blocks: Sequence[Block]) -> str:
        """Put the words of each block into its cues, to each as many as it had of the source's, on two lines at most.

        Raises ValueError when there are more or fewer blocks than the document has.
        """
        if len(blocks) != len(document.blocks):
            raise ValueError(f"{len(document.blocks)} blocks but {len(blocks)} translations")
        found = _BREAK.search(document.text)
        line_break = found[0].strip(" \t") if found else "\n"
        edits = []
        for block, translated in zip(document.blocks, blocks, strict=True):
            if (translated.text, translated.marks) != (block.text, block.marks):
                for part, words in zip(block.ref, self._cues(block.ref, translated), strict=True):
                    edits.append((part.start, part.end, words.replace("\n", line_break)))
        return replaced(document.text, edits)

    def _cues(self, parts: Sequence[Words], block: Block) -> Iterator[str]:
        block = replace(block, text=block.text.replace("\n", " "))
        spans = distribute(block.text, [len(part.text) for part in parts])
        for number, (start, end) in enumerate(spans):
            before = spans[number - 1][1] if number else -1
            behind = end if number + 1 < len(spans) else len(block.text)
            marks = _within(block.marks, start, end, before, behind)
            cue = replace(block, text=in_two_lines(block.text[start:end]), marks=marks)
            yield woven(cue, lambda mark: mark.tag, self._escaped)

    def _escaped(self, text: str) -> str:
        return html.escape(text, quote=False) if self._vtt else text

    def _spoken(self, text: str) -> Iterator[_Spoken]:
        timings = list(_TIMING.finditer(text))
        if not timings:
            raise InputError("has no line with times (00:00:01,000 --> 00:00:04,000), so it is no file of subtitles")
        for number, timing in enumerate(timings):
            end = len(text)
            if number + 1 < len(timings):
                end = timings[number + 1].start()
                head = _HEAD.search(text, timing.end(), end)
                if head and (self._vtt or head[0].strip().isdigit()):
                    end = head.start()
            begins, ends = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
            for start, stop in self._stretches(text, timing.end(), end):
                for a, b in _speakers(text, start, stop):
                    words = read_words(text, a, b, escaped=self._vtt)
                    if words is not None:
                        yield _Spoken(words, begins, ends, alone=(a, b) != (start, stop))

    def _stretches(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """What a cue says, from `start` to `end`: in SubRip, empty lines do not end it."""
        for found in [*_EMPTY.finditer(text, max(start - 1, 0), end), None]:
            stop = found.start() if found else end
            if start < stop:
                yield start, stop
            if self._vtt or found is None:
                return  # what follows an empty line is a note, a style, or the name of the next cue
            start = found.end()


class SubRip(_Subtitles):
    """Files in .srt."""

    _vtt = False


class WebVTT(_Subtitles):
    """Files in .vtt: tags and escapes as in HTML, with notes and styles between the cues."""

    _vtt = True


def _seconds(groups: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (group or "0" for group in groups)
    return 3600 * int(hours) + 60 * int(minutes) + int(seconds) + float(f"0.{fraction}")


def _speakers(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of a cue apart where each begins with a dash, as those of several speakers do."""
    lines = [start, *(found.end() for found in _BREAK.finditer(text, start, end))]
    heads = [place for place in lines if _DASH.match(text, place)]
    if len(heads) < 2 or heads[0] != start:
        yield start, end
        return
    for place, behind in pairwise([*heads, end]):
        yield place, place + len(text[place:behind].rstrip())


def _sentences(spoken: Sequence[_Spoken]) -> Iterator[list[_Spoken]]:
    """The cues that a sentence runs over."""
    ended = sum(_END.search(one.words.text) is not None for one in spoken)
    marked = ended >= _MARKED * len(spoken)
    some: list[_Spoken] = []
    for one in spoken:
        if some and (len(some) >= _LONGEST or not _goes_on(some[-1], one, marked=marked)):
            yield some
            some = []
        some.append(one)
    if some:
        yield some


def _goes_on(before: _Spoken, behind: _Spoken, *, marked: bool) -> bool:
    """Whether a sentence goes on in the next cue; `marked`: whether its end would be marked."""
    a, b = before.words.text, behind.words.text
    if before.alone or behind.alone or behind.words.dash or behind.begins - before.ends > _PAUSE:
        return False
    if _APART.match(b) or has_arabic(a) != has_arabic(b):
        return False
    return _COMMA.search(a) is not None or (marked and _END.search(a) is None)


def _block(spoken: Sequence[_Spoken]) -> Block:
    text, marks = "", []
    for one in spoken:
        text += "\n" if text else ""
        marks += [replace(mark, start=mark.start + len(text), end=mark.end + len(text)) for mark in one.words.marks]
        text += one.words.text
    return Block(text, "cue", tuple(one.words for one in spoken), tuple(marks))


def _within(marks: Sequence[Mark], start: int, end: int, before: int, behind: int) -> tuple[Mark, ...]:
    """The parts of `marks` in `[start:end]`, counted from there; what stands by itself in `(before, behind]`."""
    found: list[Mark] = []
    path: list[bool] = []  # which of the marks around the next one have a part here
    for mark in marks:
        del path[mark.depth :]
        here = before < mark.start <= behind if mark.start == mark.end else max(mark.start, start) < min(mark.end, end)
        if here:
            a, b = (min(max(place, start), end) - start for place in (mark.start, mark.end))
            found.append(replace(mark, start=a, end=b, depth=sum(path)))
        path.append(here)
    return tuple(found)
