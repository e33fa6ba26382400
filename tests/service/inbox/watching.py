"""`jisr watch` as a user runs it: a process of its own."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import environment
from tests.service.articles.waiting import until

_PATIENCE = 120.0


class Watching:
    """A process that watches, and what it has written to standard error."""

    def __init__(self, folder: Path, *arguments: str, database: str = "") -> None:
        command = [
            sys.executable, "-m", "jisr", "watch", *arguments, "--model", "bundled", "--threads", "1",
            "--memory", "none", "--database", database or f"sqlite:///{folder / 'service.sqlite'}",
            "--allow-private", "127.0.0.1",
        ]  # fmt: skip
        self.lines: list[str] = []
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(), cwd=folder)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def until(self, true: Callable[[], Any]) -> Any:
        """Wait for something, as long as the process lives."""

        def look() -> Any:
            assert self._process.poll() is None, "\n".join(self.lines)
            return true()

        return until(look, patience=_PATIENCE)

    def told(self, words: str) -> list[str]:
        """The lines with these words in them."""
        return [line for line in self.lines if words in line]

    def kill(self) -> None:
        """Kill it with signal 9."""
        self._process.kill()
        assert self.status() == -signal.SIGKILL

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; the exit status."""
        self._process.send_signal(number)
        return self.status()

    def status(self) -> int:
        """Wait for the end; the exit status."""
        status = self._process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        return status

    def close(self) -> None:
        """See that it has ended."""
        self._process.kill()
        self._process.wait()

    def _read(self) -> None:
        assert self._process.stderr is not None
        self.lines.extend(line.rstrip("\n") for line in self._process.stderr)


@contextmanager
def watching(folder: Path, *arguments: str, database: str = "") -> Iterator[Watching]:
    """`jisr watch` with its data in `folder`, until the block is left."""
    found = Watching(folder, *arguments, database=database)
    try:
        yield found
    finally:
        found.close()
