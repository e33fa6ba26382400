"""What passes the rules: bounds of the values and of the scores, as data."""

import difflib
import math
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

from corpus.rules.measures import LANGUAGE, MEASURES
from models.errors import SettingsError

VERSION = "2"  # part of every signature: raise it when a value can change for the same text

_TABLE = Path(__file__).parent / "thresholds.toml"
_OFF = "off"


class Bound(NamedTuple):
    """What `value` may be, from `least` to `most`; a pair outside is dropped for `reason`."""

    name: str
    value: str
    least: float
    most: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    """The bounds in the order in which they are asked; thresholds.toml has the defaults and where they are from.

    `bounds`: of the values that rules measure; `scored`: of the scores, which are asked after all others.
    """

    bounds: tuple[Bound, ...]
    scored: tuple[Bound, ...] = ()

    @classmethod
    def read(cls, overrides: Mapping[str, str] | None = None) -> Self:
        """The defaults, with `overrides` by name (`max_length_ratio`: "3") in their place; "off" takes a bound away.

        Raises SettingsError for an unknown name, with the nearest one, and for a value that is no number.
        """
        rows = _rows()
        wanted = dict(overrides or {})
        for name in wanted:
            if name not in rows:
                near = difflib.get_close_matches(name, rows, n=1, cutoff=0.0)
                raise SettingsError(f"there is no rule '{name}'; did you mean '{near[0]}'?")
        bounds: list[Bound] = []
        scored: list[Bound] = []
        for name, row in rows.items():
            number = _number(name, wanted.get(name, str(row["value"])))
            if number is None:
                continue
            side, _, value = name.partition("_")
            least, most = (number, math.inf) if side == "min" else (-math.inf, number)
            kind = scored if row["of"] == "score" else bounds
            kind.append(Bound(name, value, least, most, str(row["reason"])))
        return cls(bounds=tuple(bounds), scored=tuple(scored))

    @property
    def measured(self) -> tuple[str, ...]:
        """The names of the values to measure: all, but for those of a language detector that nobody asks."""
        asked = {bound.value for bound in self.bounds}
        return tuple(name for name in MEASURES if name in asked or name not in LANGUAGE)

    def described(self) -> dict[str, float | str]:
        """All rules by name, each its number or "off"; `read` takes them back as text."""
        both = (*self.bounds, *self.scored)
        numbers = {bound.name: bound.most if math.isfinite(bound.most) else bound.least for bound in both}
        return {name: numbers.get(name, _OFF) for name in _rows()}

    @property
    def signature(self) -> str:
        """The version and a digest of all bounds."""
        bounds = [(bound.name, bound.least, bound.most) for bound in (*self.bounds, *self.scored)]
        return f"rules-{VERSION}-{zlib.crc32(repr(bounds).encode()):08x}"


@cache
def _rows() -> dict[str, dict[str, object]]:
    found = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return {name: {"of": "value", **row} for name, row in found.items()}


def _number(name: str, text: str) -> float | None:
    if text == _OFF:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if math.isnan(number):
        raise SettingsError(f"{name}: '{text}' is not a number; write one, or {_OFF}")
    return number
