"""Score a model on FLORES dev and devtest beside the stored outputs of other systems; the table goes into its card.

    python scripts/score_model.py ../shared/eval/mt/flores [--model bundled] [--write models/bundled/README.md]

The folder holds `dev.ar`, `dev.en`, `test.ar`, `test.en` (dev and devtest, one sentence a line) and, for each other
system, `dev.NAME.en` and `test.NAME.en`. `--write` puts the table into a file, between the lines
`<!-- scores -->` and `<!-- /scores -->`. It is `jisr models evaluate` with a fixed list of systems.
"""

import argparse
from pathlib import Path

from page_section import replace_section

from experiments.evaluate.report import Evaluation, as_markdown, as_text
from experiments.evaluate.run import EvaluateSettings, evaluate
from experiments.evaluate.systems import System
from models.errors import JisrError

SETS = {"dev": "FLORES dev", "test": "FLORES devtest"}
NAMES = {
    "argos": "Argos Translate",
    "opusmt": "opus-mt-ar-en (2019)",
    "nllb": "NLLB-200 600M",
    "bergamot-base": "Firefox base",
    "microsoft": "Microsoft",
    "google": "Google",
}


def measure(folder: Path, model: str) -> list[Evaluation]:
    """All systems on both parts.

    Raises JisrError for the first that fails: half a table is none.
    """

    def failed(error: JisrError) -> None:
        raise error

    done: list[Evaluation] = []
    for part, name in SETS.items():
        others = [System(title, str(folder / f"{part}.{key}.en"), True) for key, title in NAMES.items()]
        systems = [System(model, model, False), *others]
        done += evaluate(systems, [f"{name}={folder / part}"], EvaluateSettings(), failed=failed)
    return done


def section(evaluations: list[Evaluation], model: str) -> str:
    """The scores as a Markdown table, the model's in bold, with the signatures under it."""
    signatures = evaluations[0].results[0].scores.signatures
    told = "; ".join(f"`{signatures[metric]}`" for metric in ("bleu", "chrf"))
    rows = as_markdown(evaluations).replace(f"| {model} |", f"| **{model}** |")
    return f"{rows}\n\nMeasured by `scripts/score_model.py` with {told}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    evaluations = measure(options.folder, options.model)
    print("\n\n".join(map(as_text, evaluations)))
    text = section(evaluations, options.model)
    print(f"\n{text}")
    if options.write:
        replace_section(options.write, "scores", text)


if __name__ == "__main__":
    main()
