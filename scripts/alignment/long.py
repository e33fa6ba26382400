"""How time and memory grow: one long document, aligned by jisr in a process of its own."""

import multiprocessing
import random
import resource
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from alignment.aligners import load
from alignment.embedding import Measured
from alignment.score import Document, Pair, Score, score
from alignment.training.conditions import make_document
from alignment.training.rows import read_rows, read_sources
from corpus.align.embed import load_embedder
from corpus.align.settings import AlignSettings

LEFT_OUT = 0.1  # of the links lose one of their sides
SEED = 4
_ROWS = 50  # of a document made of them


@dataclass(frozen=True, slots=True)
class Long:
    """What aligning one long document took; `memory` is the process's peak resident set in MB, models included."""

    ar: int
    en: int
    distinct: int  # sentences that come once or for the first time: only these are embedded
    embedding: float  # seconds
    search: float
    memory: float
    score: Score


def measure_long(document: Document) -> Long:
    """Align a document in a process that holds nothing else."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(_measure, document).result()


def join(documents: Sequence[Document], sentences: int) -> Document:
    """One document of at least `sentences` sentences a side, out of the given ones one behind the other.

    They come in a new order each time all have been used, and a tenth of the links lose one side. The same documents
    always make the same one.

    Raises ValueError when there are no sentences in them.
    """
    if not any(one.ar for one in documents) or not any(one.en for one in documents):
        raise ValueError("no document with sentences on either side to build a long one of")
    order = random.Random(SEED)
    ar: list[str] = []
    en: list[str] = []
    links: list[Pair] = []
    queue: list[Document] = []
    while min(len(ar), len(en)) < sentences:
        queue = queue or order.sample(documents, len(documents))
        document = queue.pop()
        for ar_side, en_side in document.links:
            lost = order.choice("ae") if order.random() < LEFT_OUT else ""
            kept_ar = [] if lost == "a" else [document.ar[i] for i in ar_side]
            kept_en = [] if lost == "e" else [document.en[j] for j in en_side]
            links += _links(range(len(ar), len(ar) + len(kept_ar)), range(len(en), len(en) + len(kept_en)))
            ar += kept_ar
            en += kept_en
    return Document("long", "long", tuple(ar), tuple(en), tuple(links))


def different_texts(data: Path) -> Iterator[Document]:
    """The rows of the training text below `data` that have not come before, fifty to a document."""
    seen: set[str] = set()
    for source in read_sources(data):
        rows = []
        for row in read_rows(source.path):
            texts = {*row[0], *row[1]}
            if seen.isdisjoint(texts):
                rows.append(row)
                seen |= texts
        for start in range(0, len(rows), _ROWS):
            yield make_document(f"{source.name}-{start}", "text", rows[start : start + _ROWS])


def _links(ar: Iterable[int], en: Iterable[int]) -> list[Pair]:
    """One link, or a deletion for each sentence that has nothing on the other side."""
    left, right = tuple(ar), tuple(en)
    return [(left, right)] if left and right else [((i,), ()) for i in left] + [((), (j,)) for j in right]


def _measure(document: Document) -> Long:
    embedder = Measured(load_embedder(AlignSettings().embedder), keep=False)
    embedder.embed(["", ""])  # loading the model is no part of it
    aligner = load("ours", embedder)
    embedder.restart()
    started = perf_counter()
    links = aligner.align(document)
    seconds = perf_counter() - started
    return Long(
        len(document.ar),
        len(document.en),
        len({*document.ar, *document.en}),
        embedder.passed,
        seconds - embedder.passed,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        score(document.links, [link for link, _ in links]),
    )
