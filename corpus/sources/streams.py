"""The bytes of a file, unpacked where it is gzip, bzip2, xz or zstd, and never more of them than a text would have."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol, cast

from models.errors import InputError

PIECE = 1 << 18  # 256 KiB: large beside a system call, small beside a unit of rows
# Natural text packs down to a fifth, to a fiftieth where a file repeats itself; gzip's best on nothing but one
# letter is a thousandth. What stays below HARMLESS bytes is let pass whatever it was packed from.
MOST_UNPACKED = 200
HARMLESS = 1 << 26
_XZ_MEMORY = 1 << 28  # 256 MiB; xz -9 needs 65 MiB to unpack
_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
_SUFFIXES = frozenset({".gz", ".bz2", ".xz", ".zst"})


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_bytes(path: Path) -> Iterator[bytes]:
    """What `path` holds, unpacked, in pieces of at most 256 KiB.

    Raises InputError when it cannot be read or unpacked, or unpacks to more than MOST_UNPACKED times its size.
    """
    with open_file(path) as raw:
        head = raw.read(6)
        raw.seek(0)
        packing = next((name for magic, name in _MAGIC.items() if head.startswith(magic)), "")
        stream = _unpacked(raw, packing)
        total = 0
        while True:
            try:
                piece = stream.read(PIECE)
            except (EOFError, OSError, zlib.error, lzma.LZMAError) as error:
                raise InputError(_broken(path, packing, total, error)) from error
            if not piece:
                return
            total += len(piece)
            if packing and total > max(HARMLESS, MOST_UNPACKED * raw.tell()):
                raise InputError(
                    f"{path}: unpacks to more than {MOST_UNPACKED} times its size, which no text does; "
                    f"if it is sound, unpack it ({packing} -d) and name that file"
                )
            yield piece


def open_file(path: Path) -> IO[bytes]:
    """`path`, opened.

    Raises InputError when it is no file or cannot be opened.
    """
    try:
        if not path.exists():
            raise InputError(f"{path}: no such file; check the name")
        if not path.is_file():
            raise InputError(f"{path}: is not a file; save what it holds to a file and name that")
        return path.open("rb")
    except PermissionError as error:
        raise InputError(f"{path}: permission denied; allow reading it (chmod u+r) or run as a user who may") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error


def bare_name(path: Path) -> str:
    """The name of the file without its folder and without the suffix of a packing.

    >>> bare_name(Path("corpora/news.tsv.gz"))
    'news.tsv'
    """
    return path.name.removesuffix(path.suffix) if path.suffix.lower() in _SUFFIXES else path.name


class _Xz:
    """xz streams, one after the other; lzma's own file object cannot be told how much memory it may take."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)

    def read(self, size: int) -> bytes:
        while True:
            if self._decoder.eof:
                # Streams may be padded with zeros to a multiple of four bytes.
                data = (self._decoder.unused_data or self._raw.read(PIECE)).lstrip(b"\0")
                if not data:
                    return b""
                self._decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)
            else:
                data = self._raw.read(PIECE) if self._decoder.needs_input else b""
                if not data and self._decoder.needs_input:
                    raise EOFError("it ends before its end mark")
            if unpacked := self._decoder.decompress(data, size):
                return unpacked


def _unpacked(raw: IO[bytes], packing: str) -> _Readable:
    match packing:
        case "gzip":
            return cast(_Readable, gzip.GzipFile(fileobj=raw))
        case "bzip2":
            return bz2.BZ2File(raw)
        case "xz":
            return _Xz(raw)
        case "zstd":
            import pyarrow  # late: a tenth of a second, for the few files that need it

            return cast(_Readable, pyarrow.CompressedInputStream(pyarrow.PythonFile(raw, "r"), "zstd"))
        case _:
            return raw


def _broken(path: Path, packing: str, total: int, error: Exception) -> str:
    if not packing:
        return f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})"
    return f"{path}: is damaged {packing}, sound for {total:,} bytes ({error}); fetch or pack it again"
