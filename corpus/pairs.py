"""The row of a corpus: an Arabic and an English text that translate each other, and all that is known of them."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["ar", "en"]
Method = Literal["human", "aligned", "machine"]
Span = tuple[int, int]

UNKNOWN_SPAN: Span = (-1, -1)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a pair comes from.

    `source`: the name of the source; `document`: a name for what must not be torn apart by a split, unique within the
    source; `block`: the row, unit, block or link in it, from 0; `ar_span`, `en_span`: [start, end) in code points into
    the document's text, UNKNOWN_SPAN where texts come one by one; `licence`: an SPDX expression, or "" where none is
    stated; `method`: who made the pair; `model`: the signature of the translation model or the aligner, "" for human
    pairs; `domain`: a word of the user's, or "".
    """

    source: str
    document: str
    block: int
    ar_span: Span = UNKNOWN_SPAN
    en_span: Span = UNKNOWN_SPAN
    licence: str = ""
    method: Method = "human"
    model: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row: texts as they were found, `scores` by name, and `flags`, what was noticed but is no reason to drop it."""

    ar: str
    en: str
    origin: Origin
    scores: dict[str, float] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """16 hexadecimal digits from the texts and their place, the same in every run and on every machine."""
        place = (
            self.origin.source,
            self.origin.document,
            self.origin.block,
            *self.origin.ar_span,
            *self.origin.en_span,
        )
        text = "\x1f".join(map(str, (self.ar, self.en, *place)))
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
