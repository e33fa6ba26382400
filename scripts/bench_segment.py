"""How well and how fast jisr cuts Arabic into sentences beside its peers: the same texts, in one run on one machine.

    python scripts/bench_segment.py [--data ../shared/eval/segmentation] [--write README.md]

The folder holds `dev/` and `stress/` with one set a file (segmentation/gold.py says what a line holds). `core F1` is
the mean of the F1 of nc15, iwslt17, pud, flores, ntrex and tico19. Stress sets are two of them changed: a space before
each mark, none behind a full stop, a line for each sentence and no marks, lines wrapped at 70 characters, no marks at
all. False cuts are counted where no gold boundary is, in the core sets and padt (whose units are paragraphs: its
precision means nothing). Speed is CPU time over the core sets, the best of three rounds; growth is on one text.

`--write` puts the first table into a file, between `<!-- segmentation -->` and `<!-- /segmentation -->`.
"""

import argparse
import platform
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from page_section import replace_section
from segmentation.gold import Document, Score, read_documents, score
from segmentation.places import PATTERNS, false_cuts
from segmentation.splitters import SPLITTERS, Splitter, load, wrong_offsets

CORE = ("nc15", "iwslt17", "pud", "flores", "ntrex", "tico19")
WITHOUT_BOUNDARY = (*CORE, "padt")
STRESS = {
    "s_spacemark": "spaced marks",
    "s_glued": "glued",
    "s_lines": "lines",
    "s_wrapped": "wrapped",
    "s_nomark": "no marks",
}
ROUNDS = 3
PATIENCE = 5.0  # seconds: the text does not grow any more for a splitter that took longer
Sets = dict[str, list[Document]]


@dataclass(frozen=True, slots=True)
class Result:
    """What one splitter did: its score on each set, its false cuts, wrong offsets and CPU seconds."""

    splitter: Splitter
    scores: dict[str, Score]
    places: Counter[str]
    false_cuts: Counter[str]
    wrong_offsets: int
    speed: float
    growth: dict[int, float]

    @property
    def core(self) -> Score:
        return sum((self.scores[name] for name in CORE if name in self.scores), Score())

    @property
    def core_f1(self) -> float:
        """The mean F1 of the core sets."""
        found = [self.scores[name].f1 for name in CORE if name in self.scores]
        return sum(found) / len(found)

    @property
    def offsets(self) -> str:
        """Whether the pieces are what stands at their offsets, over all sets."""
        if not self.splitter.offsets:
            return "none given"
        return f"{self.wrong_offsets:,} differ" if self.wrong_offsets else "exact"


def read_sets(folder: Path) -> Sets:
    """The sets of a data folder by name.

    Raises SystemExit when none of the core sets is there.
    """
    files = [file for part in ("dev", "stress") for file in sorted((folder / part).glob("*.jsonl"))]
    sets = {file.stem: read_documents(file) for file in files}
    if not set(CORE) & set(sets):
        raise SystemExit(
            f"{folder}: none of {', '.join(CORE)}; name the folder that holds dev/ and stress/ with --data"
        )
    return sets


def measure(splitter: Splitter, sets: Sets, sizes: Sequence[int]) -> Result:
    """Score and time one splitter."""
    scores: dict[str, Score] = {}
    there: Counter[str] = Counter()
    cut: Counter[str] = Counter()
    wrong = 0
    for name, documents in sets.items():
        scores[name] = Score()
        for document in documents:
            pieces = splitter.split(document.text)
            ends = [end for _, end, _ in pieces]
            scores[name] += score(document, ends)
            wrong += wrong_offsets(document.text, pieces)
            if name in WITHOUT_BOUNDARY:
                some, cuts = false_cuts(document, document.cuts(ends))
                there, cut = there + some, cut + cuts
    texts = [document.text for name in CORE for document in sets.get(name, [])]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    speed = megabytes / min(_seconds(splitter, texts) for _ in range(ROUNDS))
    return Result(splitter, scores, there, cut, wrong, speed, _growth(splitter, texts, sizes))


def _seconds(splitter: Splitter, texts: Iterable[str]) -> float:
    started = time.process_time()
    for text in texts:
        splitter.split(text)
    return max(time.process_time() - started, 1e-9)


