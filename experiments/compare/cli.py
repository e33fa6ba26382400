"""`jisr models compare`."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.evaluate.cli import SYSTEMS, add_sets, write

if TYPE_CHECKING:
    from experiments.compare.run import Comparison


def add(verbs: Any) -> None:
    """Declare `jisr models compare` and its options."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "compare",
        help="is one model better than another, and where do they differ?",
        description="Paired bootstrap and approximate randomisation on the same sentences, and a page with those that "
        "differ most.",
        epilog="example: jisr models compare bundled FOLDER/model --on dev --html differences.html",
    )
    parser.add_argument("first", metavar="A", help=SYSTEMS)
    parser.add_argument("second", metavar="B", help="the same")
    add_sets(parser)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the tests")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the sentences that differ most, side by side")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the tests and a verdict for each set to standard output; the exit status is 1 when a set failed."""
    import sys

    from experiments.compare.page import page
    from experiments.compare.run import as_json, as_text, compare
    from experiments.evaluate.run import read_each
    from experiments.evaluate.systems import obtain, read_systems
    from experiments.significance import measures
    from models.errors import JisrError

    failures: list[JisrError] = []

    def failed(error: JisrError) -> None:
        failures.append(error)
        print(f"jisr: {error}", file=sys.stderr)

    measures()  # tells now, not after an hour, that sacrebleu is missing
    systems = read_systems([options.first, options.second])
    done: list[Comparison] = []
    for one in read_each(options.on, failed):
        try:
            first, second = (obtain(system, one, bare=options.bare, folder=options.out) for system in systems)
        except JisrError as error:
            failed(error)
            continue
        done.append(compare(one, first, second))
        print("\n" * (len(done) > 1) + as_text(done[-1]), flush=True)
        if options.html:
            write(options.html, page(done))
        if options.json:
            write(options.json, json.dumps([as_json(found) for found in done], indent=1, ensure_ascii=False) + "\n")
    return 1 if failures else 0
