"""The columns of a data set and of its ledger, and rows to and from Arrow.

One schema serves pyarrow, which writes, and datasets, which reads: it carries datasets' own description as metadata,
so that no reader has to guess a type from the rows it happens to see.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from corpus.pairs import Method, Origin, Pair
from models.errors import InputError

if TYPE_CHECKING:
    from datasets import Features

LANGUAGES = ("ar", "en")
# Scores with a column of their own; any other is kept too, in `scores.other`. A new name here is a new schema.
SCORES = ("similarity", "margin", "alignment", "length_ratio", "model_logprob", "bicleaner", "comet")
SURROGATE = "surrogate"  # the flag of a text that held half a character

# Double precision: a threshold decides the same from the file as it did before, where 0.7 as a float32 is below 0.7.
_NUMBER = pa.float64()
_NAMED = pa.list_(pa.struct([("name", pa.string()), ("value", _NUMBER)]))
_TEXTS = pa.struct([(language, pa.string()) for language in LANGUAGES])
_SPAN = pa.list_(pa.int64(), 2)
_ORIGIN = pa.struct(
    [
        ("source", pa.string()),
        ("document", pa.string()),
        ("block", pa.int64()),
        ("ar_span", _SPAN),
        ("en_span", _SPAN),
        ("licence", pa.string()),
        ("method", pa.string()),
        ("model", pa.string()),
        ("domain", pa.string()),
    ]
)
_SCORES = pa.struct([*((name, _NUMBER) for name in SCORES), ("other", _NAMED)])
_COLUMNS = [
    ("id", pa.string()),
    ("translation", _TEXTS),
    ("origin", _ORIGIN),
    ("scores", _SCORES),
    ("flags", pa.list_(pa.string())),
]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row of the ledger: a pair that was dropped, why, and the numbers that rules saw, by the rule's name."""

    pair: Pair
    reason: str
    values: dict[str, float] = field(default_factory=dict)


def _described(kind: Any) -> Any:
    """The type as datasets writes it down."""
    if kind == _TEXTS:
        # A list: datasets reads one from the card, and holds a tuple to be different.
        return {"languages": list(LANGUAGES), "_type": "Translation"}
    if pa.types.is_struct(kind):
        return {part.name: _described(part.type) for part in kind}
    if pa.types.is_fixed_size_list(kind):
        return {"feature": _described(kind.value_type), "length": kind.list_size, "_type": "List"}
    if pa.types.is_list(kind):
        return {"feature": _described(kind.value_type), "_type": "List"}
    return {"dtype": "float64" if kind == _NUMBER else str(kind), "_type": "Value"}


def _schema(columns: list[tuple[str, Any]]) -> Any:
    description = {"info": {"features": {name: _described(kind) for name, kind in columns}}}
    return pa.schema(columns, metadata={"huggingface": json.dumps(description)})


SCHEMA = _schema(_COLUMNS)
LEDGER_SCHEMA = _schema([*_COLUMNS, ("reason", pa.string()), ("values", _NAMED)])


def features() -> "Features":
    """The features of a data set's splits, as datasets has them."""
    return _features(SCHEMA)


def ledger_features() -> "Features":
    """The features of the ledger."""
    return _features(LEDGER_SCHEMA)


def _features(schema: Any) -> "Features":
    # Late: datasets takes over a second and a hundred megabytes, and workers that only write do not need it.
    from datasets import Features

    return Features.from_dict({column.name: _described(column.type) for column in schema})


def storable(pair: Pair) -> Pair:
    """`pair` as it can be stored: each lone surrogate, half a character that no encoding holds, becomes U+FFFD.

    Such a pair is flagged; any other is returned as it is.
    """
    if not (_damaged(pair.ar) or _damaged(pair.en)):
        return pair
    return replace(pair, ar=_repaired(pair.ar), en=_repaired(pair.en), flags=(*pair.flags, SURROGATE))


def to_table(pairs: Sequence[Pair]) -> Any:
    """`pairs` as a pyarrow.Table of SCHEMA, in their order.

    Raises InputError when a text holds a lone surrogate (see `storable`).
    """
    return pa.Table.from_arrays(_columns(pairs), schema=SCHEMA)


def to_ledger_table(dropped: Sequence[Dropped]) -> Any:
    """`dropped` as a pyarrow.Table of LEDGER_SCHEMA, in their order.

    Raises InputError when a text holds a lone surrogate (see `storable`).
    """
    arrays = [
        *_columns([row.pair for row in dropped]),
        pa.array([row.reason for row in dropped], pa.string()),
        _named_column([row.values for row in dropped]),
    ]
    return pa.Table.from_arrays(arrays, schema=LEDGER_SCHEMA)


