"""The folder of a run: what it was begun with, what is done, and how the result comes to stand in it."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from corpus.store import differences, settings_hash
from corpus.store.disk import read_json, unwritable, write_json
from models.errors import InputError, SettingsError

MARKER = "finetune.json"  # that the run is over, and what came of it
REFUSED = "refused"
_RUN = "run"  # checkpoints, until the run is over
_BEGUN = "settings.json"
_LAST = ("config.json", "model.safetensors")  # without these the folder is no model yet


class RunFolder:
    """The folder `out` of a run with the settings `described`.

    Raises SettingsError when it holds a run with other settings, or something else.
    """

    def __init__(self, out: Path, described: Mapping[str, Any]) -> None:
        self.out = out.absolute()
        self.run = self.out / _RUN
        # Called like the result, so that what jisr translate converts for the gate serves the result too.
        self.candidate = self.run / "result" / self.out.name
        self._described = described
        self._check()

    @property
    def marked(self) -> dict[str, Any] | None:
        """What was written down when the run ended, or None."""
        return read_json(self.out / MARKER)

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Note what is going to be done, and keep others away while it is.

        Raises InputError when another process is at work in the folder, or it cannot be written.
        """
        try:
            self.run.mkdir(parents=True, exist_ok=True)
            write_json(self.run / _BEGUN, {"settings": dict(self._described)})
        except OSError as error:
            raise unwritable(self.out, error, "nothing was begun") from error
        lock = FileLock(self.run / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise InputError(f"{self.out}: another process is at work on it; wait for it, or end it") from None
        try:
            yield
        finally:
            lock.release()

    def finish(self, outcome: Mapping[str, Any], *, good: bool) -> Path:
        """Put the candidate in its place, mark the run as over and remove its checkpoints; the result's folder."""
        place = self.out if good else self.out / REFUSED
        try:
            place.mkdir(exist_ok=True)
            for file in sorted(self.candidate.iterdir(), key=lambda file: file.name in _LAST):
                part = place / f".{file.name}.part"
                shutil.copyfile(file, part)
                part.replace(place / file.name)
            write_json(self.out / MARKER, {"settings": dict(self._described), **outcome})
        except OSError as error:
            raise unwritable(place, error, f"the result is in {self.candidate}") from error
        shutil.rmtree(self.run)
        return place

    def _check(self) -> None:
        if not self.out.is_dir() or not any(self.out.iterdir()):
            return
        begun = self.marked or read_json(self.run / _BEGUN)
        if begun is None:
            raise SettingsError(f"{self.out}: holds other things and no run of jisr models finetune; name a new folder")
        if settings_hash(begun["settings"]) != settings_hash(self._described):
            raise SettingsError(
                f"{self.out}: was begun with other settings ({differences(begun['settings'], self._described)}); "
                f"name another folder, or give it up: rm -r {self.out}"
            )
