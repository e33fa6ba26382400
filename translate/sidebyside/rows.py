"""A translated document as rows: a block each, in which sentences stand beside their translations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from translate.documents.base import Block
from translate.tables import read_table
from translate.translation import TranslatedDocument, Translation


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and its translation; `before`: what parts it from the one before it, `doubts`: reasons, in words."""

    before: str
    ar: str
    en: str
    doubts: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A block; `kind` is the block's."""

    kind: str
    sentences: tuple[Sentence, ...]


def rows(translated: TranslatedDocument) -> Iterator[Row]:
    """The rows of a document, in order; a block without sentences is none."""
    some: dict[int, list[Translation]] = {}
    for one in translated.translations:
        some.setdefault(one.block, []).append(one)
    for number, block in enumerate(translated.document.blocks):
        if number in some:
            yield Row(block.kind, tuple(_sentences(block, some[number])))


def _sentences(block: Block, translations: Sequence[Translation]) -> Iterator[Sentence]:
    place = 0
    for one in translations:
        before = block.text[place : one.start] or (" " if place else "")
        doubts, notes = told(one.flags)
        yield Sentence(before if place else "", one.source, one.target, doubts, notes)
        place = one.end


def told(flags: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What `flags` say in words: reasons to doubt, and notes of how the translation was made.

    >>> told(("cut", "numbers"))
    (('a number of the Arabic is missing',), ('a long sentence, translated in parts',))
    """
    known = [_words().get(flag.split("-")[0] if flag.startswith("beam-") else flag, (True, flag)) for flag in flags]
    return tuple(words for doubt, words in known if doubt), tuple(words for doubt, words in known if not doubt)


@cache
def _words() -> dict[str, tuple[bool, str]]:
    return {row["flag"]: (row["doubtful"] == "yes", row["words"]) for row in read_table("flags.tsv")}
