"""Fine-tune the bundled model on two kinds of text, and measure what it gains there and loses elsewhere.

    python scripts/measure_finetune.py ../shared --out RUNS [--only NAME] [--epochs 3] [--threads 1] [--write README.md]

- `syrian_archive`: reports that the bundled model was trained on in some of its stages, the held-out rows too. Base and
  result have both seen those, so the difference is what the other rows teach; the scores themselves say nothing about
  new reports.
- `catco_election_guide`: a handbook that it was not trained on (its owner states no licence, so it serves for measuring
  only), without the rows whose Arabic or English stands in any file that it could have been trained on.

Each is built into a data set first, and the pairs that were written for the bundled model are mixed in. Beside the
held-out rows both models translate the first lines of FLORES dev. Stopped, it goes on; runs that are over are not
repeated. `--write` puts the table into a file, between the lines `<!-- finetune -->` and `<!-- /finetune -->`.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from page_section import replace_section

from corpus import build
from experiments.evaluate.sets import read_set
from experiments.finetune import FinetuneSettings, Task, finetune
from experiments.finetune.gate import Comparison, TestedSet, judge
from experiments.finetune.record import Record
from experiments.finetune.rows import Row, Seen, read_pairs
from experiments.significance import TITLES
from models.engines.processor import keep_memory
from translate.run import note

ARCHIVE = ("parallel/syrian_archive.tsv.gz", "parallel2/syrian_archive.tsv.gz")
REPLAY = Path(__file__).parents[1] / "models/bundled/pairs/written-5.tsv.gz"
SHARE = 0.5  # of an epoch; with a fifth of encyclopedic prose instead, FLORES fell by 1.6 chrF
GUIDE = "parallel2/unlicensed/catco_election_guide.tsv.gz"
SETS = {"syrian_archive": "seen by the base before", "catco_election_guide": "new to the base"}
LINES = 400  # of FLORES dev


def all_rows(data: Path) -> Iterator[Row]:
    """Every pair that the bundled model could have been trained on."""
    for path in sorted([*(data / "parallel").glob("*.tsv.gz"), *(data / "parallel2").glob("*.tsv.gz")]):
        yield from read_pairs(str(path))[1]


def unseen(data: Path, out: Path) -> Path:
    """The guide's rows that are nowhere in the training data, as a file."""
    path = out / "catco_election_guide.tsv"
    if not path.exists():
        rows = Seen(all_rows(data)).without(read_pairs(str(data / GUIDE))[1])
        path.write_text("".join(f"{ar}\t{en}\n" for ar, en in rows), encoding="utf-8")
    return path


def sources(name: str, options: argparse.Namespace) -> list[str]:
    """What the data set `name` is built from."""
    data = options.shared / "data"
    if name == "catco_election_guide":
        return [f"{unseen(data, options.out)}?name={name}"]
    return [f"{data / path}?name={Path(path).parent.name}&licence=CC-BY-SA-4.0" for path in ARCHIVE]


def flores(folder: Path) -> TestedSet:
    found = read_set(f"FLORES dev={folder / 'dev'}")
    some = replace(found, arabic=found.arabic[:LINES], english=found.english[:LINES], domains=found.domains[:LINES])
    return TestedSet("general", some)


def measure(name: str, found: list[str], options: argparse.Namespace) -> tuple[Record, list[Comparison]]:
    """Build, fine-tune and judge; what is done is taken as it is."""
    folder = options.out / name
    build(folder / "corpus", found, workers=options.threads)
    task = Task(
        base="bundled",
        data=str(folder / "corpus"),
        out=folder / "model",
        replay=str(REPLAY),
        settings=FinetuneSettings(epochs=options.epochs, replay=SHARE),
    )
    outcome = finetune(task, threads=options.threads, say=note)
    if outcome.verdict is None or outcome.record is None:
        raise SystemExit("the run did not end")
    general = judge("bundled", outcome.folder, [flores(options.shared / "eval/mt/flores")])
    return outcome.record, [*outcome.verdict.comparisons[:1], *general.comparisons]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--only", choices=SETS, help="one of the two")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    keep_memory()
    options.out.mkdir(parents=True, exist_ok=True)
    lines = ["| fine-tuned on | updates | minutes | rows | metric | base | result | difference | p |"]
    lines.append(f"|---|{'---:|' * 8}")
    for name in [options.only] if options.only else SETS:
        record, comparisons = measure(name, sources(name, options), options)
        for one in comparisons:
            for test in one.tests:
                cells = (
                    f"{name}, {SETS[name]}", f"{record.best:,}", f"{record.seconds / 60:.0f}",
                    f"{one.sentences:,} {one.role}", TITLES[test.metric], f"{test.baseline:.1f}",
                    f"{test.candidate:.1f}", f"{test.difference:+.1f}", f"{test.p_value:.4f}",
                )  # fmt: skip
                lines.append(f"| {' | '.join(cells)} |")
        hardware = record.hardware
    text = "\n".join([*lines, "", f"Measured by `scripts/measure_finetune.py` on {hardware}."])
    print(text)
    if options.write:
        replace_section(options.write, "finetune", text)


if __name__ == "__main__":
    main()
