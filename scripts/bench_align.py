"""How well and how fast jisr aligns Arabic and English documents beside its peers: the same vectors, in one run.

    python scripts/bench_align.py [--data ../shared/eval/alignment/dev.jsonl] [--write README.md] [--plot FILE.png]

The file holds a document pair a line (alignment/score.py says how). Strict F1 for each condition, strict and lax F1
over all; then how fast: document pairs a second with the vectors at hand, and with embedding them, each text of a
document once. vecalign's and bertalign's schemes are given the vectors jisr uses, of every window they ask for.

Then, for jisr alone: whether its scores say how likely a link is right (`--plot` draws it), and what documents of
`--long` sentences a side take, made of those in the file or, with `--text`, of the different rows of the training
text. `--errors CONDITION` prints the places where jisr is wrong
in the documents of a condition instead. `--write` puts the first table into a file, between `<!-- alignment -->` and
`<!-- /alignment -->`.
"""

import argparse
import platform
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from alignment.aligners import ALIGNERS, Aligner, load
from alignment.embedding import Measured
from alignment.errors import wrong_places
from alignment.long import Long, different_texts, join, measure_long
from alignment.reliability import BINS, Judged, Reliability, plot, reliability
from alignment.score import Document, Score, Scored, read_documents, score
from page_section import replace_section

from corpus.align.embed import load_embedder
from corpus.align.settings import AlignSettings

CONDITIONS = ("clean", "resplit", "del05", "del15", "del30", "swap", "shuffle", "insert", "real")
OURS = "ours"
# Long documents are made of these: in order, with m:n links; "real" ones are human translations.
IN_ORDER = ("resplit", "real")


@dataclass(frozen=True, slots=True)
class Result:
    """What one aligner did: its links for each document, its score by condition, and its seconds."""

    aligner: Aligner
    found: list[list[Scored]]
    scores: dict[str, Score]
    aligning: float
    embedding: float

    @property
    def total(self) -> Score:
        return sum(self.scores.values(), Score())


def measure(aligner: Aligner, documents: Sequence[Document], embedder: Measured) -> Result:
    """Align, score and time all documents with one aligner."""
    found: list[list[Scored]] = []
    scores: dict[str, Score] = defaultdict(Score)
    aligning = embedding = 0.0
    for document in documents:
        embedder.restart()
        started = perf_counter()
        links = aligner.align(document)
        aligning += perf_counter() - started - embedder.passed
        embedding += embedder.cost
        found.append(links)
        scores[document.condition] += score(document.links, [link for link, _ in links])
    return Result(aligner, found, scores, aligning, embedding)


def summary(results: Sequence[Result], documents: Sequence[Document], embedder: str) -> str:
    """The table for the README."""
    conditions = _order(documents)
    head = ["aligner", *conditions, "all strict", "all lax", "pairs/s", "with embedding"]
    rows = [
        [
            one.aligner.name,
            *(_percent(one.scores[name].f1) for name in conditions),
            _percent(one.total.f1),
            _percent(one.total.lax_f1),
            _rate(len(documents), one.aligning),
            _rate(len(documents), one.aligning + one.embedding),
        ]
        for one in results
    ]
    links = sum(len(document.links) for document in documents)
    note = (
        f"Measured by `scripts/bench_align.py` on {len(documents):,} document pairs with {links:,} links, all in one "
        f"run, Python {platform.python_version()}: strict F1 under each condition, strict and lax F1 over all (as "
        f"vecalign's scorer defines them), and document pairs a second. Vectors: {embedder}, centred for each language."
    )
    return "\n".join([*_table(head, rows), "", note])


def calibration(result: Result, documents: Sequence[Document]) -> dict[str, Reliability]:
    """How scores and truth agree: over all links, and over those with both sides filled."""
    judged: dict[str, list[Judged]] = {"all links": [], "filled links": []}
    for document, links in zip(documents, result.found, strict=True):
        gold = set(document.links)
        for link, likely in links:
            judged["all links"].append((likely, link in gold))
            if all(link):
                judged["filled links"].append((likely, link in gold))
    return {kind: reliability(some) for kind, some in judged.items()}


