"""Folders that are built once, whole or not at all, by however many processes ask for them."""

import atexit
import errno
import hashlib
import json
import logging
import shutil
import tempfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from filelock import FileLock

from models.errors import ModelError
from models.home import home

CHECK = "check.json"

_log = logging.getLogger("jisr")


def converted_folder(slug: str, settings: Mapping[str, str], build: Callable[[Path], None]) -> Path:
    """The folder of a converted model, `home()/converted/SLUG-HASH` with the hash of `settings`; see cached_folder.

    Where the cache folder cannot be written, a temporary folder serves for this run and a note is logged.

    Raises ModelError when the cache folder cannot be used for another reason, and whatever `build` raises.
    """
    name = f"{slug}-{hashlib.sha256(repr(sorted(settings.items())).encode()).hexdigest()[:12]}"
    try:
        return cached_folder(home() / "converted", name, settings, build)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ModelError(
                f"{home()}: {error.strerror or error}; set JISR_HOME to a folder that can be written"
            ) from error
        return _temporary(name, settings, build, error)


def cached_folder(parent: Path, name: str, settings: Mapping[str, str], build: Callable[[Path], None]) -> Path:
    """The folder `parent/name`, filled by `build` unless a sound one with the same `settings` is there.

    `build` gets an empty temporary folder, which is renamed when it is done and `check.json` (settings, and each
    file's size and CRC-32) is written; a folder whose check file is missing or does not fit is built again. Processes
    that ask at the same time wait for one of them to build.

    Raises OSError when `parent` cannot be written, and whatever `build` raises.
    """
    folder = parent / name
    if is_sound(folder, settings):
        return folder
    parent.mkdir(parents=True, exist_ok=True)
    with FileLock(parent / f"{name}.lock"):
        if not is_sound(folder, settings):
            _build(folder, settings, build)
    return folder


def is_sound(folder: Path, settings: Mapping[str, str]) -> bool:
    """Whether `folder` was finished with these `settings` and nothing in it has changed since."""
    try:
        check = json.loads((folder / CHECK).read_text(encoding="utf-8"))
        return bool(check["settings"] == dict(settings)) and bool(check["files"] == _describe(folder))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _temporary(name: str, settings: Mapping[str, str], build: Callable[[Path], None], error: OSError) -> Path:
    parent = Path(tempfile.mkdtemp(prefix="jisr-"))
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    _log.warning(
        "%s cannot be written (%s): the model is converted for this run only; set JISR_HOME to a folder that can",
        home(),
        error.strerror,
    )
    return cached_folder(parent, name, settings, build)


def _build(folder: Path, settings: Mapping[str, str], build: Callable[[Path], None]) -> None:
    for stale in folder.parent.glob(f"{folder.name}.*.tmp"):  # left by a process that was killed: we hold the lock
        shutil.rmtree(stale, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".tmp", dir=folder.parent))
    try:
        build(work)
        check = {"settings": dict(settings), "files": _describe(work)}
        (work / CHECK).write_text(json.dumps(check, indent=1), encoding="utf-8")
        if folder.exists():
            folder.replace(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".tmp", dir=folder.parent))
        work.replace(folder)
    finally:
        for left in folder.parent.glob(f"{folder.name}.*.tmp"):
            shutil.rmtree(left, ignore_errors=True)


def _describe(folder: Path) -> dict[str, list[int]]:
    """Each file's size and CRC-32, which reads a gigabyte in under a second and finds what disks and crashes do."""
    return {
        path.name: [path.stat().st_size, _crc(path)]
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != CHECK
    }


def _crc(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            value = zlib.crc32(block, value)
    return value
