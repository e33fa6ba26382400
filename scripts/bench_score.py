"""How many rows a second are scored, and in how much memory, beside rules and alignment.

    python scripts/bench_score.py [FILE.tsv.gz] [--rows 2000] [--model bundled]

Each stage runs in a process of its own over the same rows: the rules (which every row goes through), the aligner on
documents of 50 rows, similarity with margin, and the forced log-probability by a translation model. Seconds are those
of the clock and of the processor, without loading; memory is the most the process ever held.
"""

import argparse
import gzip
import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.pairs import Origin, Pair

ROWS_A_DOCUMENT = 50
Texts = Sequence[tuple[str, str]]


def rules(rows: Texts) -> Callable[[], object]:
    """What every row goes through."""
    from corpus.rules import RuleSettings, judge_many

    pairs, settings = [Pair(ar, en, Origin("", "", 0)) for ar, en in rows], RuleSettings.read()
    judge_many(pairs[:1], settings)
    return lambda: judge_many(pairs, settings)


def alignment(rows: Texts) -> Callable[[], object]:
    """Documents of rows that follow each other, a row taken for a sentence."""
    from corpus.align.aligner import align_sentences

    documents = [rows[start : start + ROWS_A_DOCUMENT] for start in range(0, len(rows), ROWS_A_DOCUMENT)]
    align_sentences(["نعم"], ["Yes"])
    return lambda: [align_sentences(*map(list, zip(*document, strict=True))) for document in documents]


def scorer(spec: str) -> Callable[[Texts], Callable[[], object]]:
    """What `--score SPEC` does."""

    def prepare(rows: Texts) -> Callable[[], object]:
        from corpus.score import read_scorer

        ready = read_scorer(spec)
        ready.score(["نعم"], ["Yes"])
        return lambda: ready.score([ar for ar, _ in rows], [en for _, en in rows])

    return prepare


def measure(name: str, spec: str, rows: Texts) -> None:
    """Print one line of the table."""
    prepare = {"rules": rules, "alignment": alignment}.get(name) or scorer(spec)
    work = prepare(rows)
    wall, processor = time.perf_counter(), time.process_time()
    work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {name} | {len(rows) / wall:,.0f} | {len(rows) / processor:,.0f} | {memory:,.0f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "file", type=Path, nargs="?", default=Path("../shared/data/parallel/syrian_archive.tsv.gz"), help="rows"
    )
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--model", default="bundled", help="the translation model")
    options = parser.parse_args()
    with gzip.open(options.file, "rt", encoding="utf-8") as file:
        cells = [line.rstrip("\n").split("\t") for line in file]
    rows = [(ar, en) for ar, en, *_ in cells if ar and en][: options.rows]
    words = sum(len(en.split()) for _, en in rows) / len(rows)
    print(f"{len(rows):,} rows of {options.file.name}, {words:.0f} English words each\n")
    print("| stage | rows/s | rows/s of processor time | MB |\n| --- | ---: | ---: | ---: |", flush=True)
    stages = {"rules": "", "alignment": "", "similarity": "similarity", "model_logprob": f"model={options.model}"}
    for name, spec in stages.items():
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(name, spec, rows))
        process.start()
        process.join()


if __name__ == "__main__":
    main()
