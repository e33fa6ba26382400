"""`jisr models`: list, get, remove, train."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.store import Listed


def add(subparsers: Any) -> Any:
    """Declare `jisr models` and its sub-commands; nothing heavy is imported until one runs.

    Returns the sub-commands, for what is to stand among them.
    """
    from models.train import cli as train

    parser: argparse.ArgumentParser = subparsers.add_parser(
        "models", help="list, get, remove and train translation models"
    )
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    lister = verbs.add_parser("list", help="the known models, what they weigh and score, and which are here")
    lister.add_argument("--json", action="store_true", help="one JSON array instead of a table")
    lister.set_defaults(run=run_list)

    getter = verbs.add_parser("get", help="fetch a model, convert it and try it out")
    getter.add_argument("name", metavar="NAME", help="a name of the list, ORG/NAME[@REVISION] on the hub, or a folder")
    getter.set_defaults(run=run_get)

    remover = verbs.add_parser("remove", help="take away what was fetched and converted for a model")
    remover.add_argument("name", metavar="NAME")
    remover.set_defaults(run=run_remove)

    train.add(verbs)
    return verbs


def run_list(options: argparse.Namespace) -> int:
    """Print the models to standard output."""
    from models.store import overview

    lines = overview()
    if options.json:
        print(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=2))
    else:
        print(_table(lines))
    return 0


def run_get(options: argparse.Namespace) -> int:
    """Make a model ready; its name and revision go to standard output."""
    from models.store import get

    checkpoint = get(options.name)
    print(f"{checkpoint.name}\t{checkpoint.revision}")
    print(f"ready: jisr translate --model {options.name} FILE", file=sys.stderr)
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Remove a model; the removed paths go to standard output."""
    from models.store import remove

    for path in remove(options.name):
        print(path)
    return 0


def _table(lines: "list[Listed]") -> str:
    rows = [("name", "licence", "size", "here", "published scores")]
    for line in lines:
        size = f"{line.megabytes} MB" if line.megabytes is not None else "?"
        scores = "; ".join(f"{score.test}: {score.value} {score.metric}" for score in line.scores)
        rows.append((line.name, line.licence, size, "yes" if line.installed else "no", scores or "-"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]) for row in rows
    )
