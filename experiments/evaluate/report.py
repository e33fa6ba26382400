"""What was measured, as a table, as JSON and as a Markdown table."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from experiments.evaluate.outputs import Cost, Outputs
from experiments.evaluate.scores import ALL, Scores
from experiments.evaluate.sets import EvaluationSet
from experiments.significance import TITLES

_TITLES = {**TITLES, "comet": "COMET"}
_COSTS = ("sentences/s", "words/s", "CPU s", "MB", "retried")
_GRAVE = ("empty", "repeats", "long", "short", "arabic")  # always shown; other faults where there are some


@dataclass(frozen=True, slots=True)
class Result:
    """One system on one set."""

    outputs: Outputs
    scores: Scores


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All systems on one set."""

    set: EvaluationSet
    results: tuple[Result, ...]


def as_text(evaluation: Evaluation) -> str:
    """Tables for people: the systems, then chrF by length and by domain, then sacrebleu's signatures."""
    one = evaluation.set
    words = sum(len(text.split()) for text in one.arabic)
    parts = [f"{one.name}: {len(one):,} rows, {words:,} Arabic words", table(_systems(evaluation.results))]
    for kind in ("length", "domain"):
        if rows := _by(kind, evaluation.results):
            title = "by words of the source" if kind == "length" else "by domain"
            parts.append(f"chrF {title}\n{table(rows)}")
    signatures = evaluation.results[0].scores.signatures
    parts.append("\n".join(f"{_TITLES[name]}: {signature}" for name, signature in signatures.items()))
    return "\n\n".join(parts)


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Everything that was measured, but for the translations."""
    return {
        "set": evaluation.set.name,
        "rows": len(evaluation.set),
        "systems": [
            {
                "system": result.outputs.system,
                "signature": result.outputs.signature,
                "cost": asdict(result.outputs.cost) if result.outputs.cost else None,
                "faults": result.outputs.faults,
                "signatures": result.scores.signatures,
                "scores": [
                    {"kind": group.kind, "name": group.name, "rows": len(group.rows), **points}
                    for group, points in zip(result.scores.groups, result.scores.points, strict=True)
                ],
            }
            for result in evaluation.results
        ],
    }


def as_markdown(evaluations: Sequence[Evaluation]) -> str:
    """BLEU and chrF of every system on every set, one row a system; of the same systems in each."""
    names = [evaluation.set.name for evaluation in evaluations]
    head = ["system", *(f"{name} {title}" for name in names for title in ("BLEU", "chrF"))]
    rows = []
    for results in zip(*(evaluation.results for evaluation in evaluations), strict=True):
        cells = [f"{result.scores.whole[metric]:.1f}" for result in results for metric in ("bleu", "chrf")]
        rows.append([results[0].outputs.system, *cells])
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as columns, the first to the left and the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _systems(results: Sequence[Result]) -> list[list[str]]:
    metrics = list(results[0].scores.whole)
    costs = _COSTS if any(result.outputs.cost for result in results) else ()
    faults = [
        *_GRAVE,
        *dict.fromkeys(name for result in results for name in result.outputs.faults if name not in _GRAVE),
    ]
    rows = [["system", *(_TITLES.get(name, name) for name in metrics), *costs, *faults]]
    rows += (
        [
            result.outputs.system,
            *(_points(name, result.scores.whole[name]) for name in metrics),
            *(_cost(result.outputs.cost) if costs else ()),
            *(f"{result.outputs.faults.get(name, 0):,}" for name in faults),
        ]
        for result in results
    )
    return rows


def _cost(cost: Cost | None) -> list[str]:
    if cost is None:
        return ["-"] * len(_COSTS)
    seconds = max(cost.seconds, 1e-9)
    return [
        f"{cost.sentences / seconds:.1f}",
        f"{cost.words / seconds:,.0f}",
        f"{cost.cpu_seconds:,.1f}",
        "-" if cost.peak_bytes is None else f"{cost.peak_bytes / 1e6:,.0f}",
        f"{cost.retried:,}",
    ]


def _by(kind: str, results: Sequence[Result]) -> list[list[str]]:
    groups = [(n, group) for n, group in enumerate(results[0].scores.groups) if group.kind == kind != ALL]
    if len(groups) < 2:
        return []
    rows = [["", *(group.name for _, group in groups)], ["rows", *(f"{len(group.rows):,}" for _, group in groups)]]
    rows += (
        [result.outputs.system, *(f"{result.scores.points[n]['chrf']:.1f}" for n, _ in groups)] for result in results
    )
    return rows


def _points(name: str, value: float) -> str:
    return f"{value:.3f}" if name == "comet" else f"{value:.1f}"
