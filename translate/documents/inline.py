"""Which characters of a Markdown paragraph are words, and which are markup.

markdown-it's inline tokens do not say where they came from. The rules do move a position along the source, though, so
each is wrapped in one that notes from where to where it has read.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

Rule = Callable[[StateInline, bool], bool]

# Addresses in plain sight, and the box of a task list (GitHub's extension).
_ADDRESS = re.compile(
    r"(?:[a-zA-Z][a-zA-Z0-9+.-]{1,30}://|(?<!\w)www\.)\S+|[\w.+-]{1,64}@[\w-]+\.[\w.-]+|^\[[ xX]\](?=\s)"
)
_WORDS = ("text", "newline")
_UNMARKED = re.compile(b"\0+")


@dataclass(frozen=True, slots=True)
class _Read:
    """A rule has read `[start:end]`; `label` is the end of the words inside it, for a link."""

    rule: str
    start: int
    end: int
    label: int


class Inline:
    """Finds the words in inline Markdown, by the rules of `parser`."""

    def __init__(self, parser: MarkdownIt) -> None:
        self._parser = parser
        self._seen: list[tuple[str, _Read]] = []
        rules = parser.inline.ruler
        for name in rules.get_active_rules():
            index = rules.__find__(name)
            rules.at(name, self._watched(name, rules.__rules__[index].fn))

    def words(self, content: str, env: dict[str, object]) -> Iterator[tuple[int, int]]:
        """The stretches `[start:end]` of `content` that are words, in order; markup lies between them."""
        self._seen.clear()
        self._parser.inline.parse(content, self._parser, env, [])
        markup = bytearray(len(content))
        for source, read in self._seen:
            # The text in place of an image is parsed as a source of its own; the whole image is markup here.
            if source is not content:
                continue
            if read.rule == "link":
                markup[read.start] = 1
                markup[read.label : read.end] = b"\1" * (read.end - read.label)
            elif read.rule not in _WORDS or (read.rule == "newline" and _is_hard(content, read)):
                markup[read.start : read.end] = b"\1" * (read.end - read.start)
        for found in _ADDRESS.finditer(content):
            markup[found.start() : found.end()] = b"\1" * (found.end() - found.start())
        for words in _UNMARKED.finditer(markup):
            yield words.start(), words.end()

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
                self._seen.append((state.src, _Read(name, start, state.pos, label)))
            return read

        return watched


def _is_hard(content: str, read: _Read) -> bool:
    """Whether a line break is kept: two blanks before it (CommonMark 6.7; a backslash is the rule `escape`)."""
    return content[: read.start].endswith("  ")
