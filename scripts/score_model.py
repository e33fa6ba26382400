"""Score a model on FLORES dev and devtest beside the stored outputs of other systems, with one sacrebleu signature.

    python scripts/score_model.py ../shared/eval/mt/flores [--model bundled] [--write models/bundled/README.md]

The folder holds `dev.ar`, `dev.en`, `test.ar`, `test.en` (dev and devtest, one sentence a line) and, for each other
system, `dev.NAME.en` and `test.NAME.en`. `--write` puts the table into a file, between the lines
`<!-- scores -->` and `<!-- /scores -->`.
"""

import argparse
from pathlib import Path

from page_section import replace_section
from sacrebleu.metrics import BLEU, CHRF

from translate import Translator

SETS = {"dev": "FLORES dev", "test": "FLORES devtest"}
NAMES = {
    "argos": "Argos Translate",
    "opusmt": "opus-mt-ar-en (2019)",
    "nllb": "NLLB-200 600M",
    "bergamot-base": "Firefox base",
    "microsoft": "Microsoft",
    "google": "Google",
}


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def translate_lines(translator: Translator, lines: list[str]) -> list[str]:
    """One output line for each input line, its sentences joined by a blank."""
    parts: list[list[str]] = [[] for _ in lines]
    for translation in translator.translate(lines):
        parts[translation.block].append(translation.target)
    return [" ".join(targets) for targets in parts]


def table(folder: Path, model: str) -> str:
    """The scores as a Markdown table, with the signatures under it."""
    metrics = (BLEU(), CHRF())
    systems: dict[str, dict[str, list[str]]] = {}
    with Translator(model) as translator:
        ours = f"**{translator.name}**"
        systems[ours] = {part: translate_lines(translator, read_lines(folder / f"{part}.ar")) for part in SETS}
        print(translator.report)
    for key, name in NAMES.items():
        systems[name] = {part: read_lines(folder / f"{part}.{key}.en") for part in SETS}
    rows = ["| system | " + " | ".join(f"{s} BLEU | {s} chrF" for s in SETS.values()) + " |", "|---" * 5 + "|"]
    for name, outputs in systems.items():
        cells = []
        for part in SETS:
            reference = [read_lines(folder / f"{part}.en")]
            cells += [f"{metric.corpus_score(outputs[part], reference).score:.1f}" for metric in metrics]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    signatures = "; ".join(f"`{metric.get_signature()}`" for metric in metrics)
    return "\n".join([*rows, "", f"Measured by `scripts/score_model.py` with {signatures}."])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    text = table(options.folder, options.model)
    print(text)
    if options.write:
        replace_section(options.write, "scores", text)


if __name__ == "__main__":
    main()
