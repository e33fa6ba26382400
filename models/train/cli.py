"""`jisr models train`."""

import argparse
import dataclasses
import math
import sys
from pathlib import Path
from typing import Any


def add(subparsers: Any) -> None:
    """Declare `jisr models train` and its options; torch is imported only when it runs."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "train",
        help="train a MarianMT model from scratch",
        description="Train a MarianMT model from scratch, or go on with a run that was stopped.",
        epilog="example: jisr models train --config models/bundled/recipe.toml --data DATA --out RUN",
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the recipe, in TOML")
    parser.add_argument(
        "--data", type=Path, nargs="+", metavar="FOLDER", help="where the sources are (default: the recipe's)"
    )
    parser.add_argument(
        "--dev", type=Path, nargs=2, metavar=("AR", "EN"), help="development lines (default: the recipe's)"
    )
    parser.add_argument("--initial", type=Path, metavar="MODEL", help="a model folder to start from (default: random)")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="the run: data, checkpoints, model")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop with a checkpoint after so many minutes")
    parser.add_argument("--finish", action="store_true", help="with --minutes: cool down and be done within them")
    parser.add_argument("--threads", type=int, default=0, help="processor threads (default: torch's choice)")
    parser.add_argument("--prepare-only", action="store_true", help="prepare the data, train nothing")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from models.engines.processor import keep_memory
    from models.extras import quiet
    from models.train.prepare import prepare
    from models.train.recipe import read_recipe
    from models.train.run import train

    keep_memory()  # an update frees and takes its buffers again: 1.4 times as fast on two cores
    quiet()
    recipe = read_recipe(options.config)
    if options.initial:
        recipe = dataclasses.replace(recipe, initial=str(options.initial))
    here = options.config.parent
    data = options.data or [here / folder for folder in recipe.data]
    if options.prepare_only:
        for name, count in prepare(recipe, data, options.out / "prepared").items():
            print(f"{count:9,}  {name}", file=sys.stderr)
        return 0
    dev = tuple(options.dev) if options.dev else (here / recipe.dev_ar, here / recipe.dev_en)
    limits = {"minutes": options.minutes, "finish": options.finish, "threads": options.threads}
    outcome = train(recipe, data, dev, options.out, **limits)
    state = outcome.state
    print(
        f"{options.out}: {state.update} updates, best chrF {state.best_chrf:.1f} at {state.best_update}",
        file=sys.stderr,
    )
    if outcome.finished:
        print(f"{options.out / 'model'}")
    else:
        print("time is up; the same command goes on from here", file=sys.stderr)
    return 0
