"""`jisr models evaluate`."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.evaluate.report import Evaluation

SETS = (
    "ARABIC,ENGLISH, or what both files are called (dev for dev.ar and dev.en); a TSV or JSON Lines file; a data set's "
    "FOLDER or FOLDER:SPLIT; flores200, ntrex, iwslt17, tico19, tatoeba or wmt24pp, alone or =FOLDER, or another "
    "part of one (flores200=FOLDER:dev); NAME=… names it"
)
SYSTEMS = (
    "a name of jisr models list, a model's folder, or a file of translations, one a line, with {set} in its name where "
    "there are several sets; NAME=… names it"
)


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
    from experiments.evaluate.systems import read_systems
    from models.errors import JisrError
    from models.extras import require
    from translate.run import note

    failures: list[JisrError] = []

    def failed(error: JisrError) -> None:
        failures.append(error)
        print(f"jisr: {error}", file=sys.stderr)

    if options.png:
        require("matplotlib", extra="evaluate", purpose="--png")
    systems = read_systems(options.models)
    comet = COMET if options.comet == "" else options.comet or ""
    settings = EvaluateSettings(bare=options.bare, keep=options.out, comet=comet)
    done: list[Evaluation] = []
    for evaluation in evaluate(systems, options.on, settings, failed=failed, say=note):
        print("\n" * bool(done) + as_text(evaluation), flush=True)
        done.append(evaluation)
        if options.json:
            write(options.json, json.dumps([as_json(one) for one in done], indent=1, ensure_ascii=False) + "\n")
    if options.png and done:
        from experiments.evaluate.plot import draw

        write(options.png, draw(done))
    return 1 if failures else 0


def write(path: Path, content: str | bytes) -> None:
    """Write a result.

    Raises InputError when that cannot be done.
    """
    from corpus.store.disk import unwritable, write_bytes

    try:
        write_bytes(path, content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    except OSError as error:
        raise unwritable(path, error, "what is on standard output is whole") from error
