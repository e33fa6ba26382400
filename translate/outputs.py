"""Writes results so that a file is either whole or not there."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from models.errors import InputError


class Output:
    """One result: a file that gets its name when it is complete, or standard output where `path` is None.

    Standard output is what it is when this is made: whatever redirects it later has other things to print.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._standard = sys.stdout
        self._stream: BinaryIO | None = None
        # A device or a pipe has no half-written state to hide.
        self._direct = path is not None and path.exists() and not path.is_file()
        self._temporary = path.with_name(f".{path.name}.{os.getpid()}.part") if path else None
        self._ends_line = True

    def write(self, text: str | bytes) -> None:
        """Add `text`; bytes as they are.

        Raises InputError when the file cannot be written.
        """
        if not text:
            return
        data = text.encode("utf-8", errors="surrogatepass") if isinstance(text, str) else text
        self._ends_line = data.endswith((b"\n", b"\r"))
        try:
            self._open().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def commit(self, *, last: bool = True) -> None:
        """Give the file its name; on standard output, end the line where another text follows."""
        try:
            stream = self._open()
            if self.path is None:
                if not last and not self._ends_line:
                    stream.write(b"\n")
                stream.flush()
                return
            stream.close()
            if not self._direct and self._temporary is not None:
                self._temporary.replace(self.path)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(self.path, error) from error
        self._stream = None

    def flush(self) -> None:
        """Hand what has been written to whoever reads standard output."""
        if self.path is None and self._stream is not None:
            self._stream.flush()

    def discard(self) -> None:
        """Remove what has been written; harmless when there is nothing, or the file has its name already."""
        if self.path is None or self._stream is None:
            return
        with suppress(OSError):  # a full disk says so again on closing; it has been reported
            self._stream.close()
        if not self._direct and self._temporary is not None:
            self._temporary.unlink(missing_ok=True)
        self._stream = None

    def _open(self) -> BinaryIO:
        if self._stream is None:
            if self.path is None or self._temporary is None:
                self._stream = self._standard.buffer
            else:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._stream = (self.path if self._direct else self._temporary).open("wb")
        return self._stream


def _unwritable(path: Path | None, error: OSError) -> InputError:
    name = path or "standard output"
    return InputError(f"{name}: cannot be written ({error.strerror or error}); choose another place with -o")
