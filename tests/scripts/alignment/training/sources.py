"""Small sources to learn from, written as the large ones are."""

import gzip
from collections.abc import Sequence
from pathlib import Path

from alignment.training.rows import Row, Source

from tests.conftest import ROOT
from tests.corpus.align.gold import GOLD

PAIRS = [
    tuple(line.split("\t"))
    for line in (ROOT / "experiments" / "data" / "general.tsv").read_text(encoding="utf-8").splitlines()
]


def rows_of(*names: str) -> list[Row]:
    """The filled links of gold documents."""
    return [
        (tuple(GOLD[name].ar[i] for i in ar), tuple(GOLD[name].en[j] for j in en))
        for name in names
        for ar, en in GOLD[name].links
        if ar and en
    ]


def write_rows(file: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    """`rows` of cells as a .tsv.gz."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as opened:
        opened.writelines("\t".join(row) + "\n" for row in rows)
    return file


def write_sources(folder: Path) -> list[Source]:
    """Three sources: of single sentences, of what is taken both ways, and of what is only taken whole."""
    both = [(" ".join(ar), " ".join(en)) for ar, en in rows_of("strike", "library", "swimmer")]
    whole = [(" ".join(ar), " ".join(en)) for ar, en in rows_of("miser", "clock", "nurses")]
    return [
        Source("pairs", write_rows(folder / "parallel" / "pairs.tsv.gz", PAIRS), "altered"),
        Source("both", write_rows(folder / "parallel" / "both.tsv.gz", both), "both"),
        Source("whole", write_rows(folder / "parallel2" / "whole.tsv.gz", whole), "whole"),
    ]
