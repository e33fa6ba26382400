"""JSON Lines: an object a line."""

import json
from collections.abc import Iterator

from corpus.pairs import Pair
from corpus.sources.reading import Reading
from corpus.sources.records import Record, Shape, find_shape, is_kept
from corpus.sources.text import read_lines
from models.errors import InputError


def read_jsonl(reading: Reading) -> Iterator[Pair]:
    """The objects of a file: `ar` and `en`, `source` and `target`, `translation: {ar, en}`, or fields that are named.

    What jisr wrote itself keeps what it says: a translation its model, its flags and its place, an alignment its score
    (links it did not keep are left out and counted), a row of a data set its origin. A translation to which a person
    has added a `correction` that is not empty is a `human` row of it, flagged `corrected`. The first object decides.

    Raises InputError for a line that is no object or lacks a text, with its number.
    """
    shape: Shape | None = None
    for row, (place, record) in enumerate(read_objects(reading)):
        shape = shape or find_shape(str(reading.paths[0]), record, reading)
        if is_kept(record):
            yield shape(reading, record, row, place)
        else:
            reading.tally.left_out["link not kept"] += 1


def read_objects(reading: Reading) -> Iterator[tuple[str, Record]]:
    """The objects of a file, each with its place for messages; blank lines are left out and counted.

    Raises InputError for a line that is no object, with its number.
    """
    (path,) = reading.paths
    for number, line in read_lines(path, reading.settings.encoding):
        place = f"{path}: line {number:,}"
        if not line or line.isspace():
            reading.tally.left_out["blank line"] += 1
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise InputError(f"{place}: is no JSON ({error}); mend it there") from error
        except RecursionError as error:
            raise InputError(f"{place}: objects too deep inside one another; no row has that") from error
        if not isinstance(record, dict):
            raise InputError(f'{place}: is no object but {type(record).__name__}; write {{"ar": …, "en": …}}')
        yield place, record
