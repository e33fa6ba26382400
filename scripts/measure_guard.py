"""How often the guard is wrong about human translations and right about machine ones, and what its retries are worth.

    python scripts/measure_guard.py [FOLDER] [--pairs FILE] [--model bundled] [--lines N] [--write FILE]

FOLDER: `dev.ar`, `dev.en` (FLORES dev, a human translation) and `dev.NAME.en` of other systems. `--pairs`: JSON Lines
of aligned documents; links of one sentence to one in the `clean` ones are human translations too. `--write` puts the
columns `human` and `bundled` into the guard's table (translate/data/guard.tsv).
"""

import argparse
import json
import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path

from sacrebleu.metrics import CHRF

from models.model import Model, load
from translate import Translator
from translate.guard.evidence import Evidence, gather
from translate.guard.settings import DEFAULT, Guard, reasons
from translate.tables import read_table

SYSTEMS = ("argos", "opusmt", "nllb", "bergamot-base", "microsoft", "google")
Row = tuple[str, str, Evidence]  # source, target, what was seen


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def clean_pairs(path: Path) -> Iterator[tuple[str, str, str]]:
    """The set, the source and the target of every sentence linked to just one in a clean document."""
    for line in read_lines(path):
        document = json.loads(line)
        if document["difficulty"] == "clean":
            for left, right, *_ in document["links"]:
                if len(left) == len(right) == 1:
                    yield document["origin"], document["src"][left[0]], document["tgt"][right[0]]


def silent() -> Guard:
    """A guard that flags nothing but what is empty."""
    bounds = {f.name: -math.inf if f.name == "least_score" else math.inf for f in fields(Guard) if "_" in f.name}
    return Guard(**bounds | {"least_length": 0.0})  # type: ignore[arg-type]


def rates(rows: Sequence[Row]) -> dict[str, float]:
    """Of each setting by itself, in what share of the rows it raises its flag, in percent."""
    found = {}
    for setting in (row["setting"] for row in read_table("guard.tsv")):
        guard = replace(silent(), **{setting: getattr(DEFAULT, setting)})
        found[setting] = 100 * sum(bool(reasons(*row, guard)) for row in rows) / len(rows)
    found["any"] = 100 * sum(bool(reasons(*row, DEFAULT)) for row in rows) / len(rows)
    return found


def seen(pairs: Iterable[tuple[str, str]]) -> list[Row]:
    return [(source, target, gather(source, target, None)) for source, target in pairs]


def translated(model: Model, sources: Sequence[str]) -> list[Row]:
    """What the model makes of every sentence at the first try."""
    first = Translator(model, max_words=None, guard=None)
    return [(one.source, one.target, one.evidence) for one in first.translate(sources)]


def lines_of(model: Model, sources: Sequence[str], guard: Guard | None) -> tuple[list[str], list[set[str]], float]:
    """One output a line, its flags, and the seconds it took."""
    start = time.perf_counter()
    outputs: list[list[str]] = [[] for _ in sources]
    flags: list[set[str]] = [set() for _ in sources]
    for one in Translator(model, max_words=None, guard=guard).translate(sources):
        outputs[one.block].append(one.target)
        flags[one.block].update(one.flags)
    return [" ".join(parts) for parts in outputs], flags, time.perf_counter() - start


def print_gains(model: Model, sources: Sequence[str], references: Sequence[str]) -> None:
    """chrF with and without retries, over all lines and over those where a rung's text was taken."""
    metric = CHRF()

    def score(outputs: Sequence[str], wanted: Iterable[int]) -> float:
        chosen = list(wanted)
        return float(metric.corpus_score([outputs[i] for i in chosen], [[references[i] for i in chosen]]).score)

    plain, _, short = lines_of(model, sources, None)
    retried, flags, long = lines_of(model, sources, DEFAULT)
    everything = range(len(sources))
    print(f"\nretries on {len(sources)} lines: {short:.0f} s without, {long:.0f} s with the guard")
    print(f"{'rung':12} {'lines':>6} {'chrF without':>13} {'with':>6}")
    print(f"{'all':12} {len(sources):6} {score(plain, everything):13.1f} {score(retried, everything):6.1f}")
    for rung in sorted({flag for some in flags for flag in some if flag.startswith(("re-", "no-", "beam-"))}):
        taken = [i for i in everything if rung in flags[i]]
        print(f"{rung:12} {len(taken):6} {score(plain, taken):13.1f} {score(retried, taken):6.1f}")
    print("flags left:", dict(Counter(flag for some in flags for flag in some)))


def write(path: Path, human: dict[str, float], bundled: dict[str, float]) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        cells = line.split("\t")
        if cells[0] in bundled:
            cells[3] = "-" if cells[0] == "least_score" else f"{human[cells[0]]:.1f}"
            cells[4] = f"{bundled[cells[0]]:.1f}"
            lines[number] = "\t".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/eval/mt/flores"))
    parser.add_argument("--pairs", type=Path, default=Path("../shared/eval/alignment/dev.jsonl"))
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--lines", type=int, default=400, help="lines of FLORES dev on which retries are measured")
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    sources, references = (read_lines(options.folder / f"dev.{side}") for side in ("ar", "en"))
    human = {"FLORES": seen(zip(sources, references, strict=True))}
    for name, source, target in clean_pairs(options.pairs):
        human.setdefault(name, []).extend(seen([(source, target)]))
    columns = {name: rates(rows) for name, rows in human.items() if len(rows) >= 50}
    columns["all human"] = rates([row for rows in human.values() for row in rows])
    for name in SYSTEMS:
        columns[name] = rates(seen(zip(sources, read_lines(options.folder / f"dev.{name}.en"), strict=True)))
    with load(options.model) as model:
        columns[options.model] = rates(translated(model, sources))
        print(f"{'':17}" + "".join(f"{name:>14}" for name in columns))
        for setting in columns["all human"]:
            print(f"{setting:17}" + "".join(f"{column[setting]:14.2f}" for column in columns.values()))
        print_gains(model, sources[: options.lines], references[: options.lines])
    if options.write:
        write(options.write, columns["all human"], columns[options.model])


if __name__ == "__main__":
    main()
