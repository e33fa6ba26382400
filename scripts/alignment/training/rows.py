"""Arabic and English texts that translate each other, in the order of their documents."""

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.align.english import split_english
from translate.sentences import split_sentences

Row = tuple[tuple[str, ...], tuple[str, ...]]  # the Arabic and the English of a row, in sentences

_ARABIC, _LATIN = re.compile("[\u0621-\u064a]"), re.compile("[A-Za-z]")
_SHORTEST = 12  # characters of Arabic: less is a menu, a cell or a number
_RATIOS = 0.4, 3.2  # of English to Arabic characters: outside, the row is no translation


@dataclass(frozen=True, slots=True)
class Source:
    """A file of rows and what is made of it: "altered" by merging, leaving out and moving, taken "whole", or "both"."""

    name: str
    path: Path
    use: str


def read_sources(data: Path) -> list[Source]:
    """The sources of sources.tsv below the folder `data`."""
    with Path(__file__).with_name("sources.tsv").open(encoding="utf-8") as file:
        return [Source(row["name"], data / row["file"], row["use"]) for row in csv.DictReader(file, delimiter="\t")]


@cache
def read_rows(path: Path) -> list[Row]:
    """The rows of a `.tsv.gz` with Arabic and English that can be a translation, repetitions in a row left out."""
    rows: list[Row] = []
    last = ("", "")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            ar, en = (cell.strip() for cell in line.rstrip("\n").split("\t")[:2])
            if (ar, en) == last or len(ar) < _SHORTEST or not _ARABIC.search(ar) or not _LATIN.search(en):
                continue
            if _RATIOS[0] < len(en) / len(ar) < _RATIOS[1]:
                rows.append((_sentences(ar, "ar"), _sentences(en, "en")))
                last = (ar, en)
    return rows


def read_all(data: Path) -> Iterator[tuple[str, str]]:
    """Every pair in `parallel/` and `parallel2/` below the folder `data`; not those in their `unlicensed/`."""
    for path in sorted(data.glob("parallel*/*.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                ar, en = line.rstrip("\n").split("\t")[:2]
                yield ar.strip(), en.strip()


def _sentences(text: str, language: str) -> tuple[str, ...]:
    found = split_sentences(text, unmarked=False) if language == "ar" else split_english(text)
    return tuple(sentence.text for sentence in found) or (text,)
