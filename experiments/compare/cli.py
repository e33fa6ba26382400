"""`jisr models compare`."""

import argparse
import json
from pathlib import Path
from typing import Any

from experiments.evaluate.cli import SYSTEMS, add_sets


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
    from dataclasses import asdict

    from experiments.compare.page import page
    from experiments.compare.run import METRICS, TESTS, TITLES, Comparison, compare
    from experiments.evaluate.outputs import obtain
    from experiments.evaluate.report import table
    from experiments.evaluate.sets import read_set
    from models.errors import JisrError

    done: list[Comparison] = []
    failed = False
    for spec in options.on:
        try:
            one = read_set(spec)
            found = compare(
                one,
                *(obtain(name, one, bare=options.bare, keep=options.out) for name in (options.first, options.second)),
            )
        except JisrError as error:
            failed = True
            print(f"jisr: {error}", file=sys.stderr)
            continue
        rows = [["", found.first.system, found.second.system, "difference", *(f"p, {test}" for test in TESTS)]]
        for metric in METRICS:
            tests = [found.tests[metric, test] for test in TESTS]
            points = [f"{tests[0].baseline:.1f}", f"{tests[0].candidate:.1f}", f"{tests[0].difference:+.1f}"]
            rows.append([TITLES[metric], *points, *(f"{test.p_value:.4f}" for test in tests)])
        print("\n" * bool(done) + f"{found.verdict}\n\n{table(rows)}", flush=True)
        done.append(found)
    if options.html and done:
        options.html.write_text(page(done), encoding="utf-8")
    if options.json and done:
        facts = [
            {"set": found.set.name, "verdict": found.verdict}
            | {"tests": [{"test": test} | asdict(found.tests[metric, test]) for metric, test in found.tests]}
            for found in done
        ]
        options.json.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(failed)
