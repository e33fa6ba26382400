"""Two documents in, their sentences and the links between them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike, fspath

from corpus.align.aligner import align_sentences
from corpus.align.check import check_correspondence, check_sides
from corpus.align.link import Link
from corpus.align.settings import AlignSettings
from corpus.align.sides import Segment, Side, cut, find_document, read_side
from corpus.pairs import Language
from translate.reading import check_encoding

_DEFAULT = AlignSettings()
_UNNAMED: dict[Language, str] = {"ar": "the Arabic text", "en": "the English text"}


@dataclass(frozen=True, slots=True)
class AlignedDocuments:
    """The sentences of two documents and the links between them; every sentence is in exactly one link.

    `notes`: what is odd about the documents, for people to read.
    """

    ar: tuple[Segment, ...]
    en: tuple[Segment, ...]
    links: tuple[Link, ...]
    notes: tuple[str, ...] = ()

    def texts(self, link: Link) -> tuple[str, str]:
        """The Arabic and the English of `link`, sentences joined with a blank; empty where a side is."""
        return " ".join(self.ar[index].text for index in link.ar), " ".join(self.en[index].text for index in link.en)


def align_documents(
    ar: str | PathLike[str],
    en: str | PathLike[str],
    *,
    settings: AlignSettings = _DEFAULT,
    sentences: bool = False,
    lines: bool | None = None,
    encoding: str = "utf-8",
) -> AlignedDocuments:
    """Cut two documents into sentences and align them.

    `ar`, `en`: plain text, or the path of a file, whose ending says its format (corpus.sources.documents.PROSE).
    `sentences`: whether there is one sentence a line already. `lines`: what line breaks do otherwise (see
    translate.documents.text).

    Raises InputError when a file cannot be read or decoded, and its kind AlignmentError when a side is empty or not
    in its language, or the documents do not correspond.
    """
    check_encoding(encoding)

    def side(document: str | PathLike[str], language: Language) -> Side:
        if isinstance(document, str):
            return cut(document, language, name=_UNNAMED[language], sentences=sentences, lines=lines)
        one = find_document(fspath(document))
        return read_side(one, language, sentences=sentences, lines=lines, encoding=encoding)

    arabic, english = side(ar, "ar"), side(en, "en")
    return align_sides(arabic, english, settings=settings, notes=check_sides(arabic, english))


def align_sides(
    ar: Side, en: Side, *, settings: AlignSettings = _DEFAULT, notes: Sequence[str] = ()
) -> AlignedDocuments:
    """Align two documents that corpus.align.check.check_sides has let pass.

    Raises AlignmentError when they do not correspond.
    """
    links = align_sentences(
        [segment.text for segment in ar.segments], [segment.text for segment in en.segments], settings=settings
    )
    return AlignedDocuments(ar.segments, en.segments, tuple(links), (*notes, *check_correspondence(links, ar, en)))
