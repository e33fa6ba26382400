"""The scores of translations: of a whole set, by domain, and by the length of the source."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from experiments.evaluate.outputs import Outputs
from experiments.evaluate.sets import EvaluationSet
from experiments.significance import measures

ALL = "all"
_BOUNDS = (10, 20, 30, 40, 60)  # words: of FLORES's sentences half have 16 to 27; news agencies go on to 80


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a set that are scored together: `kind` is all, length (in words of the source) or domain."""

    kind: str
    name: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """`points`: a number for each metric, for each of the `groups`, in their order; `signatures`: sacrebleu's."""

    groups: tuple[Group, ...]
    points: tuple[dict[str, float], ...]
    signatures: dict[str, str]

    @property
    def whole(self) -> dict[str, float]:
        """The scores of all rows."""
        return self.points[0]


def score(one: EvaluationSet, outputs: Outputs, extra: Mapping[str, Sequence[float]] | None = None) -> Scores:
    """BLEU, chrF and chrF++ by sacrebleu, which is given no tokenised text, and the mean of each of `extra`.

    `extra`: a score a row, by the metric's name (COMET).
    """
    found = groups(one)
    metrics = measures()
    points = []
    for group in found:
        texts = [outputs.texts[row] for row in group.rows]
        references = [[one.english[row] for row in group.rows]]
        scored: dict[str, float] = {
            name: metric.corpus_score(texts, references).score for name, metric in metrics.items()
        }
        for name, values in (extra or {}).items():
            scored[name] = sum(values[row] for row in group.rows) / len(group.rows)
        points.append(scored)
    signatures = {name: str(metric.get_signature()) for name, metric in metrics.items()}
    return Scores(found, tuple(points), signatures)


def groups(one: EvaluationSet) -> tuple[Group, ...]:
    """All rows, then those of each length, then those of each domain."""
    return (Group(ALL, ALL, tuple(range(len(one)))), *_lengths(one), *_domains(one))


def _lengths(one: EvaluationSet) -> Iterator[Group]:
    lengths = [len(text.split()) for text in one.arabic]
    least = 1
    for most in (*_BOUNDS, None):
        rows = tuple(n for n, length in enumerate(lengths) if max(length, 1) >= least and (not most or length <= most))
        if rows:
            yield Group("length", f"{least}-{most}" if most else f"{least}+", rows)
        least = (most or 0) + 1


def _domains(one: EvaluationSet) -> Iterator[Group]:
    for domain in dict.fromkeys(one.domains):
        if domain:
            yield Group("domain", domain, tuple(n for n, name in enumerate(one.domains) if name == domain))
