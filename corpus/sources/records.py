"""Rows with named fields, be they of JSON Lines or of a data set: what they are, and the pairs they hold."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from corpus.pairs import UNKNOWN_SPAN, Language, Method, Origin, Pair, Span
from corpus.sources.columns import missing_column
from corpus.sources.languages import is_arabic, is_english, names_arabic, names_english
from corpus.sources.reading import Reading, part_name
from corpus.sources.text import LONGEST_FIELD
from models.errors import InputError

Record = Mapping[str, Any]
Shape = Callable[[Reading, Record, int, str], Pair]

_TRANSLATED = frozenset({"source", "target", "model", "flags", "start", "end"})  # jisr translate --format jsonl
_ALIGNED = frozenset({"ar", "en", "score", "ar_text", "en_text"})  # jisr align --format jsonl
_STORED = frozenset({"translation", "origin", "scores", "flags"})  # a data set of jisr's
_METHODS = ("human", "aligned", "machine")
_LARGEST_WHOLE, _LARGEST_SCORE = 2**63 - 1, sys.float_info.max  # what a data set can hold
_LONGEST_SHOWN = 40  # characters of a wrong value
CORRECTED = "corrected"  # the flag of a machine's translation that a person has put right


def find_shape(name: str, first: Record, reading: Reading) -> Shape:
    """How to make a pair of a record like `first`; `name` is the file's, for messages.

    Raises InputError when it does not say which fields are Arabic and English.
    """
    settings = reading.settings
    if not (settings.ar or settings.en):
        if first.keys() >= _STORED and isinstance(first["origin"], Mapping):
            return _stored
        if first.keys() >= _TRANSLATED:
            return _translated
        if first.keys() >= _ALIGNED and isinstance(first["ar"], list):
            return _aligned
    return _Fields(_find(name, first, settings.ar, "ar"), _find(name, first, settings.en, "en"))


def is_kept(record: Record) -> bool:
    """Whether a record is a pair; `jisr align` writes the links that it does not keep too."""
    return not (record.keys() >= _ALIGNED and record.get("kept") is False)


@dataclass(frozen=True, slots=True)
class _Fields:
    """Where the texts are: a field, or a field within a field."""

    ar: tuple[str, ...]
    en: tuple[str, ...]

    def __call__(self, reading: Reading, record: Record, row: int, place: str) -> Pair:
        ar, en = _text(record, self.ar, place), _text(record, self.en, place)
        return Pair(ar, en, reading.origin(_document(reading, record, row), row))


def lone_text(reading: Reading, record: Record, row: int, place: str, language: Language) -> tuple[str, str]:
    """The document and the text of a record with one side: the field that is named, says so or is called `text`."""
    named = reading.settings.ar if language == "ar" else reading.settings.en
    wanted = named or ("text" if _is_text(record.get("text")) and "text" in record else "")
    return _document(reading, record, row), _text(record, _find(place, record, wanted, language), place)


def _document(reading: Reading, record: Record, row: int) -> str:
    named = record.get(reading.settings.document or "document")
    return str(named) if isinstance(named, str | int) and str(named).strip() else part_name(reading.file, row)


def _find(name: str, first: Record, wanted: str, key: str) -> tuple[str, ...]:
    if wanted:
        path = (wanted,) if wanted in first else tuple(wanted.split("."))
        if not _holds(first, path):
            raise InputError(missing_column(name, key, wanted, list(_paths(first))))
        return path
    fits, names = (is_arabic, names_arabic) if key == "ar" else (is_english, names_english)
    translation = first.get("translation")
    if isinstance(translation, Mapping):
        code = next((code for code in translation if fits(code)), None)
        if code is not None:
            return "translation", code
    column = next((column for column, value in first.items() if names(column) and _is_text(value)), None)
    if column is None:
        language = "Arabic" if key == "ar" else "English"
        raise InputError(
            f"{name}: no field says that it is {language}; the fields are {', '.join(_paths(first)) or 'none'}; "
            f"add ?{key}=FIELD behind its name"
        )
    return (column,)


def _holds(record: Any, path: tuple[str, ...]) -> bool:
    for part in path:
        if not isinstance(record, Mapping) or part not in record:
            return False
        record = record[part]
    return True


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _paths(record: Record) -> list[str]:
    """The fields of a record, and those inside them."""
    paths: list[str] = []
    for key, value in record.items():
        paths += [f"{key}.{inner}" for inner in value] if isinstance(value, Mapping) else [key]
    return paths


def _text(record: Record, path: tuple[str, ...], place: str) -> str:
    """The text at `path`; nothing (null) is an empty one, but a field that is missing is an error."""
    value: Any = record
    for part in path:
        if not isinstance(value, Mapping) or part not in value:
            raise InputError(
                f"{place}: has no '{'.'.join(path)}'; the fields are {', '.join(_paths(record)) or 'none'}"
            )
        value = value[part]
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError(f"{place}: '{'.'.join(path)}' is no text but {type(value).__name__}")
    if len(value) > LONGEST_FIELD:
        raise InputError(f"{place}: '{'.'.join(path)}' has more than {LONGEST_FIELD:,} characters")
    return value


def _translated(reading: Reading, record: Record, row: int, place: str) -> Pair:
    """A sentence of `jisr translate`: its span is that of the source in its document.

    Where a person has put a `correction` beside the target, that is the English, and the model's name, score and flags
    are of another text; the flag says where it came from.
    """
    ar, en = _text(record, ("source",), place), _text(record, ("target",), place)
    corrected = _text(record, ("correction",), place) if "correction" in record else ""
    start, end = record.get("start"), record.get("end")
    origin = reading.origin(
        _text(record, ("document",), place) if "document" in record else part_name(reading.file, row),
        _whole(record.get("block", row), place),
        method="human" if corrected else "machine",
        model="" if corrected else _text(record, ("model",), place),
        ar_span=(_whole(start, place), _whole(end, place)),
    )
    if corrected:
        return Pair(ar, corrected, origin, flags=(CORRECTED,))
    return Pair(ar, en, origin, _scores({"model_logprob": record.get("score")}, place), _flags(record, place))


def _aligned(reading: Reading, record: Record, row: int, place: str) -> Pair:
    """A link of `jisr align`."""
    origin = reading.origin(part_name(reading.file, row), row, method="aligned")
    scores = _scores({"alignment": record.get("score")}, place)
    return Pair(_text(record, ("ar_text",), place), _text(record, ("en_text",), place), origin, scores)


def _stored(reading: Reading, record: Record, row: int, place: str) -> Pair:
    """A row of a data set that jisr built: it keeps its origin, for its document decides its split."""
    stored = record["origin"]
    if not isinstance(stored, Mapping):
        raise InputError(f"{place}: 'origin' is no object")
    given = {
        key: _text(stored, (key,), place) for key in ("source", "document", "licence", "method", "model", "domain")
    }
    settings = reading.settings
    method = settings.method or given["method"]
    if method not in _METHODS:
        raise InputError(f"{place}: method '{method}' is none of {', '.join(_METHODS)}")
    origin = Origin(
        source=settings.name or given["source"],
        document=given["document"],
        block=_whole(stored.get("block"), place),
        ar_span=_span(stored.get("ar_span"), place),
        en_span=_span(stored.get("en_span"), place),
        licence=settings.licence or given["licence"],
        method=cast(Method, method),
        model=given["model"],
        domain=settings.domain or given["domain"],
    )
    ar, en = _text(record, ("translation", "ar"), place), _text(record, ("translation", "en"), place)
    values = dict(record["scores"] or {})
    values.update({item["name"]: item["value"] for item in values.pop("other", None) or ()})
    return Pair(ar, en, origin, _scores(values, place), _flags(record, place))


def _scores(values: Mapping[str, Any], place: str) -> dict[str, float]:
    """The numbers of `values` that are there."""
    return {name: _number(name, value, place) for name, value in values.items() if value is not None}


def _number(name: str, value: Any, place: str) -> float:
    wrong = isinstance(value, bool) or not isinstance(value, int | float)
    # JSON has neither NaN nor Infinity, but Python reads them, and 1e400 as the latter.
    if wrong or not -_LARGEST_SCORE <= value <= _LARGEST_SCORE:
        raise InputError(f"{place}: the score '{name}' is no number but {_shown(value)}")
    return float(value)


def _flags(record: Record, place: str) -> tuple[str, ...]:
    flags = record.get("flags") or ()
    if not isinstance(flags, list | tuple) or not all(isinstance(flag, str) for flag in flags):
        raise InputError(f"{place}: 'flags' is no list of words")
    return tuple(flags)


def _whole(value: Any, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -_LARGEST_WHOLE <= value <= _LARGEST_WHOLE:
        raise InputError(f"{place}: {_shown(value)} stands where a whole number is wanted (block, start, end)")
    return value


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _span(value: Any, place: str) -> Span:
    if value is None:
        return UNKNOWN_SPAN
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise InputError(f"{place}: {value!r} is no span")
    return _whole(value[0], place), _whole(value[1], place)
