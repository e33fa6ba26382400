"""What comes out: translated sentences, the evidence for them, and the count of what was done."""

from dataclasses import dataclass

from translate.documents.base import Block, Document
from translate.guard.evidence import Evidence
from translate.guard.settings import EMPTY as EMPTY
from translate.guard.settings import UNFINISHED as UNFINISHED

# What may stand in `Translation.flags` of how it was made; beside these, the rungs of translate.guard.ladder
# (re-split, no-repeat, beam-8: the text is that retry's), what translate.glossary.enforcing says, and the flags of
# data/guard.tsv, unfinished and empty.
CUT = "cut"  # long: translated clause by clause and joined again
PUT_BACK = "put-back"  # an address or a placeholder that the model lost or garbled was put in its place
MEMORY = "memory"  # taken from the translation memory, where this signature had made it
HUMAN = "human"  # taken from the translation memory, where a person had put it
COPIED = "copied"  # holds no Arabic letter: the source, unchanged


@dataclass(frozen=True, slots=True)
class Translation:
    """One sentence and its translation.

    `start` and `end` are code points in the text (or the block of a document) the sentence came from; `block` is the
    number of that text. `score` is the mean log-probability a subword, None where nothing was generated. `flags` name
    how it was made and what is suspicious, after `evidence`. `cached`: taken over from the same sentence earlier on.
    The same `signature` and `source` give the same `target`; it is "human" where a person has said so.
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
    """A document, its sentences in order, and each of its blocks with the translation and its marks in it."""

    document: Document
    translations: tuple[Translation, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a translator has done so far; `sentences` went in, and as many came out.

    `repeated`, `recalled` (from the translation memory), `corrected` (there by a person), `cut` and `copied` are parts
    of `sentences`; so are `resplit`, `no_repeat` and `other_beam`, whose text is that of a retry, `enforced`, in which
    a term of the glossary was put in its place, `unmet`, in which one is missing, and `flagged`, in which something is
    suspicious still. How a translation was made counts where it was made, not where it is recalled.
    """

    sentences: int = 0
    words: int = 0
    repeated: int = 0
    recalled: int = 0
    corrected: int = 0
    cut: int = 0
    resplit: int = 0
    no_repeat: int = 0
    other_beam: int = 0
    copied: int = 0
    enforced: int = 0
    unmet: int = 0
    flagged: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        speed = f", {self.words / self.seconds:,.0f} words/s" if self.seconds > 0 else ""
        terms = f"{self.enforced:,} with terms put in, {self.unmet:,} with terms missing; "
        terms = terms if self.enforced or self.unmet else ""
        recalled = f"{self.recalled + self.corrected:,} from memory, " if self.recalled or self.corrected else ""
        return (
            f"{self.sentences:,} sentences, {self.words:,} words in {self.seconds:.1f} s{speed}; "
            f"{self.repeated:,} repeated, {recalled}{self.cut:,} cut, {self.copied:,} copied; retries taken: "
            f"{self.resplit:,} re-split, {self.no_repeat:,} no-repeat, {self.other_beam:,} other beam; "
            f"{terms}{self.flagged:,} flagged"
        )
