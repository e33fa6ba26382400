"""A data set's folder: what it was built with, whether it is whole, and how new files take the place of old ones."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from corpus.store.disk import is_whole, read_json, write_json
from models.errors import InputError, SettingsError

STATE = ".jisr"
SPLITS = ("train", "validation", "test")
DROPPED = "dropped"
PARTS = (*SPLITS, DROPPED)

_VERSION = 2
_MOST = 5  # settings an error names


def state(folder: Path) -> Path:
    """Where jisr keeps its own files about the data set in `folder`."""
    return folder / STATE


def pending(folder: Path) -> Path:
    """Where finished shards wait until all are there."""
    return state(folder) / "shards"


def marker(folder: Path) -> Path:
    """The file that says that the data set is whole."""
    return state(folder) / "dataset.json"


def journal(folder: Path) -> Path:
    """The file that is there while new shards take the place of old ones."""
    return state(folder) / "replace.json"


def order(folder: Path) -> Path:
    """The file that says of each row, in the order of the sources, in which of PARTS it is."""
    return state(folder) / "order.zlib"


def place(folder: Path, part: str, index: int, number: int) -> Path:
    """Where the `index`-th of `number` shards of `part`, a split or "dropped", belongs."""
    if part == DROPPED:
        return folder / "ledger" / f"{part}-{index:05d}.parquet"
    return folder / "data" / f"{part}-{index:05d}-of-{number:05d}.parquet"


def shards(folder: Path, part: str) -> list[Path]:
    """The shards of `part`, a split or "dropped", in the order of their rows."""
    return sorted((folder / ("ledger" if part == DROPPED else "data")).glob(f"{part}-[0-9]*.parquet"))


def settings_hash(settings: Mapping[str, Any]) -> str:
    """64 hexadecimal digits that stand for `settings`, whatever their order."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_complete(folder: Path, settings: Mapping[str, Any]) -> bool:
    """Whether `folder` holds a whole, sound data set that was built with `settings`."""
    _settle(folder)
    found = read_json(marker(folder))
    return found is not None and found["hash"] == settings_hash(settings) and not _unsound(folder, found)


def built_with(folder: Path) -> dict[str, Any]:
    """The settings the data set in `folder` was built with.

    Raises InputError when there is no whole data set.
    """
    return dict(_marked(folder)["settings"])


def remembered(folder: Path) -> dict[str, Any]:
    """What whoever built the data set in `folder` wrote down beside its settings (see `DataSetWriter.finish`).

    Raises InputError when there is no whole data set.
    """
    return dict(_marked(folder)["about"])


def row_counts(folder: Path) -> dict[str, int]:
    """How many rows each split and the ledger have, by name, as the marker says.

    Raises InputError when there is no whole data set.
    """
    return dict(_marked(folder)["rows"])


def verify(folder: Path) -> None:
    """Raise InputError unless `folder` holds a whole data set whose files are as they were written."""
    if damaged := _unsound(folder, _marked(folder)):
        raise InputError(f"{folder}: {', '.join(damaged)} changed since it was written; build the data set again")


def check_settings(folder: Path, settings: Mapping[str, Any], *, replace: bool) -> None:
    """Raise SettingsError when `folder` holds what was begun or built with other settings, or no data set of jisr's.

    `replace`: a finished data set of other settings is to be replaced; one that was only begun still is in the way.
    """
    held = [path.name for path in folder.iterdir() if path.name != STATE] if folder.is_dir() else []
    begun, built = read_json(pending(folder) / "settings.json"), read_json(marker(folder))
    if held and not (begun or built):
        raise SettingsError(
            f"{folder}: holds other things ({', '.join(sorted(held)[:3])}) and no data set that jisr built; "
            f"name a new folder, such as {_other(folder, settings)}"
        )
    if begun is not None and begun["hash"] != settings_hash(settings):
        raise SettingsError(
            f"{folder}: a data set was begun here with other settings ({differences(begun['settings'], settings)}); "
            f"finish that one first, use the folder {_other(folder, settings)}, or give it up: rm -r {pending(folder)}"
        )
    if built is not None and built["hash"] != settings_hash(settings) and not replace:
        raise SettingsError(
            f"{folder}: was built with other settings ({differences(built['settings'], settings)}); "
            f"use the folder {_other(folder, settings)}"
        )


