"""What a reader is given, what it gives, and where it writes down what it leaves out."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from corpus.pairs import UNKNOWN_SPAN, Language, Method, Origin, Span
from corpus.sources.settings import SourceSettings
from corpus.sources.streams import bare_name

# Rows of a file without documents that stay together in a split: a file as a whole would go into a single one.
ROWS_TOGETHER = 1000


@dataclass(frozen=True, slots=True)
class DocumentPair:
    """Two documents that are still to be aligned; `name` is unique in the source, the rest is for their rows."""

    name: str
    ar_path: Path
    en_path: Path
    source: str = ""
    licence: str = ""
    domain: str = ""
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A text, or whole paragraphs of one, that is still to be translated sentence by sentence.

    `origin`: of its rows, but for their spans and the model's signature; `language`: what it is in, and the model
    reads; `format`: a name of translate.documents; `start`: where it stands in its document, in code points; `model`,
    `revision`: which model is to translate it.
    """

    origin: Origin
    text: str
    language: Language
    format: str
    start: int
    model: str
    revision: str


@dataclass(slots=True)
class Tally:
    """What did not come through as it was: `left_out` and `repaired` rows by reason, and `notes` for people."""

    left_out: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """A source on its way through a reader.

    `name`: what its rows call it; `place`: what the user gave, without settings; `paths`: what holds it, nothing for
    the hub; `tally` is the reader's to fill in.
    """

    name: str
    place: str
    paths: tuple[Path, ...]
    settings: SourceSettings
    tally: Tally

    @property
    def file(self) -> str:
        """What the file is called, without its folder and the suffix of a packing; the source where there is none."""
        return bare_name(self.paths[0]) if self.paths else self.name

    def origin(
        self,
        document: str,
        block: int,
        *,
        method: Method = "human",
        model: str = "",
        licence: str = "",
        domain: str = "",
        ar_span: Span = UNKNOWN_SPAN,
        en_span: Span = UNKNOWN_SPAN,
    ) -> Origin:
        """The origin of a row; licence, domain and method are the user's where the user has said."""
        settings = self.settings
        return Origin(
            source=self.name,
            document=document,
            block=block,
            ar_span=ar_span,
            en_span=en_span,
            licence=settings.licence or licence,
            method=cast(Method, settings.method) or method,
            model=model,
            domain=settings.domain or domain,
        )


def part_name(file: str, row: int) -> str:
    """The document of row `row`, from 0, of a file that names none: `file#12` for the rows 12,000 to 12,999.

    >>> part_name("news.tsv", 12_345)
    'news.tsv#12'
    """
    return f"{file}#{row // ROWS_TOGETHER}"
