"""Which characters of a Markdown paragraph are words, and which are markup.

markdown-it's inline tokens do not say where they came from, but they come in the order of the source: text as it
stands there, emphasis as long as its mark. For all others, whose length they hide, the rules that read them do: each
moves a position along the source, and is wrapped in one that notes from where to where.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

Rule = Callable[[StateInline, bool], bool]
Kind = Literal["words", "break", "hard", "open", "close", "point", "kept", "html"]

_BREAK = re.compile(r" *\\?\n[ \t]*")
_BR = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_KEPT = re.compile(  # elements whose words are none, and what HTML has for saying so
    r"<(?:code|kbd|samp|var|script|style)\b|<[^>]*\btranslate=[\"']?no\b|<[^>]*\bclass=[\"']?[^\"'>]*\bnotranslate\b",
    re.IGNORECASE,
)
_DEEPEST = 100  # tags that are looked through for the one that is closed


@dataclass(frozen=True, slots=True)
class Piece:
    """`[start:end]` of a paragraph, and what it shows.

    `kind`: words; a line break that only wraps (break) or is kept (hard); what stands around words (open, close) or
    by itself (point); what is shown and no words (kept). `html`: a tag whose counterpart has not been looked for.
    `inner`: where the text of what is kept begins, if it is all in one place.
    """

    kind: Kind
    start: int
    end: int
    text: str = ""
    inner: int | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A rule has read up to `end`; `label` is the end of the words inside it, for a link."""

    end: int
    label: int


class Inline:
    """Takes inline Markdown to pieces, by the rules of `parser`."""

    def __init__(self, parser: MarkdownIt) -> None:
        self._parser = parser
        self._seen: list[tuple[str, int, _Read]] = []
        rules = parser.inline.ruler
        for name in rules.get_active_rules():
            index = rules.__find__(name)
            rules.at(name, self._watched(name, rules.__rules__[index].fn))

    def pieces(self, content: str, env: dict[str, object]) -> list[Piece]:
        """All of `content`, in order; what is opened is closed, and never across."""
        self._seen.clear()
        tokens = self._parser.inline.parse(content, self._parser, env, [])
        # The text in place of an image is parsed as a source of its own; the whole image is markup here.
        reads = {start: read for source, start, read in self._seen if source is content}
        return _with_html(content, list(_walk(content, tokens, reads)))

    def _watched(self, name: str, rule: Rule) -> Rule:
        def watched(state: StateInline, silent: bool) -> bool:
            start = state.pos
            read = rule(state, silent)
            if read and not silent:
                label = start
                if name == "link":
                    end = state.pos
                    label = state.md.helpers.parseLinkLabel(state, start, True)
                    state.pos = end
                self._seen.append((state.src, start, _Read(state.pos, label)))
            return read

        return watched


def _walk(content: str, tokens: Sequence[Token], reads: dict[int, _Read]) -> Iterator[Piece]:
    place = 0
    links: list[_Read] = []
    rest = iter(tokens)
    for token in rest:
        start, shown, inner = place, token.content, None
        kind: Kind = "point"
        if token.type == "text":
            place += len(shown)
            kind = "words"
        elif token.type == "text_special":  # an escaped character or an entity
            place += len(token.markup)
            kind = "words"
        elif token.type in ("softbreak", "hardbreak"):
            found = _BREAK.match(content, place)
            place = found.end() if found else place
            kind, shown = ("break", "\n") if token.type == "softbreak" else ("hard", "\n\n")
        elif token.type == "link_open" and token.markup != "autolink":
            links.append(reads[place])
            place += 1
            kind = "open"
        elif token.type == "link_close":
            place = links.pop().end
            kind = "close"
        elif token.type.endswith(("_open", "_close")) and token.type != "link_open":
            place += len(token.markup)
            kind = "open" if token.type.endswith("_open") else "close"
        else:
            place = reads[place].end
            if token.type == "link_open":
                kind, shown, inner = "kept", content[start + 1 : place - 1], start + 1
                next(rest), next(rest)  # its words and its end
            elif token.type == "code_inline":
                kind, inner = "kept", content.replace("\n", " ").index(shown, start + len(token.markup))
            elif token.type == "html_inline":
                kind, shown = ("hard", "\n\n") if _BR.fullmatch(content, start, place) else ("html", "")
            else:
                shown = ""  # of an image, what stands in its place
        if place > start:
            yield Piece(kind, start, place, shown, inner)


def _with_html(content: str, pieces: list[Piece]) -> list[Piece]:
    """`pieces`, HTML tags that belong together opened and closed, the others by themselves."""
    opened: list[int] = []
    partner: dict[int, int] = {}
    for number, piece in enumerate(pieces):
        if piece.kind == "open":
            opened.append(number)
        elif piece.kind == "close":
            while opened and pieces[opened.pop()].kind == "html":
                pass
        elif piece.kind == "html" and (tag := _TAG.match(content, piece.start)):
            if not tag[1]:
                opened.append(number)
            elif (before := _last(content, pieces, opened, tag[2].lower())) is not None:
                del opened[opened.index(before) :]
                partner |= {before: number, number: before}
    whole: list[Piece] = []
    inside = -1  # up to which piece words are kept
    for number, piece in enumerate(pieces):
        if number <= inside:
            continue
        other = partner.get(number)
        if piece.kind != "html":
            whole.append(piece)
        elif other is not None and other > number and _KEPT.match(content, piece.start, piece.end):
            inside = other
            shown = "".join(one.text for one in pieces[number:other] if one.kind in ("words", "kept", "break"))
            whole.append(Piece("kept", piece.start, pieces[other].end, shown))
        else:
            whole.append(replace(piece, kind="point" if other is None else "open" if other > number else "close"))
    return whole


def _last(content: str, pieces: Sequence[Piece], opened: Sequence[int], name: str) -> int | None:
    """The last of `opened` that is the HTML element `name`, in what is open of other markup."""
    for number in reversed(opened[-_DEEPEST:]):
        tag = _TAG.match(content, pieces[number].start) if pieces[number].kind == "html" else None
        if tag is None:
            return None
        if tag[2].lower() == name:
            return number
    return None
