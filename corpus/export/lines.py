"""A pair a line: Moses, TSV and JSON Lines."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.pairs import Pair

# What parts columns and lines, for any reader.
BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
# Line ends to str.splitlines and some editors, but not to JSON, which leaves them as they are.
_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}


def one_line(text: str) -> str:
    """`text` with each run of tabs and line ends as one space."""
    return BREAKS.sub(" ", text)


def json_line(row: dict[str, Any]) -> str:
    """`row` as JSON on a line of its own."""
    return json.dumps(row, ensure_ascii=False).translate(_ESCAPED) + "\n"


def write_ar(pairs: Iterable[Pair]) -> Iterator[str]:
    """The Arabic texts, one a line: one half of a Moses pair."""
    return (f"{one_line(pair.ar)}\n" for pair in pairs)


def write_en(pairs: Iterable[Pair]) -> Iterator[str]:
    """The English texts, one a line: the other half of a Moses pair."""
    return (f"{one_line(pair.en)}\n" for pair in pairs)


def write_tsv(pairs: Iterable[Pair]) -> Iterator[str]:
    """Arabic and English, parted by a tab; no header and no quoting."""
    return (f"{one_line(pair.ar)}\t{one_line(pair.en)}\n" for pair in pairs)


def write_jsonl(pairs: Iterable[Pair]) -> Iterator[str]:
    """An object a pair, with everything a row of the data set has; of the scores, those that it has."""
    for pair in pairs:
        origin = pair.origin
        yield json_line(
            {
                "id": pair.id,
                "translation": {"ar": pair.ar, "en": pair.en},
                "origin": {
                    "source": origin.source,
                    "document": origin.document,
                    "block": origin.block,
                    "ar_span": list(origin.ar_span),
                    "en_span": list(origin.en_span),
                    "licence": origin.licence,
                    "method": origin.method,
                    "model": origin.model,
                    "domain": origin.domain,
                },
                "scores": dict(sorted(pair.scores.items())),
                "flags": list(pair.flags),
            }
        )
