"""Markdown: the words of paragraphs, headings, list items, quotations and table cells are blocks.

Structure comes from markdown-it-py (CommonMark 0.31 with tables, strikethrough, front matter and footnotes). Code,
HTML, addresses, link definitions and front matter belong to the frame and stay byte for byte. A paragraph is one
block, or several where markup stands inside it: each stretch of words between pieces of markup is translated by itself.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from translate.documents.base import Block, Document, Span, splice
from translate.documents.formats import Reading
from translate.documents.inline import Inline

_BREAKS = re.compile(r"\r\n?|\n")  # markdown-it's own line breaks (rules_core/normalize.py)
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~]")
_LEADING = re.compile(r"^(\s*)(?:([-+#=])|(\d{1,9})([.)]))(?=\s|$|[-=#])", re.MULTILINE)
_BEFORE = "\\"


class Markdown:
    """Words in, words out, and every mark of the author's stays where it was."""

    binary = False

    def __init__(self, reading: Reading) -> None:
        """Markdown says itself what a line break does: nothing of `reading` applies."""

    def read(self, text: str) -> Document:
        """Find the stretches of words in `text`."""
        parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        parser.use(front_matter_plugin).use(footnote_plugin)
        inline = Inline(parser)  # watches the rules, so it comes before any parsing
        parser.core.ruler.enableOnly(["normalize", "block"])
        env: dict[str, object] = {}
        bom = text.startswith("\ufeff")
        tokens = parser.parse(text[bom:], env)
        lines = _lines(text, int(bom))
        blocks: list[Block] = []
        for kind, content, places in _contents(text, tokens, lines):
            for start, end in inline.words(content, env):
                block = _block(text, kind, content, places, start, end)
                if block is not None:
                    blocks.append(block)
        return Document(tuple(blocks), text)

    def write(self, document: Document, blocks: Sequence[Block]) -> str:
        """Put one translation in the place of each stretch of words, marks that would turn into markup escaped."""
        return splice(document, blocks, _escaped)


def _lines(text: str, start: int) -> list[Span]:
    spans = []
    for found in _BREAKS.finditer(text, start):
        spans.append(Span(start, found.start()))
        start = found.end()
    return [*spans, Span(start, len(text))]


def _contents(text: str, tokens: Sequence[Token], lines: list[Span]) -> Iterator[tuple[str, str, list[int]]]:
    """Each inline content with its kind and, for each of its lines, the place in `text` where the line begins."""
    kinds = {"heading_open": "heading", "th_open": "cell", "td_open": "cell", "paragraph_open": "paragraph"}
    kind = "paragraph"
    row, column = -1, 0
    for token in tokens:
        kind = kinds.get(token.type, kind)
        if token.type == "tr_open" and token.map:
            row, column = token.map[0], lines[token.map[0]].start
        if token.type != "inline" or not token.content.strip():
            continue
        first = row if kind == "cell" else (token.map or [0])[0]
        content = token.content
        if kind == "cell":
            for part in content.split("|"):  # an escaped bar, whose backslash markdown-it has taken out
                found = text.find(part, column, lines[first].end)
                if found >= 0:
                    column = found + len(part)
                    yield kind, part, [found]
            continue
        places = _places(text, content, lines[first:])
        if places:
            yield kind, content, places


def _places(text: str, content: str, lines: list[Span]) -> list[int]:
    """Where each line of `content` begins in `text`; [] when one is not found, and then nothing is touched."""
    places = []
    for line, span in zip(content.split("\n"), lines, strict=False):
        bare = line.strip()
        source = text[span.start : span.end].replace("\0", "\ufffd")  # as markdown-it reads it
        found = source.rfind(bare)
        if found < 0:
            return []
        places.append(span.start + found - (len(line) - len(line.lstrip())))
    return places


def _block(text: str, kind: str, content: str, places: list[int], start: int, end: int) -> Block | None:
    """The block for `content[start:end]`, its outer white space left to the frame."""
    texts: list[str] = []
    spans: list[Span] = []
    offset = 0
    for line, place in zip(content.split("\n"), places, strict=True):
        a, b = max(start - offset, 0), min(end - offset, len(line))
        if a < b and line[a:b].strip():
            bare = line[a:b].strip()
            a += len(line[a:b]) - len(line[a:b].lstrip())
            spans.append(Span(place + a, place + a + len(bare)))
            texts.append(text[spans[-1].start : spans[-1].end])  # not `bare`, in which NUL is U+FFFD
        offset += len(line) + 1
    return Block("\n".join(texts), kind, tuple(spans)) if texts else None


def _escaped(source: str, block: Block, translation: str) -> str:
    """Escape what the translation has brought in and Markdown would read as markup.

    A backslash before punctuation is CommonMark's own escape (section 2.4). Where a word is written on to the code or
    link that follows, as Arabic does with و and ب, English wants a blank.
    """
    if source[block.ref[-1].end :][:1] in ("`", "[") and translation[-1:].isalnum():
        translation += " "
    known = set(block.text)
    safe = _SPECIAL.sub(lambda found: found[0] if found[0] in known else _BEFORE + found[0], translation)
    return _LEADING.sub(
        lambda found: found[1] + (f"{_BEFORE}{found[2]}" if found[2] else f"{found[3]}{_BEFORE}{found[4]}"), safe
    )
