"""Files that are whole or not there, with their size and CRC-32, and plain words when a disk is full."""

import errno
import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.errors import InputError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BLOCK = 1 << 20


class MeasuredFile:
    """A new file, written from its start to its end, that knows its size and CRC-32 without being read again."""

    def __init__(self, path: Path) -> None:
        self.size = 0
        self.crc = 0
        self._file = path.open("wb")

    def write(self, data: Any) -> int:
        """Append `data`, bytes or a buffer."""
        written = self._file.write(data)
        self.crc = zlib.crc32(data, self.crc)
        self.size += written
        return written

    def tell(self) -> int:
        """Where the next byte goes."""
        return self.size

    def flush(self) -> None:
        """Hand what was written to the operating system."""
        self._file.flush()

    @property
    def closed(self) -> bool:
        """Whether nothing can be written any more."""
        return self._file.closed

    def close(self) -> None:
        """Bring everything to the disk, so that a file that gets its name is whole even after a power cut."""
        if not self._file.closed:
            with self._file:
                self._file.flush()
                os.fsync(self._file.fileno())


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write `value` to `path`, whole or not at all.

    Raises OSError.
    """
    write_bytes(path, (json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode())


def write_bytes(path: Path, data: bytes) -> dict[str, int]:
    """Write `data` to `path`, whole or not at all; its `size` and `crc`, as `is_whole` asks for them.

    Raises OSError.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        file = MeasuredFile(temporary)
        try:
            file.write(data)
        finally:
            file.close()
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return {"size": file.size, "crc": file.crc}


def read_json(path: Path) -> dict[str, Any] | None:
    """The object in `path`, or None where there is none or it is no JSON."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def is_whole(path: Path, size: int, crc: int) -> bool:
    """Whether `path` is a file of `size` bytes with this CRC-32."""
    try:
        if path.stat().st_size != size:
            return False
        value = 0
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                value = zlib.crc32(block, value)
    except OSError:
        return False
    return value == crc


def unwritable(path: Path | str, error: OSError, kept: str) -> InputError:
    """The error that says that `path` cannot be written and why; `kept`: what is good nevertheless."""
    mend = "make room" if error.errno in _FULL else "mend that"
    return InputError(
        f"{path}: cannot be written ({error.strerror or error}); {kept}; {mend} and run the same command again"
    )
