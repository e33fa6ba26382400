"""Which stretches of a web page are paragraphs, and what in them is markup.

Elements that a browser shows as blocks part paragraphs (translate/data/elements.tsv); a tag of another element is a
mark in the paragraph where both of its ends stand in it, and parts paragraphs too where they do not.
"""

import html
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from translate.documents.base import Block
from translate.documents.elements import ends, is_note, is_untouched, kind_of, named, parts
from translate.documents.html_tags import CLOSE, OPEN, OTHER, TEXT, Token
from translate.documents.passage import WHITE, Passage, Place, Tag

_LONGEST_NOTE = 12  # letters, or tokens, of what refers to a footnote: [123], *
_DEEPEST = 64  # tags in tags in a paragraph; deeper ones part it


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of a page in order, and the tags outside of what holds no prose."""

    blocks: tuple[Block, ...]
    tags: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """A token in the flow of text, or a whole element that stands in it as one thing (kind OTHER)."""

    token: Token
    kept: bool = False


def read_page(source: str, tokens: Sequence[Token]) -> Page:
    """Find the paragraphs, and the attributes that people read, among `tokens`, all those of `source`."""
    reader = _Reader(source, tokens)
    reader.read()
    blocks = [*reader.blocks, *(block for tag in reader.tags for block in _attributes(tag))]
    return Page(tuple(sorted(blocks, key=lambda block: block.ref.start)), tuple(reader.tags))


class _Reader:
    """Goes through the tokens once and gathers what stands between two borders of paragraphs."""

    def __init__(self, source: str, tokens: Sequence[Token]) -> None:
        self._source = source
        self._tokens = tokens
        self._flow: list[_Item] = []
        self._kind = "paragraph"
        self.blocks: list[Block] = []
        self.tags: list[Token] = []

    def read(self) -> None:
        """Find the blocks and the tags."""
        place = 0
        while place < len(self._tokens):
            token = self._tokens[place]
            kind = kind_of(token.name)
            if token.kind in (OPEN, CLOSE) and kind in ("block", "heading", "cell", "break"):
                self._part("paragraph" if kind in ("block", "break") or token.kind == CLOSE else kind)
            if token.kind == OPEN:
                self.tags.append(token)
            if token.kind == OPEN and self._is_whole(place, token, kind):
                place = self._whole(place, token, kind)
                continue
            if token.kind == TEXT or kind in ("inline", "kept"):
                self._flow.append(_Item(token))
            place += 1
        self._part("paragraph")

    def _is_whole(self, place: int, token: Token, kind: str) -> bool:
        if kind in ("frame", "object", "kept") or is_note(token):
            return True
        if token.name == "sup":
            inside = self._tokens[place + 1 : self._end_of(place, _LONGEST_NOTE)]
            letters = sum(one.end - one.start for one in inside if one.kind == TEXT)
            return len(inside) < _LONGEST_NOTE and letters <= _LONGEST_NOTE and any(one.name == "a" for one in inside)
        return is_untouched(token) and token.name not in ("html", "body")

    def _whole(self, place: int, token: Token, kind: str) -> int:
        """Take in the element that begins at `place`, whose words are left alone; the place behind it."""
        end = self._end_of(place)
        inside = self._tokens[place:end]
        parted = kind == "frame" or any(parts(one.name) for one in inside)
        if kind != "object" and parted:
            self._part("paragraph")
        elif kind == "object" or token.empty or token.name == "sup" or is_note(token):
            self._flow.append(_Item(Token(OTHER, token.start, inside[-1].end)))
        else:
            self._flow += [_Item(one, kept=True) for one in inside]
        return end

    def _end_of(self, place: int, most: int | None = None) -> int:
        """The number of the token behind the element that begins at `place`, `most` tokens on where it goes farther."""
        first = self._tokens[place]
        if first.empty:
            return place + 1
        opened: list[str] = []
        counts: Counter[str] = Counter()
        limit = len(self._tokens) if most is None else min(place + 1 + most, len(self._tokens))
        for number in range(place + 1, limit):
            token = self._tokens[number]
            if token.kind == OPEN and not token.empty:
                if not opened and ends(first.name, token.name):
                    return number
                opened.append(token.name)
                counts[token.name] += 1
            elif token.kind == CLOSE:
                if counts[token.name]:
                    while (name := opened.pop()) != token.name:
                        counts[name] -= 1
                    counts[token.name] -= 1
                elif token.name == first.name:
                    return number + 1
                elif parts(token.name):
                    return number
        return limit

    def _part(self, kind: str) -> None:
        """End the paragraph; what follows is of `kind`."""
        items, self._flow = self._flow, []
        if any(item.token.kind == TEXT for item in items):
            partners = _partners(items)
            self._add(_Flow(self._source, items, partners), list(_runs(items, partners)))
        self._kind = kind

    def _add(self, flow: "_Flow", runs: list[tuple[int, int]]) -> None:
        while runs:
            start, end = flow.trimmed(*runs.pop())
            links = flow.links(start, end)
            if len(links) > 1:  # a menu: what its entries say is no sentence
                runs += links
                continue
            block = flow.block(start, end, self._kind) if start < end else None
            if block is not None:
                self.blocks.append(block)


def _partners(items: Sequence[_Item]) -> dict[int, int]:
    """The number of the other tag for each tag of an element that lies within `items` and crosses none."""
    opened: list[int] = []
    counts: Counter[str] = Counter()
    pairs: list[tuple[int, int]] = []
    alone = [int(item.token.kind in (OPEN, CLOSE) and not item.token.empty) for item in items]
    for number, item in enumerate(items):
        name = item.token.name
        if item.token.kind == OPEN and not item.token.empty and len(opened) < _DEEPEST:
            opened.append(number)
            counts[name] += 1
        elif item.token.kind == CLOSE and counts[name]:
            while items[first := opened.pop()].token.name != name:
                counts[items[first].token.name] -= 1
            counts[name] -= 1
            pairs.append((first, number))
            alone[first] = alone[number] = 0
    before = list(accumulate(alone, initial=0))
    whole = [(first, last) for first, last in pairs if before[first] == before[last]]
    return dict(whole) | {last: first for first, last in whole}


def _runs(items: Sequence[_Item], partners: dict[int, int]) -> Iterator[tuple[int, int]]:
    """The stretches of `items` between tags that have no partner."""
    start = 0
    for number, item in enumerate(items):
        if item.token.kind in (OPEN, CLOSE) and not item.token.empty and number not in partners:
            yield start, number
            start = number + 1
    yield start, len(items)


class _Flow:
    """Text and the tags in it, each with its partner."""

    def __init__(self, source: str, items: Sequence[_Item], partners: dict[int, int]) -> None:
        self._source = source
        self._items = items
        self._partners = partners

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """`[start:end]` without what stands around all of its words, and before and behind them."""
        while start < end:
            last = self._partners.get(start)
            if last == end - 1 and not self._items[start].kept:
                start, end = start + 1, end - 1
            elif not self._shows(start, behind := start + 1 if last is None else last + 1):
                start = behind
            elif not self._shows(before := self._partners.get(end - 1, end - 1), end):
                end = before
            else:
                break
        return start, end

    def links(self, start: int, end: int) -> list[tuple[int, int]]:
        """The links in `[start:end]` where there are no words outside of them; else []."""
        found = []
        place = start
        while place < end:
            last = self._partners.get(place)
            if last is None:
                token = self._items[place].token
                if token.kind == TEXT and _is_word(self._text(token)):
                    return []
                place += 1
                continue
            if self._shows(place, last + 1):
                inside = [item.token for item in self._items[place:last] if item.token.kind == OPEN]
                if not any(token.name == "a" for token in inside):
                    return []
                found.append((place, last + 1))
            place = last + 1
        return found

    def block(self, start: int, end: int, kind: str) -> Block | None:
        """The block for `[start:end]`, which begins and ends with words; None where nothing can be translated."""
        writing = Passage()
        for number in range(start, end):
            item = self._items[number]
            token = item.token
            partner = self._partners.get(number)
            if token.kind == TEXT:
                writing.write(self._text(token))
            elif partner is None:
                blank = self._source[token.end : token.end + 1].isspace()
                writing.stand(Tag((token.start, token.end), None, writing.pending, blank), item.kept)
            elif partner > number:
                closing = self._items[partner].token
                writing.open(Tag((token.start, token.end), (closing.start, closing.end)), item.kept)
            else:
                writing.close()
        if not any(self._is_translated(item) for item in self._items[start:end]):
            return None
        first, last = self._items[start].token, self._items[end - 1].token
        place = first.start + (self._blanks(first)[0] if first.kind == TEXT else 0)
        behind = last.end - (self._blanks(last)[1] if last.kind == TEXT else 0)
        return Block(writing.text, kind, Place(place, behind), writing.marks)

    def _text(self, token: Token) -> str:
        return html.unescape(self._source[token.start : token.end])

    def _blanks(self, token: Token) -> tuple[int, int]:
        raw = self._source[token.start : token.end]
        return len(raw) - len(raw.lstrip(WHITE)), len(raw) - len(raw.rstrip(WHITE))

    def _shows(self, start: int, end: int) -> bool:
        texts = (item.token for item in self._items[start:end] if item.token.kind == TEXT)
        return any(self._source[token.start : token.end].strip(WHITE) for token in texts)

    def _is_translated(self, item: _Item) -> bool:
        return item.token.kind == TEXT and not item.kept and _is_word(self._text(item.token))


def _attributes(tag: Token) -> Iterator[Block]:
    """A block for each value of `tag` that is shown or read to people."""
    wanted = named("attribute")
    if tag.name == "meta":
        name = (tag.value("name") or tag.value("property") or "").lower()
        wanted = frozenset({"content"}) if name in named("meta") else frozenset()
    elif tag.name == "input" and (tag.value("type") or "").lower() in named("button"):
        wanted |= {"value"}
    elif is_untouched(tag):
        wanted = frozenset()
    for one in tag.attributes:
        text = " ".join(one.value.split())
        if one.name in wanted and _is_word(text):
            yield Block(text, "paragraph", Place(one.start, one.end, one.quote))


def _is_word(text: str) -> bool:
    return any(letter.isalnum() for letter in text)
