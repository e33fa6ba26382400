"""Moses pairs: two text files, line by line each other's translation."""

from collections.abc import Iterator
from pathlib import PurePath

from corpus.pairs import Pair
from corpus.sources.languages import is_arabic
from corpus.sources.reading import Reading, part_name
from corpus.sources.text import LONGEST_FIELD, count_lines, read_lines
from models.errors import InputError


def read_moses(reading: Reading) -> Iterator[Pair]:
    """The lines of two files, blank ones included; tabs in a line are part of it.

    Raises InputError when a file cannot be decoded or they have not the same number of lines. That is looked up before
    the first row: behind the line that is missing, all pairs would be wrong.
    """
    ar, en = reading.paths
    encoding = reading.settings.encoding
    counts = count_lines(ar, encoding), count_lines(en, encoding)
    if counts[0] != counts[1]:
        raise InputError(
            f"{ar} has {counts[0]:,} lines and {en} has {counts[1]:,}: they are not each other's translation line by "
            "line; fetch both again, or have them aligned with ?kind=documents"
        )
    name = PurePath(reading.file)
    file = name.stem if is_arabic(name.suffix[1:]) else name.name
    rows = zip(read_lines(ar, encoding), read_lines(en, encoding), strict=True)
    for (number, ar_line), (_, en_line) in rows:
        for path, line in ((ar, ar_line), (en, en_line)):
            if len(line) > LONGEST_FIELD:
                raise InputError(
                    f"{path}: line {number:,} has more than {LONGEST_FIELD:,} characters; no pair of sentences has that"
                )
        yield Pair(ar_line, en_line, reading.origin(part_name(file, number - 1), number - 1))
