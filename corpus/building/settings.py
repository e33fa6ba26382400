"""What decides the rows of a corpus."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from corpus.align.embed.embedder import DEFAULT
from corpus.dedupe import DedupeSettings
from corpus.rules import RuleSettings
from corpus.score import Scorer, check_bounds, read_scorers
from corpus.sources import SourceSettings
from corpus.splits import DEFAULT_SHARES, split_of
from models.errors import SettingsError
from models.settings import from_mapping

VERSION = 3  # of the pipeline: another where it makes other rows of the same sources


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildSettings:
    """How a corpus is built.

    `source`: what holds for all sources; `rules`: thresholds by name, instead of those in corpus/rules; `embedder`: of
    the aligner; `scores`: what rows that pass are scored by (see corpus.score.read_scorer), for rules on scores and to
    keep the best of duplicates; `near`: whether near-duplicates go too; `test_sets`: what must not be in the corpus
    (see corpus.testsets); `shares`: of the splits; `unit`: how many rows, or documents to align a hundredth as
    many, are worked on at a time.

    Raises SettingsError for a value out of range or an unknown rule.
    """

    source: SourceSettings = field(default_factory=SourceSettings)
    rules: Mapping[str, str] = field(default_factory=dict)
    embedder: str = DEFAULT
    scores: tuple[str, ...] = ()
    dedupe: DedupeSettings = field(default_factory=DedupeSettings)
    near: bool = True
    test_sets: tuple[str, ...] = ()
    shares: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_SHARES))
    unit: int = 5000

    def __post_init__(self) -> None:
        split_of("", "", self.shares)  # refuses shares that cannot be
        check_bounds(RuleSettings.read(self.rules), self.scorers)
        if self.unit < 100:
            raise SettingsError(f"unit = {self.unit}: must be 100 rows or more")

    @property
    def scorers(self) -> tuple[Scorer, ...]:
        """What `scores` asks for."""
        return read_scorers(self.scores)

    def described(self, sources: Sequence[Mapping[str, str]], test_sets: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """Whatever decides the rows, as JSON has it.

        `sources`: name, kind and content of each; `test_sets`: name and content of each.
        """
        return {
            "version": VERSION,
            "sources": list(sources),
            "rules": RuleSettings.read(self.rules).described(),
            "embedder": self.embedder,
            "scores": {spec: scorer.signature for spec, scorer in zip(self.scores, self.scorers, strict=True)},
            "dedupe": asdict(self.dedupe) | {"near": self.near},
            "test_sets": list(test_sets),
            "shares": dict(self.shares),
            "unit": self.unit,
        }

    @classmethod
    def recalled(cls, described: Mapping[str, Any]) -> Self:
        """The settings that `described` wrote down, but for those of sources and the places of test sets.

        Raises SettingsError where another version of jisr knew other settings or scored otherwise.
        """
        if described["version"] != VERSION:
            raise SettingsError(
                f"the data set was built by another version of jisr (its pipeline {described['version']}, here "
                f"{VERSION}); build it again"
            )
        for scorer, signature in zip(read_scorers(described["scores"]), described["scores"].values(), strict=True):
            if scorer.signature != signature:
                raise SettingsError(
                    f"the data set was scored by {signature}, here is {scorer.signature}, whose scores are others; "
                    "build it again"
                )
        dedupe = dict(described["dedupe"])
        near = dedupe.pop("near")
        return cls(
            rules={name: str(value) for name, value in described["rules"].items()},
            embedder=described["embedder"],
            scores=tuple(described["scores"]),
            dedupe=from_mapping(DedupeSettings, dedupe, where="dedupe"),
            near=near,
            shares=described["shares"],
            unit=described["unit"],
        )
