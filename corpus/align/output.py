"""Alignments as TSV, JSON Lines and TMX."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.align.documents import AlignedDocuments
from corpus.align.link import Link
from corpus.export import tmx
from corpus.export.lines import json_line, one_line

_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which links are pairs: those with two sides and a score of at least `least`.

    `unaligned`: whether TSV holds the sentences of the others too.
    """

    least: float = 0.0
    unaligned: bool = False

    def keeps(self, link: Link) -> bool:
        """Whether `link` is a pair."""
        return bool(link.ar and link.en) and link.score >= self.least


Writer = Callable[[AlignedDocuments, Selection], Iterator[str]]


def write_tsv(aligned: AlignedDocuments, selection: Selection) -> Iterator[str]:
    """A pair a line: Arabic, English, score, parted by tabs; no header and no quoting.

    A sentence without counterpart has a line of its own where they are wanted, one side and the score empty.
    """
    for link in aligned.links:
        if selection.keeps(link):
            ar, en = (one_line(text) for text in aligned.texts(link))
            yield f"{ar}\t{en}\t{link.score:.{_DIGITS}f}\n"
        elif selection.unaligned:
            yield from (f"{one_line(aligned.ar[index].text)}\t\t\n" for index in link.ar)
            yield from (f"\t{one_line(aligned.en[index].text)}\t\n" for index in link.en)


def write_jsonl(aligned: AlignedDocuments, selection: Selection) -> Iterator[str]:
    """An object a link, all of them; other programs read it, so the fields and their order are fixed (design.md).

    `ar_spans`, `en_spans`: where each sentence stands in its document, in code points; `kept`: whether it is a pair.
    """
    for link in aligned.links:
        ar, en = aligned.texts(link)
        row = {
            "ar": list(link.ar),
            "en": list(link.en),
            "score": round(link.score, _DIGITS),
            "ar_text": ar,
            "en_text": en,
            "ar_spans": [[aligned.ar[index].start, aligned.ar[index].end] for index in link.ar],
            "en_spans": [[aligned.en[index].start, aligned.en[index].end] for index in link.en],
            "kept": selection.keeps(link),
        }
        yield json_line(row)


def write_tmx(aligned: AlignedDocuments, selection: Selection) -> Iterator[str]:
    """TMX 1.4b, a unit a pair; characters that XML cannot hold are left out (see `count_forbidden`)."""
    yield tmx.tmx_head()
    for link in filter(selection.keeps, aligned.links):
        ar, en = aligned.texts(link)
        # A unit of several sentences is none of the standard's other kinds.
        kind = "" if len(link.ar) == len(link.en) == 1 else ' segtype="block"'
        yield tmx.tmx_unit(ar, en, [("score", f"{link.score:.{_DIGITS}f}")], attributes=kind)
    yield tmx.tmx_tail()


WRITERS: dict[str, Writer] = {"tsv": write_tsv, "jsonl": write_jsonl, "tmx": write_tmx}


def count_forbidden(aligned: AlignedDocuments, selection: Selection) -> int:
    """How many characters `write_tmx` leaves out."""
    kept = filter(selection.keeps, aligned.links)
    return tmx.count_forbidden(text for link in kept for text in aligned.texts(link))


def summarise(aligned: AlignedDocuments, selection: Selection) -> str:
    """What was aligned with what, and how much was not, in one line."""
    kept = [link for link in aligned.links if selection.keeps(link)]
    ar, en = sum(len(link.ar) for link in kept), sum(len(link.en) for link in kept)
    left_ar, left_en = len(aligned.ar) - ar, len(aligned.en) - en
    low = sum(bool(link.ar and link.en) for link in aligned.links) - len(kept)
    line = (
        f"aligned {ar:,} of {len(aligned.ar):,} Arabic and {en:,} of {len(aligned.en):,} English sentences in "
        f"{_counted(len(kept), 'link')}{_shapes(kept)}"
    )
    if left_ar or left_en:
        line += f"; {left_ar:,} Arabic and {left_en:,} English sentences have no counterpart"
    if low:
        line += f" ({_counted(low, 'link')} below {selection.least:g} left out)"
    return line


def _shapes(links: Iterable[Link]) -> str:
    """How many links there are of each size, the most frequent first."""
    counts = Counter((len(link.ar), len(link.en)) for link in links)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return " (" + ", ".join(f"{count:,} {ar}:{en}" for (ar, en), count in ordered) + ")" if counts else ""


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
