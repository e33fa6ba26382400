"""What comes out: translated sentences, the evidence for them, and the count of what was done."""

from dataclasses import dataclass

from translate.documents.base import Document

CUT = "cut"  # longer than the model takes: translated in parts that were joined again
UNFINISHED = "unfinished"  # the model ran into its length limit: the end of the translation is missing or repeats
EMPTY = "empty"  # the model wrote nothing
COPIED = "copied"  # holds no Arabic letter: the source, unchanged
SUSPICIOUS = frozenset({UNFINISHED, EMPTY})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a translation: the mean log-probability a subword, and target ÷ source in characters."""

    log_probability: float | None
    length_ratio: float


@dataclass(frozen=True, slots=True)
class Translation:
    """One sentence and its translation.

    `start` and `end` are code points in the text (or the block of a document) the sentence came from; `block` is the
    number of that text. `score` is the mean log-probability a subword, None where nothing was generated. `cached`:
    taken over from the same sentence earlier on. The same `signature` and `source` give the same `target`.
    """

    source: str
    target: str
    start: int
    end: int
    score: float | None
    evidence: Evidence
    flags: tuple[str, ...]
    signature: str
    cached: bool
    block: int = 0


@dataclass(frozen=True, slots=True)
class TranslatedDocument:
    """A document, its sentences in order, and the text to put in the place of each block."""

    document: Document
    translations: tuple[Translation, ...]
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a translator has done so far; `sentences` went in, and as many came out.

    `repeated`, `cut` and `copied` are parts of `sentences`; so is `flagged`: unfinished or empty ones.
    """

    sentences: int = 0
    words: int = 0
    repeated: int = 0
    cut: int = 0
    copied: int = 0
    flagged: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        speed = f", {self.words / self.seconds:,.0f} words/s" if self.seconds > 0 else ""
        return (
            f"{self.sentences:,} sentences, {self.words:,} words in {self.seconds:.1f} s{speed}; "
            f"{self.repeated:,} repeated, {self.cut:,} cut, {self.copied:,} copied, {self.flagged:,} flagged"
        )
