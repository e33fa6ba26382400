"""`jisr models backtranslate`."""

import argparse
from pathlib import Path
from typing import Any


def add(verbs: Any) -> None:
    """Declare `jisr models backtranslate` and its options."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "backtranslate",
        help="English text into synthetic pairs, with a model that writes Arabic",
        description="Translate English text into Arabic, for a data set whose English is real. A second run goes on "
        "where an earlier one was stopped. To train on it, name its files in the recipe of jisr models train "
        '(files = "data/train-*.parquet", tag = "»") and its folder in --data.',
        epilog="example: jisr models backtranslate RUN/model --on en_news.txt.gz --out BACK",
    )
    parser.add_argument("model", metavar="MODEL", help="a folder: a run of jisr models train with direction en-ar")
    parser.add_argument("--on", nargs="+", required=True, metavar="FILE", help="English: text, packed or not, or JSONL")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="the data set")
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="processes (one a core)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the data set; its folder goes to standard output."""
    from corpus.cli.data_set import tell
    from experiments.backtranslate.run import backtranslate
    from translate.run import note

    status = tell(backtranslate(options.model, options.on, options.out, workers=options.workers, say=note))
    print(options.out)
    return status
