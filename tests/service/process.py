"""`jisr serve` as a user runs it: a process of its own."""

import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.conftest import environment

_PATIENCE = 90.0
_LISTENING = re.compile(r"running on (http://\S+)")


class Serving:
    """A service in a process of its own, and what it has written to standard error."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = ""
        self.until(self._is_listening)

    def until(self, holds: object) -> None:
        """Wait until `holds()` is true."""
        end = time.monotonic() + _PATIENCE
        while not holds():  # type: ignore[operator]
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("\n".join(self.lines))
            time.sleep(0.02)

    def ready(self) -> bool:
        return httpx.get(f"{self.url}/ready", timeout=30, trust_env=False).status_code == 200

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self) -> int:
        """Wait for the end; the exit status."""
        status = self.process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        return status

    def events(self) -> list[dict[str, object]]:
        """What it has logged, where it logs JSON."""
        return [json.loads(line) for line in self.lines]

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(line.rstrip("\n") for line in self.process.stderr)

    def _is_listening(self) -> bool:
        found = _LISTENING.search("\n".join(self.lines))
        self.url = found.group(1) if found else ""
        return bool(found)


@contextmanager
def process(folder: Path, *options: str) -> Iterator[Serving]:
    """`jisr serve` with its data in `folder`, until the block is left."""
    command = [
        sys.executable, "-m", "jisr", "serve", "--port", "0", "--model", "bundled", "--threads", "1", "--memory",
        str(folder / "memory.sqlite"), "--database", f"sqlite:///{folder / 'service.sqlite'}", *options,
    ]  # fmt: skip
    started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(), cwd=folder)
    try:
        yield Serving(started)
    finally:
        started.kill()
        started.wait()
