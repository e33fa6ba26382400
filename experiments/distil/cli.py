"""`jisr models distil`."""

import argparse
import math
import sys
from pathlib import Path
from typing import Any


def add(verbs: Any) -> None:
    """Declare `jisr models distil` and its options; torch is imported only when it runs."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "distil",
        help="a small, fast student of a large model, for your own texts",
        description="The teacher translates Arabic text, what the guard finds fault with is left out, and a small "
        "model is trained on the rest. A second run goes on where an earlier one was stopped.",
        epilog="example: jisr models distil opus-mt-tc-big-ar-en --on news.txt.gz --out STUDENT",
    )
    parser.add_argument("teacher", metavar="TEACHER", help="a name of jisr models list, or a folder")
    parser.add_argument("--on", nargs="+", required=True, metavar="FILE", help="Arabic: text, packed or not, or JSONL")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="taught/ (the data set), checkpoints, model/"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="the student's recipe, as of jisr models train")
    parser.add_argument("--epochs", type=int, default=10, metavar="N", help="without --config (10)")
    parser.add_argument(
        "--data", type=Path, nargs="+", default=[], metavar="FOLDER", help="where the recipe's own sources are"
    )
    parser.add_argument(
        "--dev", type=Path, nargs=2, metavar=("AR", "EN"), help="development lines (held back from the text)"
    )
    parser.add_argument("--initial", default="", metavar="MODEL", help="a model folder to start from")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop training after so many minutes")
    parser.add_argument("--threads", type=int, default=0, help="of training (torch's choice)")
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="processes that translate (one a core)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the student; its folder goes to standard output."""
    from corpus.cli.data_set import tell
    from experiments.distil.run import DistilSettings, learn, teach
    from models.engines.processor import keep_memory
    from models.errors import SettingsError
    from models.extras import quiet
    from translate.run import note

    if options.epochs < 1:
        raise SettingsError(f"--epochs {options.epochs}: must be 1 or more")
    quiet()
    taught = options.out / "taught"
    tell(teach(options.teacher, options.on, taught, workers=options.workers, say=note))
    keep_memory()
    settings = DistilSettings(
        recipe=options.config,
        epochs=options.epochs,
        data=tuple(options.data),
        dev=tuple(options.dev) if options.dev else None,
        initial=options.initial,
    )
    outcome = learn(taught, options.out, settings, minutes=options.minutes, threads=options.threads, say=note)
    note(f"{options.out}: {outcome.state.update:,} updates, best chrF {outcome.state.best_chrf:.1f}")
    if outcome.finished:
        print(options.out / "model")
    else:
        print("time is up; the same command goes on from here", file=sys.stderr)
    return 0
