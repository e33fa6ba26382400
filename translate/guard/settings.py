"""When a translation is suspicious."""

import zlib
from dataclasses import astuple, dataclass, field
from functools import cache

from models.errors import SettingsError
from translate.guard.evidence import Evidence
from translate.guard.repetition import compression_ratio
from translate.tables import read_table

VERSION = "3"  # part of every signature: raise it when a flag or a retry can change without a setting changing

UNFINISHED = "unfinished"  # the model ran into its length limit: the end of the translation is missing or repeats
EMPTY = "empty"  # the model wrote nothing


@cache
def _defaults() -> dict[str, float]:
    return {row["setting"]: float(row["value"]) for row in read_table("guard.tsv")}


def _default(name: str) -> float:
    value: float = field(default_factory=lambda: _defaults()[name])
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The bounds of what passes; data/guard.tsv has the defaults, how often they are wrong, and where they are from.

    The names are those of `Evidence`: `least_score` of the mean log-probability; `least_length` and `most_length` of
    the ratio of lengths, which may be over by `slack` characters, as short sentences vary most; `most_compression`,
    `most_repeated`, `most_copied`; how many stammers there may be, and how many numbers, Latin words, addresses and
    question marks may be missing (0; `math.inf`: any number). `retry`: whether suspicious sentences are tried again
    (translate.guard.ladder).

    Raises SettingsError where no length would pass.
    """

    least_score: float = _default("least_score")
    least_length: float = _default("least_length")
    most_length: float = _default("most_length")
    slack: int = 20
    most_compression: float = _default("most_compression")
    most_repeated: float = _default("most_repeated")
    most_stammers: float = _default("most_stammers")
    most_copied: float = _default("most_copied")
    most_numbers: float = _default("most_numbers")
    most_names: float = _default("most_names")
    most_addresses: float = _default("most_addresses")
    most_questions: float = _default("most_questions")
    retry: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.least_length <= self.most_length:
            raise SettingsError(f"least_length {self.least_length} must be from 0 to most_length, {self.most_length}")

    @property
    def signature(self) -> str:
        """The version and a digest of all settings."""
        return f"guard-{VERSION}-{zlib.crc32(repr(astuple(self)).encode()):08x}"


DEFAULT = Guard()


def reasons(source: str, target: str, evidence: Evidence, guard: Guard, *, finished: bool = True) -> tuple[str, ...]:
    """What makes a translation suspicious: flags, each once, the gravest first."""
    if not target:
        return (EMPTY,)
    length = len(target) / evidence.length_ratio  # of the source as the model heard it
    over = len(target) - guard.most_length * length
    under = guard.least_length * length - len(target)
    score = evidence.log_probability
    repeats = (
        evidence.repeated > guard.most_repeated
        or evidence.stammers > guard.most_stammers
        or (evidence.compression > guard.most_compression and evidence.compression > compression_ratio(source))
    )
    found = (
        (UNFINISHED, not finished),
        ("repeats", repeats),
        ("long", over > guard.slack),
        ("short", under > guard.slack),
        ("arabic", evidence.copied > guard.most_copied),
        ("numbers", len(evidence.numbers) > guard.most_numbers),
        ("names", len(evidence.names) > guard.most_names),
        ("addresses", len(evidence.addresses) > guard.most_addresses),
        ("question", evidence.lost_question > guard.most_questions),
        ("unsure", score is not None and score < guard.least_score),
    )
    return tuple(flag for flag, true in found if true)
