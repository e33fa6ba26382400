"""The sentences that a text or a block is taken apart into to be translated."""

from collections.abc import Iterator

from translate.documents.base import SENTENCE, Block
from translate.sentences import Sentence, split_sentences


def sentences_of_text(text: str, lines: bool | None = None) -> Iterator[Sentence]:
    """The sentences that marks and line breaks show; `lines` as in split_sentences.

    What no mark shows is guessed, in one of a hundred paragraphs wrongly; a sentence cut in two costs a translation
    more than a headline that is read with the sentence behind it, and most texts have headlines on lines of their own.
    """
    return split_sentences(text, lines=lines, unmarked=False)


def sentences_of(block: Block) -> Iterator[Sentence]:
    """The sentences of `block`."""
    if block.kind == SENTENCE:
        return iter((Sentence(block.text, 0, len(block.text)),))
    return sentences_of_text(block.text, not block.wrapped)
