"""The lines of a text file, decoded."""

import codecs
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from corpus.sources.streams import read_bytes
from models.errors import InputError

# Characters. A line holds a row with all its columns; what is longer is no text, or has lost its line breaks.
LONGEST_LINE = 1 << 24
# Python's csv has the same limit: forty pages of a book, and no pair of sentences or paragraphs.
LONGEST_FIELD = 1 << 17
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = {b"%PDF": "PDF", b"PK\x03\x04": "ZIP", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"PAR1": "Parquet",
           b"\xd0\xcf\x11\xe0": "old Word or Excel", b"7z\xbc\xaf": "7-Zip", b"Rar!": "RAR"}  # fmt: skip
_ARABIC = re.compile("[\u0621-\u064a]")


def read_lines(path: Path, encoding: str = "") -> Iterator[tuple[int, str]]:
    """The lines of `path` without their ends, and their numbers from 1; only LF and CR LF end a line.

    `encoding`: "" for UTF-8; a byte order mark goes before it.

    Raises InputError when it cannot be read or decoded or a line is longer than LONGEST_LINE, behind the lines before.
    """
    for number, line in read_raw_lines(path, encoding):
        yield number, line.removesuffix("\n").removesuffix("\r")


def read_raw_lines(path: Path, encoding: str = "") -> Iterator[tuple[int, str]]:
    """The same with the ends of the lines."""
    number, rest = 1, ""
    for text in decode(path, encoding):
        rest += text
        lines = rest.split("\n")
        rest = lines.pop()
        for line in lines:
            yield number, line + "\n"
            number += 1
        if len(rest) > LONGEST_LINE:
            raise InputError(f"{path}: line {number:,} has more than {LONGEST_LINE:,} characters; is it a text?")
    if rest:
        yield number, rest


def count_lines(path: Path, encoding: str = "") -> int:
    """How many lines `read_lines` finds."""
    count, last = 0, "\n"
    for text in decode(path, encoding):
        count += text.count("\n")
        last = text[-1:] or last
    return count + (last != "\n")


def decode(path: Path, encoding: str = "") -> Iterator[str]:
    """The text of `path` in pieces that end anywhere, without the byte order mark.

    Raises InputError when it cannot be read or decoded, behind what comes before the place.
    """
    pieces = read_bytes(path)
    head = next(pieces, b"")
    codec = next((codec for mark, codec in _MARKS if head.startswith(mark)), encoding or "utf-8")
    _check_text(path, head, codec)
    decoder = codecs.getincrementaldecoder(codec)()
    offset, line = 0, 1
    for data in chain([head], pieces, [b""]):
        kept = decoder.getstate()[0]  # bytes of an unfinished character
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            begun = kept + data if isinstance(kept, bytes) else data
            sound = _sound(begun[: error.start], codec)
            if sound:
                yield sound
            place = f"line {line + sound.count(chr(10)):,} (byte {offset + error.start:,})"
            raise InputError(f"{path}: {place} is not {codec}; {encoding_hint(begun[error.start :])}") from error
        except UnicodeError as error:  # UTF-16 that ends in mid-character, and its like
            raise InputError(f"{path}: line {line:,} is not {codec} ({error}); name the right one: {_NAME}") from error
        offset += len(kept) + len(data) - len(decoder.getstate()[0])
        if text:
            yield text
            line += text.count("\n")


_NAME = "--encoding ENCODING for all sources, or ?encoding=ENCODING behind this one"


def encoding_hint(data: bytes) -> str:
    """What to do about `data`, which are not in the encoding that was expected."""
    data = data[:4096]
    letters = _ARABIC.findall(data.decode("windows-1256", errors="replace"))
    foreign = sum(byte > 127 for byte in data)
    # UTF-8 Arabic read as Windows-1256 is every other letter ط or ظ; then it is damaged UTF-8.
    if len(letters) > 0.6 * foreign and sum(letter in "طظ" for letter in letters) < 0.25 * len(letters):
        return "it looks like Windows-1256: add --encoding windows-1256, or ?encoding=windows-1256 behind this source"
    return (
        f"name the right one (windows-1256, utf-16, iso-8859-6): {_NAME}; or mend the file: iconv -c -f utf-8 -t utf-8"
    )


def _sound(data: bytes, codec: str) -> str:
    """The text before the place that cannot be decoded; wide encodings may have begun before `data`."""
    return "" if codec.startswith(("utf-16", "utf-32")) else data.decode(codec, errors="ignore")


def _check_text(path: Path, head: bytes, codec: str) -> None:
    kind = next((kind for magic, kind in _BINARY.items() if head.startswith(magic)), None)
    if kind == "ZIP":
        raise InputError(f"{path}: is a ZIP file; unpack it (unzip {path}) and name what was in it")
    wide = codecs.lookup(codec).name.startswith(("utf-16", "utf-32"))
    if kind or (b"\0" in head[:8192] and not wide):
        mend = "export it as text and name that" if kind else "if it is UTF-16, add ?encoding=utf-16 behind its name"
        raise InputError(f"{path}: is a binary file{f' ({kind})' if kind else ''}, not text; {mend}")
