"""The aligners side by side: jisr and the published schemes, under the same vectors."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

from alignment import bertalign, vecalign
from alignment.embedding import Measured, embed_windows
from alignment.score import Document, Pair, Scored


@dataclass(frozen=True, slots=True)
class Aligner:
    """An aligner, and how it links a document."""

    name: str
    align: Callable[[Document], list[Scored]]


def _ours(embedder: Measured) -> Aligner:
    from corpus import align_sentences

    def align(document: Document) -> list[Scored]:
        links = align_sentences(document.ar, document.en, embedder=embedder)
        return [((link.ar, link.en), link.score) for link in links]

    return Aligner("**jisr**", align)


def _gale_church(_: Measured) -> Aligner:
    from alignment import gale_church

    name = f"Gale-Church (nltk {version('nltk')})"
    return Aligner(name, lambda document: _sure(gale_church.align(document.ar, document.en)))


def _vecalign(embedder: Measured) -> Aligner:
    def align(document: Document) -> list[Scored]:
        most = vecalign.MOST
        ar = embed_windows(embedder, document.ar, "ar", most)
        return _sure(vecalign.align(ar, embed_windows(embedder, document.en, "en", most)))

    return Aligner("vecalign's scheme", align)


def _bertalign(embedder: Measured) -> Aligner:
    def align(document: Document) -> list[Scored]:
        most = bertalign.MOST - 1
        ar = embed_windows(embedder, document.ar, "ar", most)
        en = embed_windows(embedder, document.en, "en", most)
        lengths = ([len(text.encode()) for text in side] for side in (document.ar, document.en))
        return _sure(bertalign.align(ar, en, *lengths))

    return Aligner("bertalign's scheme", align)


def _sure(links: list[Pair]) -> list[Scored]:
    """The links of a scheme that does not say how likely they are."""
    return [(link, 1.0) for link in links]


ALIGNERS: dict[str, Callable[[Measured], Aligner]] = {
    "gale-church": _gale_church,
    "vecalign": _vecalign,
    "bertalign": _bertalign,
    "ours": _ours,
}


def load(name: str, embedder: Measured) -> Aligner:
    """Load one of ALIGNERS.

    Raises SystemExit when its package is not installed.
    """
    try:
        return ALIGNERS[name](embedder)
    except ImportError as error:
        raise SystemExit(f"{name}: {error}; pip install '.[test]', or leave it out with --only") from error