def begin(folder: Path, settings: Mapping[str, Any]) -> None:
    """Note with what settings shards are being written.

    Raises OSError.
    """
    pending(folder).mkdir(parents=True, exist_ok=True)
    write_json(pending(folder) / "settings.json", {"hash": settings_hash(settings), "settings": settings})


def replace_files(
    folder: Path, settings: Mapping[str, Any], files: Mapping[str, Mapping[str, Any]], about: Mapping[str, Any]
) -> None:
    """Move the pending files to their places, remove those of an older data set, and mark the new one as whole.

    `files`: by place, relative to `folder`: the pending file's name as `pending`, its size and crc, and a shard's part
    and rows; `about`: what to remember beside the settings. From the first moment on, whoever opens the folder next
    completes this if it is interrupted.

    Raises OSError.
    """
    rows = {part: sum(file["rows"] for file in files.values() if file.get("part") == part) for part in PARTS}
    told = ("rows", "size", "crc")
    described = {name: {key: file[key] for key in told if key in file} for name, file in files.items()}
    after = {
        "version": _VERSION,
        "hash": settings_hash(settings),
        "settings": settings,
        "about": about,
        "rows": rows,
        "files": described,
    }
    moves = {name: file["pending"] for name, file in files.items()}
    write_json(journal(folder), {"moves": moves, "marker": after})
    roll_forward(folder)


def lock(folder: Path) -> FileLock:
    """What a process that writes the data set holds."""
    return FileLock(state(folder) / "lock")


def roll_forward(folder: Path) -> None:
    """Complete a replacement of files that was interrupted; harmless when there was none. The caller has the lock.

    Raises OSError.
    """
    begun = read_json(journal(folder))
    if begun is None:
        return
    marker(folder).unlink(missing_ok=True)
    for part in PARTS:
        for path in shards(folder, part):
            if path.relative_to(folder).as_posix() not in begun["moves"]:
                path.unlink()
    for name, waiting in sorted(begun["moves"].items()):
        (folder / name).parent.mkdir(exist_ok=True)
        if (pending(folder) / waiting).exists():
            (pending(folder) / waiting).replace(folder / name)
    write_json(marker(folder), begun["marker"])
    shutil.rmtree(pending(folder), ignore_errors=True)
    journal(folder).unlink()


def _settle(folder: Path) -> None:
    """Let a replacement of files end, or end it for a process that was killed."""
    if journal(folder).exists():
        with lock(folder):
            roll_forward(folder)


def _marked(folder: Path) -> dict[str, Any]:
    _settle(folder)
    found = read_json(marker(folder))
    if found is None:
        unfinished = pending(folder).is_dir()
        raise InputError(
            f"{folder}: the data set is not finished; run the command that builds it again"
            if unfinished
            else f"{folder}: no data set that jisr built; build one: jisr corpus build {folder} SOURCE"
        )
    return found


def _unsound(folder: Path, found: Mapping[str, Any]) -> list[str]:
    files = found["files"]
    return [name for name, file in sorted(files.items()) if not is_whole(folder / name, file["size"], file["crc"])]


def _other(folder: Path, settings: Mapping[str, Any]) -> Path:
    """A folder beside `folder` for these settings."""
    absolute = folder.absolute()
    return folder.parent / f"{absolute.name}-{settings_hash(settings)[:8]}"


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Which settings are others, in words; "" where none is."""
    before, after = _flat(old), _flat(new)
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    shown = [f"{name} {_shown(before, name)}, now {_shown(after, name)}" for name in names]
    return "; ".join(shown[:_MOST]) + (f"; and {len(shown) - _MOST} more" if len(shown) > _MOST else "")


def _shown(settings: Mapping[str, Any], name: str) -> str:
    return json.dumps(settings[name], ensure_ascii=False) if name in settings else "unset"


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings by dotted names, as JSON has them."""
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = list(value) if isinstance(value, tuple) else value
    return flat
