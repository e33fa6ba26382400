"""Scores as a picture: a panel a set, chrF by the length of the source, a line a system."""

import io
from collections.abc import Sequence

from experiments.evaluate.report import Evaluation
from models.extras import require


def draw(evaluations: Sequence[Evaluation]) -> bytes:
    """A PNG: for each set, chrF of the whole as bars and by length as lines.

    Raises MissingExtraError without the extra `evaluate`.
    """
    require("matplotlib", extra="evaluate", purpose="jisr models evaluate --png")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 3.6 * len(evaluations)), layout="constrained")
    axes = figure.subplots(len(evaluations), 2, squeeze=False, width_ratios=(1, 1.4))
    for (whole, lengths), evaluation in zip(axes, evaluations, strict=True):
        names = [result.outputs.system for result in evaluation.results]
        colours = [f"C{number}" for number in range(len(names))]
        points = [result.scores.whole["chrf"] for result in evaluation.results]
        bars = whole.barh(names, points, color=colours)
        whole.bar_label(bars, [f"{value:.1f}" for value in points], padding=3)
        whole.set(title=f"{evaluation.set.name}: {len(evaluation.set):,} rows", xlabel="chrF", xlim=(0, 100))
        whole.invert_yaxis()
        groups = evaluation.results[0].scores.groups
        places = [n for n, group in enumerate(groups) if group.kind == "length"]
        labels = [f"{groups[n].name}\n({len(groups[n].rows):,})" for n in places]
        for result, name, colour in zip(evaluation.results, names, colours, strict=True):
            values = [result.scores.points[n]["chrf"] for n in places]
            lengths.plot(labels, values, marker="o", color=colour, label=name)
        lengths.set(xlabel="words of the source (rows)", ylabel="chrF")
        lengths.grid(alpha=0.3)
        lengths.legend()
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=120)
    return drawn.getvalue()
