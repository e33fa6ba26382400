"""Is the result better on its own texts, and has it forgotten how to translate others?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.finetune.rows import Row
from experiments.significance import Metric, PairedTest, paired_test
from models.engines.settings import EngineSettings
from models.errors import InputError, ModelError
from models.model import load
from translate import Translator

LEVEL = 0.05  # a difference that chance alone makes less often than this is significant
_METRICS: tuple[Metric, ...] = ("chrf", "bleu")
FEW = 200  # sentences, under which only a great difference can be significant


# sacrebleu counts only the shuffles whose difference is greater than the one found. Of a few rows hardly any is, and
# p comes out far too low: 0.0001 of 4 rows, which have 16 shuffles.
FEWEST = 20


@dataclass(frozen=True, slots=True)
class TestedSet:
    """Rows that base and result are compared on: `held-out` ones of the corpus, or `general` ones.

    Raises InputError when they are too few for a test.
    """

    __test__ = False  # no test case of pytest's

    role: str
    name: str
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        if len(self.rows) < FEWEST:
            raise InputError(
                f"{self.name}: {len(self.rows)} {self.role} rows are too few to tell a difference from chance; "
                f"name a set of {FEWEST} or more: --{self.role} SET"
            )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result against its base on one set."""

    role: str
    name: str
    sentences: int
    tests: tuple[PairedTest, ...]

    @property
    def fell(self) -> bool:
        """Whether a score is significantly lower than the base's."""
        return any(test.difference < 0 and test.p_value < LEVEL for test in self.tests)

    @property
    def rose(self) -> bool:
        """Whether a score is significantly higher than the base's, and none lower."""
        return not self.fell and any(test.difference > 0 and test.p_value < LEVEL for test in self.tests)

    def __str__(self) -> str:
        scores = "; ".join(
            f"{metric_name(test)} {test.baseline:.1f} → {test.candidate:.1f} "
            f"({test.difference:+.1f}, p = {test.p_value:.4f})"
            for test in self.tests
        )
        few = ", too few to show a small difference" if self.sentences < FEW else ""
        return f"{self.role} {self.name}, {self.sentences:,} rows{few}: {scores}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparisons come to; `faults` is empty where the result is good."""

    comparisons: tuple[Comparison, ...]
    faults: tuple[str, ...]

    @property
    def good(self) -> bool:
        return not self.faults


def metric_name(test: PairedTest) -> str:
    """The metric as people write it."""
    return {"chrf": "chrF", "bleu": "BLEU", "chrf++": "chrF++"}[test.metric]


def judge(base: str, result: Path, sets: Sequence[TestedSet], *, threads: int = 0) -> Verdict:
    """Translate `sets` with both models, as `jisr translate` does, and test each difference.

    The result is good unless a set falls significantly, or it no longer translates a few plain sentences.

    Raises ModelError when the base cannot be loaded.
    """
    before = translate(base, sets, threads)
    try:
        after = translate(str(result), sets, threads)
    except ModelError as error:  # the smoke test
        return Verdict((), (f"it has unlearned to translate: {error}",))
    comparisons = tuple(
        Comparison(one.role, one.name, len(one.rows), tuple(_tests(one.rows, *outputs)))
        for one, *outputs in zip(sets, before, after, strict=True)
    )
    return Verdict(comparisons, tuple(f"falls on {one}" for one in comparisons if one.fell))


def translate(model: str, sets: Sequence[TestedSet], threads: int) -> list[list[str]]:
    """The English of every row's Arabic, by set."""
    with load(model, settings=EngineSettings(workers=threads)) as loaded, Translator(loaded) as translator:
        return [_lines(translator, [ar for ar, _ in one.rows]) for one in sets]


def _lines(translator: Translator, lines: Sequence[str]) -> list[str]:
    parts: list[list[str]] = [[] for _ in lines]
    for translation in translator.translate(lines):
        parts[translation.block].append(translation.target)
    return [" ".join(targets) for targets in parts]


def _tests(rows: Sequence[Row], before: Sequence[str], after: Sequence[str]) -> Iterable[PairedTest]:
    references = [en for _, en in rows]
    return (paired_test(references, before, after, metric=metric) for metric in _METRICS)