def by_score(kinds: dict[str, Reliability]) -> str:
    """A table for each kind of link."""
    head = ["score", "mean score", "right", "links"]
    parts = []
    for kind, one in kinds.items():
        rows = [
            [
                f"{some.number / BINS:.1f}-{(some.number + 1) / BINS:.1f}",
                f"{some.score:.3f}",
                f"{some.right:.3f}",
                f"{some.count:,}",
            ]
            for some in one.bins
        ]
        title = f"Scores of {kind}: expected calibration error {one.error:.3f}, Brier score {one.brier:.3f}"
        parts.append("\n".join([title, "", *_table(head, rows)]))
    return "\n\n".join(parts)


def by_length(runs: Sequence[Long]) -> str:
    """What long documents take."""
    head = ["sentences", "different ones", "embedding s", "search s", "peak MB", "strict F1", "lax F1"]
    rows = [
        [
            f"{one.ar:,} x {one.en:,}",
            f"{one.distinct:,}",
            f"{one.embedding:.1f}",
            f"{one.search:.1f}",
            f"{one.memory:,.0f}",
            _percent(one.score.f1),
            _percent(one.score.lax_f1),
        ]
        for one in runs
    ]
    return "\n".join(["Long documents, a tenth of the links without one of their sides", "", *_table(head, rows)])


def errors(result: Result, documents: Sequence[Document]) -> str:
    """The places where links are wrong, document by document."""
    parts = []
    for document, links in zip(documents, result.found, strict=True):
        places = list(wrong_places(document, links))
        parts.append(f"{document.name}: {len(places)} wrong places, {len(document.links)} gold links")
        parts += places
    return "\n\n".join(parts)


def _order(documents: Iterable[Document]) -> list[str]:
    """The conditions that documents are there for; those not known by name last."""
    there = {document.condition for document in documents}
    return [*(name for name in CONDITIONS if name in there), *sorted(there.difference(CONDITIONS))]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _rate(count: int, seconds: float) -> str:
    return f"{count / max(seconds, 1e-9):.3g}"


def _chosen(file: Path, conditions: Sequence[str]) -> list[Document]:
    """The documents of the file that are of the conditions, or all.

    Raises SystemExit when there are none.
    """
    documents = read_documents(file)
    found = [one for one in documents if not conditions or one.condition in conditions]
    if not found:
        there = ", ".join(_order(documents)) or "no documents at all"
        raise SystemExit(f"{file}: no documents of {', '.join(conditions) or 'any condition'}; it has {there}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval/alignment/dev.jsonl"), metavar="FILE")
    parser.add_argument("--only", default=",".join(ALIGNERS), metavar="NAMES", help=f"of {', '.join(ALIGNERS)}")
    parser.add_argument("--conditions", default="", metavar="NAMES", help="of those in the file; all when not given")
    parser.add_argument("--long", default="2000", metavar="N", help="sentences a side; several with commas, 0 for none")
    parser.add_argument("--text", type=Path, metavar="FOLDER", help="parallel text for --long (../shared/data)")
    parser.add_argument("--plot", type=Path, metavar="FILE.png")
    parser.add_argument("--errors", metavar="CONDITION")
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    names = [OURS] if options.errors else _names(options.only)
    if unknown := set(names).difference(ALIGNERS):
        parser.error(f"no aligner named {', '.join(sorted(unknown))}; --only takes {', '.join(ALIGNERS)}")
    documents = _chosen(options.data, _names(options.errors or options.conditions))
    runs = []
    if OURS in names and not options.errors:
        # Before this process has grown: on Linux a child's peak memory begins at its parent's.
        bases = [one for one in read_documents(options.data) if one.condition in IN_ORDER] or documents
        if options.text:
            bases = list(different_texts(options.text))
        runs = [measure_long(join(bases, size)) for size in map(int, options.long.split(",")) if size]
    embedder = Measured(load_embedder(AlignSettings().embedder))
    results = [measure(load(name, embedder), documents, embedder) for name in names]
    if options.errors:
        print(errors(results[0], documents))
        return
    text = summary(results, documents, embedder.signature)
    print(text)
    if OURS in names:
        kinds = calibration(results[names.index(OURS)], documents)
        print("", by_score(kinds), sep="\n")
        if options.plot:
            plot(kinds, options.plot)
    if runs:
        print("", by_length(runs), sep="\n")
    if options.write:
        replace_section(options.write, "alignment", text)


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


if __name__ == "__main__":
    main()