def from_table(table: Any) -> Iterator[Pair]:
    """The pairs of a pyarrow.Table or RecordBatch of SCHEMA, or of LEDGER_SCHEMA; reverses `to_table`."""
    texts, origins, scores = table["translation"], table["origin"], table["scores"]
    spans = [[tuple(span) for span in _part(origins, name)] for name in ("ar_span", "en_span")]
    named = [_part(origins, name) for name in ("source", "document", "block")]
    rest = [_part(origins, name) for name in ("licence", "method", "model", "domain")]
    rows = zip(
        *(_part(texts, language) for language in LANGUAGES),
        zip(*named, *spans, *rest, strict=True),
        _score_dicts(scores),
        table["flags"].to_pylist(),
        strict=True,
    )
    for ar, en, (source, document, block, ar_span, en_span, licence, method, model, domain), values, flags in rows:
        origin = Origin(
            source, document, block, ar_span, en_span, licence, cast(Method, method), model, domain
        )  # positional: this runs once a row
        yield Pair(ar, en, origin, values, tuple(flags))


def from_ledger_table(table: Any) -> Iterator[Dropped]:
    """The rows of a pyarrow.Table or RecordBatch of LEDGER_SCHEMA; reverses `to_ledger_table`."""
    rows = zip(from_table(table), table["reason"].to_pylist(), table["values"].to_pylist(), strict=True)
    for pair, reason, values in rows:
        yield Dropped(pair, reason, {item["name"]: item["value"] for item in values})


def _columns(pairs: Sequence[Pair]) -> list[Any]:
    origins = [pair.origin for pair in pairs]
    try:
        texts = [pa.array([pair.ar for pair in pairs], pa.string()), pa.array([pair.en for pair in pairs], pa.string())]
    except UnicodeEncodeError as error:
        raise _lone_surrogate(pairs) from error
    parts = [pa.array([getattr(origin, part.name) for origin in origins], part.type) for part in _ORIGIN]
    scores = [pa.array([pair.scores.get(name) for pair in pairs], _NUMBER) for name in SCORES]
    other = [{name: value for name, value in pair.scores.items() if name not in SCORES} for pair in pairs]
    return [
        pa.array([pair.id for pair in pairs], pa.string()),
        pa.StructArray.from_arrays(texts, fields=list(_TEXTS)),
        pa.StructArray.from_arrays(parts, fields=list(_ORIGIN)),
        pa.StructArray.from_arrays([*scores, _named_column(other)], fields=list(_SCORES)),
        pa.array([pair.flags for pair in pairs], pa.list_(pa.string())),
    ]


def _named_column(rows: Sequence[dict[str, float]]) -> Any:
    """A column of _NAMED, the names of each row sorted."""
    names = [sorted(values) for values in rows]
    flat = [values[name] for values, some in zip(rows, names, strict=True) for name in some]
    named = [pa.array(list(chain.from_iterable(names)), pa.string()), pa.array(flat, _NUMBER)]
    ends = pa.array([0, *accumulate(map(len, names))], pa.int32())
    return pa.ListArray.from_arrays(
        ends, pa.StructArray.from_arrays(named, fields=list(_NAMED.value_type)), type=_NAMED
    )


def _part(column: Any, name: str) -> list[Any]:
    """One field of a struct column as Python objects."""
    return list(pc.struct_field(column, name).to_pylist())


def _score_dicts(column: Any) -> list[dict[str, float]]:
    dicts: list[dict[str, float]] = [{} for _ in range(len(column))]
    for name in SCORES:
        for values, value in zip(dicts, _part(column, name), strict=True):
            if value is not None:
                values[name] = value
    for values, other in zip(dicts, _part(column, "other"), strict=True):
        values.update((item["name"], item["value"]) for item in other)
    return dicts


def _damaged(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _repaired(text: str) -> str:
    # Two halves that found each other make their character; what is left alone is lost.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _lone_surrogate(pairs: Sequence[Pair]) -> InputError:
    pair = next(pair for pair in pairs if _damaged(pair.ar) or _damaged(pair.en))
    place = pair.origin
    return InputError(
        f"{place.source}: {place.document}, block {place.block}: half a character (a lone surrogate) cannot be "
        "stored; mend the encoding of the source"
    )
