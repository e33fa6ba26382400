"""Translation memories: TMX 1.4, and what came before it."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from corpus.pairs import Method, Pair
from corpus.sources.languages import is_arabic, is_english
from corpus.sources.markup import Markup, read_xml
from corpus.sources.reading import Reading, part_name
from models.errors import InputError

_MOST_VARIANTS = 1000  # of one unit: one for each language of the world's largest memories, and some


@dataclass(frozen=True, slots=True)
class _Unit:
    """A `tu`: its number, from 0, what its properties say, and its segments with their language codes."""

    number: int
    properties: tuple[tuple[str, str], ...]
    variants: tuple[tuple[str, str], ...]


def read_tmx(reading: Reading) -> Iterator[Pair]:
    """The units of a TMX file that are in Arabic and English, the first variant of each; codes are left out.

    Raises InputError when the XML is broken or refused (see corpus.sources.markup), and behind the last unit when
    none is in both languages.
    """
    (path,) = reading.paths
    file, left_out = reading.file, reading.tally.left_out
    languages: Counter[str] = Counter()
    found = False
    memory = _Memory()
    for unit in read_xml(path, memory, reading.settings.encoding):
        languages.update(code for code, _ in unit.variants)
        ar = [text for code, text in unit.variants if is_arabic(code)]
        en = [text for code, text in unit.variants if is_english(code)]
        if not (ar and en):
            left_out["not in both languages"] += 1
            continue
        if more := len(ar) + len(en) - 2:
            left_out["further variant"] += more
        found = True
        yield _pair(reading, unit, ar[0], en[0], file, ours=memory.ours)
    if languages and not found:
        codes = ", ".join(sorted(languages)[:10])
        raise InputError(f"{path}: no unit is in Arabic and English; the languages are {codes}")


def _pair(reading: Reading, unit: _Unit, ar: str, en: str, file: str, *, ours: bool) -> Pair:
    if not ours:
        return Pair(ar, en, reading.origin(part_name(file, unit.number), unit.number))
    told = dict(unit.properties)
    score = told.get("score")  # as `jisr align` writes it
    method = told.get("method", "aligned" if score else "human")
    origin = reading.origin(
        told.get("document") or part_name(file, unit.number),
        unit.number,
        method=cast(Method, method if method in ("human", "aligned", "machine") else "human"),
        model=told.get("model", ""),
        licence=told.get("licence", ""),
        domain=told.get("domain", ""),
    )
    named = {key.removeprefix("score-"): value for key, value in unit.properties if key.startswith("score-")}
    scores = {"alignment": score} if score else named
    flags = tuple(value for key, value in unit.properties if key == "flag")
    return Pair(
        ar, en, origin, {key: value for key, text in scores.items() if (value := _number(text)) is not None}, flags
    )


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


class _Memory(Markup[_Unit]):
    """Makes units of a TMX file; `ours` is whether jisr wrote it, whose properties say where a unit comes from."""

    codes = frozenset({"bpt", "ept", "ph", "it", "ut"})

    def __init__(self) -> None:
        super().__init__()
        self.ours = False
        self._count = 0
        self._language = ""
        self._property = ""
        self._properties: list[tuple[str, str]] = []
        self._variants: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "tmx" | "header" | "tu" | "tuv" | "seg" | "prop":
                self._begin(name, attributes)
            case _ if len(self.path) == 1:
                raise InputError(f"is no TMX: the file begins with <{name}>, not <tmx>")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "header":
            self.ours = attributes.get("creationtool") == "jisr"
        elif name == "tu":
            self._properties, self._variants = [], []
        elif name == "tuv":
            self._language = attributes.get("lang", "")
        elif name == "seg":
            self.collect()
        elif name == "prop" and self.path[-2:-1] == ["tu"]:
            self._property = attributes.get("type", "")
            self.collect()

    def end(self, name: str) -> None:
        if name == "seg":
            self._variants.append((self._language, self.collected()))
        elif name == "prop" and self.path[-2:-1] == ["tu"]:
            self._properties.append((self._property, self.collected()))
        elif name == "tu":
            self.found.append(_Unit(self._count, tuple(self._properties), tuple(self._variants)))
            self._count += 1
        if len(self._variants) > _MOST_VARIANTS or len(self._properties) > _MOST_VARIANTS:
            raise InputError(f"a unit has more than {_MOST_VARIANTS:,} variants or properties; no memory has that")
