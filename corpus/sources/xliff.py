"""XLIFF 1.2 and 2.x: units with a source and a target, either of which may be the Arabic."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.pairs import Pair
from corpus.sources.languages import is_arabic, is_english
from corpus.sources.markup import Markup, read_xml
from corpus.sources.reading import Reading
from models.errors import InputError

# XLIFF 1.2, "state": new and needs-translation; 2.1, "state": initial. Drafts, reviewed or not, are translations.
_UNTRANSLATED = frozenset({"new", "needs-translation", "initial"})


@dataclass(frozen=True, slots=True)
class _Unit:
    """A trans-unit, or a segment of a unit; `number` counts from 0 within the file, `target` is None without one."""

    document: str
    number: int
    languages: tuple[str, str]
    source: str
    target: str | None
    left_out: str


def read_xliff(reading: Reading) -> Iterator[Pair]:
    """The units of an XLIFF file between Arabic and English; inline codes are left out, the text inside them stays.

    The document is the file name and what the `file` element calls its original.

    Raises InputError when the XML is broken or refused (see corpus.sources.markup), and behind the last unit when
    none is between the two languages.
    """
    (path,) = reading.paths
    file, left_out = reading.file, reading.tally.left_out
    other: Counter[str] = Counter()
    found = False
    for unit in read_xml(path, _Bilingual(), reading.settings.encoding):
        source, target = unit.languages
        if not ((is_arabic(source) and is_english(target)) or (is_english(source) and is_arabic(target))):
            other[f"{source or '?'} → {target or '?'}"] += 1
            left_out["other languages"] += 1
            continue
        found = True
        if unit.left_out or unit.target is None:
            left_out[unit.left_out or "no target"] += 1
            continue
        ar, en = (unit.source, unit.target) if is_arabic(source) else (unit.target, unit.source)
        document = f"{file}#{unit.document}" if unit.document else file
        yield Pair(ar, en, reading.origin(document, unit.number))
    if other and not found:
        raise InputError(
            f"{path}: no file in it is between Arabic and English; they are {', '.join(sorted(other)[:10])}"
        )


class _Bilingual(Markup[_Unit]):
    """Makes units of an XLIFF file, of version 1 or 2, which differ in names only."""

    codes = frozenset({"bpt", "ept", "ph", "it", "x", "bx", "ex", "sc", "ec", "cp"})

    def __init__(self) -> None:
        super().__init__()
        self._languages = ("", "")  # of the `xliff` element (2.x) or the `file` (1.2)
        self._own: dict[str, str] = {}  # languages that source and target state themselves
        self._document = ""
        self._documents = 0
        self._count = 0
        self._sides: dict[str, str] = {}
        self._untranslated = ""
        self._fixed = [False]  # translate="no", by depth

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.path) == 1 and name != "xliff":
            raise InputError(f"is no XLIFF: the file begins with <{name}>, not <xliff>")
        self._fixed.append({"no": True, "yes": False}.get(attributes.get("translate", ""), self._fixed[-1]))
        if name == "xliff":
            self._languages = attributes.get("srcLang", ""), attributes.get("trgLang", "")
        elif name == "file":
            self._begin_file(attributes)
        elif name in ("trans-unit", "segment"):
            self._sides, self._own = {}, {}
            self._untranslated = "untranslated" if attributes.get("state") in _UNTRANSLATED else ""
            if self._fixed[-1]:
                self._untranslated = "not to be translated"
        elif self._is_side(name):
            self._own[name] = attributes.get("lang", "")
            if name == "target" and attributes.get("state") in _UNTRANSLATED:
                self._untranslated = self._untranslated or "untranslated"
            self.collect()

    def end(self, name: str) -> None:
        self._fixed.pop()
        if self._is_side(name):
            self._sides[name] = self.collected()
        elif name in ("trans-unit", "segment"):
            languages = [
                self._own.get(side) or given for side, given in zip(("source", "target"), self._languages, strict=True)
            ]
            self.found.append(
                _Unit(
                    self._document,
                    self._count,
                    (languages[0], languages[1]),
                    self._sides.get("source", ""),
                    self._sides.get("target"),
                    self._untranslated,
                )
            )
            self._count += 1

    def _begin_file(self, attributes: dict[str, str]) -> None:
        if "source-language" in attributes:
            self._languages = attributes["source-language"], attributes.get("target-language", "")
        self._documents += 1
        self._count = 0
        # Two files of one name in one XLIFF would have units of one place.
        original = attributes.get("original") or attributes.get("id") or str(self._documents)
        self._document = original

    def _is_side(self, name: str) -> bool:
        """Whether this is the text of the unit itself; alternatives and matches have a source and a target too."""
        return name in ("source", "target") and self.path[-2:-1] in (["trans-unit"], ["segment"])
