"""What decides the rows of a corpus."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from corpus.align.embed.embedder import DEFAULT
from corpus.decontaminate import TestSet
from corpus.dedupe import DedupeSettings
from corpus.rules import RuleSettings
from corpus.sources import Source, SourceSettings
from corpus.splits import DEFAULT_SHARES
from models.errors import SettingsError

VERSION = 1  # of the pipeline: another where it makes other rows of the same sources


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildSettings:
    """How a corpus is built.

    `source`: what holds for all sources; `rules`: thresholds by name, instead of those in corpus/rules; `embedder`: of
    the aligner; `min_alignment`: links that are less likely right are dropped; `near`: whether near-duplicates go too;
    `test_sets`: what must not be in the corpus (see corpus.decontaminate); `shares`: of the splits; `unit`: how many
    rows, or documents to align a hundredth as many, are worked on at a time.

    Raises SettingsError for a value out of range or an unknown rule.
    """

    source: SourceSettings = field(default_factory=SourceSettings)
    rules: Mapping[str, str] = field(default_factory=dict)
    embedder: str = DEFAULT
    min_alignment: float = 0.5
    dedupe: DedupeSettings = field(default_factory=DedupeSettings)
    near: bool = True
    test_sets: tuple[str, ...] = ()
    shares: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_SHARES))
    unit: int = 5000

    def __post_init__(self) -> None:
        RuleSettings.read(self.rules)
        if not (0 <= self.min_alignment <= 1 and math.isfinite(self.min_alignment)):
            raise SettingsError(f"min_alignment = {self.min_alignment}: must be a probability, from 0 to 1")
        if self.unit < 100:
            raise SettingsError(f"unit = {self.unit}: must be 100 rows or more")

    def described(self, sources: Sequence[Source], test_sets: Sequence[TestSet]) -> dict[str, Any]:
        """Whatever decides the rows, as JSON has it."""
        return {
            "version": VERSION,
            "sources": [
                {"name": source.name, "kind": source.kind, "content": source.fingerprint} for source in sources
            ],
            "rules": RuleSettings.read(self.rules).signature,
            "embedder": self.embedder,
            "min_alignment": self.min_alignment,
            "dedupe": asdict(self.dedupe) | {"near": self.near},
            "test_sets": [{"name": one.name, "content": _hash(one)} for one in test_sets],
            "shares": dict(self.shares),
            "unit": self.unit,
        }


def _hash(test_set: TestSet) -> str:
    return hashlib.blake2b(repr(test_set.rows).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
