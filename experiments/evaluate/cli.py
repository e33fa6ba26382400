"""`jisr models evaluate`."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.evaluate.report import Evaluation

SETS = (
    "ARABIC,ENGLISH, or what both files are called (dev for dev.ar and dev.en); a TSV or JSON Lines file; a data set's "
    "FOLDER or FOLDER:SPLIT; flores200, ntrex, iwslt17, tico19, tatoeba or wmt24pp, alone or =FOLDER; NAME=… names it"
)
SYSTEMS = "a name of jisr models list, a model's folder, or a file of translations, one a line"


def add(verbs: Any) -> None:
    """Declare `jisr models evaluate` and its options."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "evaluate",
        help="score models on test sets",
        description="BLEU, chrF and chrF++ by sacrebleu, by length and domain, with what translating cost and what is "
        "wrong with the output to be seen without reading it.",
        epilog="example: jisr models evaluate bundled opus-mt-ar-en --on flores200=FLORES --png scores.png",
    )
    parser.add_argument("models", nargs="+", metavar="MODEL", help=SYSTEMS)
    add_sets(parser)
    parser.add_argument(
        "--comet", nargs="?", const="", metavar="MODEL", help="score by COMET too (comet-score on PATH)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured")
    parser.add_argument("--png", type=Path, metavar="FILE", help="draw chrF by length")
    parser.set_defaults(run=run)


def add_sets(parser: argparse.ArgumentParser) -> None:
    """What `evaluate` and `compare` have in common."""
    parser.add_argument("--on", nargs="+", required=True, metavar="SET", help=SETS)
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="keep the translations; a second run takes them")
    parser.add_argument("--bare", action="store_true", help="each row as one sentence, without clauses and guard")


def run(options: argparse.Namespace) -> int:
    """Print the tables to standard output; the exit status is 1 when anything failed."""
    import sys

    from experiments.evaluate.report import as_json, as_text
    from experiments.evaluate.run import COMET, EvaluateSettings, evaluate
    from models.errors import JisrError
    from translate.run import note

    failures: list[JisrError] = []

    def failed(error: JisrError) -> None:
        failures.append(error)
        print(f"jisr: {error}", file=sys.stderr)

    comet = COMET if options.comet == "" else options.comet or ""
    settings = EvaluateSettings(bare=options.bare, keep=options.out, comet=comet)
    done: list[Evaluation] = []
    for evaluation in evaluate(options.models, options.on, settings, failed=failed, say=note):
        print("\n" * bool(done) + as_text(evaluation), flush=True)
        done.append(evaluation)
        if options.json:
            options.json.write_text(json.dumps([as_json(one) for one in done], indent=1, ensure_ascii=False) + "\n")
    if options.png and done:
        from experiments.evaluate.plot import draw

        draw(done, options.png)
    return 1 if failures else 0