def _growth(splitter: Splitter, texts: Sequence[str], sizes: Sequence[int]) -> dict[int, float]:
    """The CPU seconds for one text of each size in kB, as long as they stay bearable."""
    whole = " ".join(texts).encode()
    seconds: dict[int, float] = {}
    for size in sizes:
        text = (whole * (size * 1000 // len(whole) + 1))[: size * 1000].decode(errors="ignore")
        seconds[size] = _seconds(splitter, [text])
        if seconds[size] > PATIENCE:
            break
        seconds[size] = min(seconds[size], *(_seconds(splitter, [text]) for _ in range(ROUNDS - 1)))
    return seconds


def summary(results: Sequence[Result], stress: Sequence[str]) -> str:
    """The table for the README."""
    head = [
        "tool",
        "core F1",
        "unmarked ends found",
        *(STRESS[name] for name in stress),
        "false cuts",
        "offsets",
        "MB/s",
    ]
    rows = [
        [
            one.splitter.name,
            _percent(one.core_f1),
            _percent(one.core.recall_of("N")),
            *(_percent(one.scores[name].f1) for name in stress),
            f"{one.false_cuts.total():,} of {one.places.total():,}",
            one.offsets,
            f"{one.speed:.1f}",
        ]
        for one in results
    ]
    versions = "; ".join(f"{one.splitter.name.strip('*')} {one.splitter.version}" for one in results)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in results[0].places.items())
    note = (
        f"Measured by `scripts/bench_segment.py` on the development halves of its sets, all in one run, Python "
        f"{platform.python_version()}. {versions}. False cuts: at {kinds} where no sentence ends. "
        "Offsets: whether each piece is to the letter what stands at its place in the text."
    )
    return "\n".join([*_table(head, rows), "", note])


def by_set(results: Sequence[Result]) -> str:
    """F1 on each set."""
    order = [*WITHOUT_BOUNDARY, *sorted(set(results[0].scores) - set(WITHOUT_BOUNDARY) - set(STRESS)), *STRESS]
    names = [name for name in order if name in results[0].scores]
    rows = [[one.splitter.name, *(_percent(one.scores[name].f1) for name in names)] for one in results]
    return "\n".join(["F1 on each set", "", *_table(["tool", *names], rows)])


def by_kind(results: Sequence[Result]) -> str:
    """Precision and recall over the core sets, by what a sentence ends in."""
    head = ["tool", "P", "R", "R marks", "R soft", "R none", "P marks", "P soft", "P none"]
    rows = [
        [
            one.splitter.name,
            *map(_percent, (one.core.precision, one.core.recall)),
            *(_percent(one.core.recall_of(kind)) for kind in "TSN"),
            *(_percent(one.core.precision_of(kind)) for kind in "TSN"),
        ]
        for one in results
    ]
    return "\n".join(["Core sets together, by what the sentence ends in", "", *_table(head, rows)])


def by_place(results: Sequence[Result]) -> str:
    """False cuts where no sentence ends."""
    kinds = [kind for kind in PATTERNS if results[0].places[kind]]
    head = ["tool", *(f"{kind} ({results[0].places[kind]:,})" for kind in kinds)]
    rows = [[one.splitter.name, *(f"{one.false_cuts[kind]:,}" for kind in kinds)] for one in results]
    return "\n".join(["False cuts where no sentence ends (how many such places)", "", *_table(head, rows)])


def by_speed(results: Sequence[Result], sizes: Sequence[int]) -> str:
    """Speed, the first tool's as a multiple of each, and how time grows with the text."""
    first = results[0]
    head = ["tool", "MB/s", f"{first.splitter.name.strip('*')} ÷ tool", *(f"{size} kB" for size in sizes), "growth"]
    rows = [
        [
            one.splitter.name,
            f"{one.speed:.2f}",
            f"{first.speed / one.speed:.2f}",
            *(f"{one.growth[size]:.4f}" if size in one.growth else "-" for size in sizes),
            _times(one.growth),
        ]
        for one in results
    ]
    note = f"CPU time, best of {ROUNDS} rounds; seconds for one text, which grows until one round takes {PATIENCE:g} s"
    return "\n".join([note, "", *_table(head, rows)])


def _times(growth: dict[int, float]) -> str:
    (small, short), (large, long) = min(growth.items()), max(growth.items())
    return f"{long / short:.1f} times for {large / small:g} times the text"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval/segmentation"), metavar="FOLDER")
    parser.add_argument("--tools", default=",".join(SPLITTERS), help=f"of {', '.join(SPLITTERS)}")
    parser.add_argument("--sizes", default="50,100,200,400", help="kB of the one text, smallest first")
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    sets = read_sets(options.data)
    results = [measure(load(name), sets, sizes) for name in options.tools.split(",")]
    text = summary(results, [name for name in STRESS if name in sets])
    print(text, by_set(results), by_kind(results), by_place(results), by_speed(results, sizes), sep="\n\n")
    if options.write:
        replace_section(options.write, "segmentation", text)


if __name__ == "__main__":
    main()
