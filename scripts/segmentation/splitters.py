"""The splitters side by side: jisr, a regular expression, and the published packages."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version

# A sentence as a splitter gives it: its start and end in the text, and its own text.
Piece = tuple[int, int, str]
Split = Callable[[str], list[Piece]]

_REGEX = re.compile("[.!?؟…]+[\"'»”’)\\]}]*(?=\\s|\\Z)|\n")


@dataclass(frozen=True, slots=True)
class Splitter:
    """A splitter; `offsets` is False where it returns texts only and their places have to be counted out."""

    name: str
    version: str
    split: Split
    offsets: bool = True


def _jisr() -> Splitter:
    from translate import split_sentences
    from translate.sentences import VERSION

    def split(text: str) -> list[Piece]:
        return [(sentence.start, sentence.end, sentence.text) for sentence in split_sentences(text)]

    return Splitter("**jisr**", f"sentences-{VERSION}", split)


def _regex() -> Splitter:
    def split(text: str) -> list[Piece]:
        ends = [match.end() for match in _REGEX.finditer(text)]
        spans = zip([0, *ends], [*ends, len(text)], strict=True)
        return [(start, end, text[start:end]) for start, end in spans if text[start:end].strip()]

    return Splitter("regex", "`[.!?؟…]`, closers, white space; line end", split)


def _choppa(language: str) -> Splitter:
    from choppa import DEFAULT_SRX_RULESET, SrxDocument, SrxTextIterator

    document = SrxDocument(ruleset=DEFAULT_SRX_RULESET)

    def split(text: str) -> list[Piece]:
        return list(_counted(SrxTextIterator(document, language, text)))

    return Splitter(f"choppa-srx `{language}`", version("choppa-srx"), split, offsets=False)


def _blingfire() -> Splitter:
    from blingfire import text_to_sentences_and_offsets

    def split(text: str) -> list[Piece]:
        sentences, spans = text_to_sentences_and_offsets(text)
        return [(start, end, piece) for (start, end), piece in zip(spans, sentences.split("\n"), strict=True)]

    return Splitter("blingfire", version("blingfire"), split)


def _sentencex() -> Splitter:
    from sentencex import get_sentence_boundaries

    def split(text: str) -> list[Piece]:
        return [(one["start_index"], one["end_index"], one["text"]) for one in get_sentence_boundaries("ar", text)]

    return Splitter("sentencex", version("sentencex"), split)


def _pysbd() -> Splitter:
    from pysbd import Segmenter

    segmenter = Segmenter(language="ar", clean=False, char_span=True)

    def split(text: str) -> list[Piece]:
        return [(span.start, span.end, span.sent) for span in segmenter.segment(text)]

    return Splitter("pysbd", version("pysbd"), split)


def _counted(texts: Iterable[str]) -> Iterator[Piece]:
    """Give each piece the place it has when all of them together are the text."""
    end = 0
    for text in texts:
        start, end = end, end + len(text)
        yield start, end, text


SPLITTERS: dict[str, Callable[[], Splitter]] = {
    "jisr": _jisr,
    "regex": _regex,
    "choppa-srx": lambda: _choppa("ar_two"),  # an empty line ends a paragraph
    "choppa-srx-one": lambda: _choppa("ar_one"),  # each line does
    "blingfire": _blingfire,
    "sentencex": _sentencex,
    "pysbd": _pysbd,
}


def load(name: str) -> Splitter:
    """Load one of SPLITTERS.

    Raises SystemExit when its package is not installed or does not run on this machine.
    """
    try:
        return SPLITTERS[name]()
    except (ImportError, OSError) as error:
        raise SystemExit(f"{name}: {error}; pip install '.[test]', or leave it out with --tools") from error


def wrong_offsets(text: str, pieces: Iterable[Piece]) -> int:
    """How many pieces are not in order or not what stands at their place in `text`."""
    wrong = last = 0
    for start, end, piece in pieces:
        wrong += not last <= start <= end <= len(text) or text[start:end] != piece
        last = end
    return wrong
