"""Finds models on this machine, fetches them and takes them away again."""

import json
import os
import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from models.catalog import BUNDLED, Score, catalog, entry
from models.checkpoint import Checkpoint, from_folder, is_complete
from models.engines.settings import EngineSettings
from models.errors import ModelError
from models.home import home
from models.hub import fetch_snapshot, find_snapshot
from models.prepared import prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of `jisr models list`; `megabytes` is None where nobody has said."""

    name: str
    licence: str
    megabytes: int | None
    installed: bool
    revision: str
    scores: tuple[Score, ...]


def find(name: str = "auto") -> Checkpoint:
    """The model called `name` on this machine; the network is never touched.

    `name`: `auto` (the best known model that is installed), `bundled`, a name of the catalogue, a hub name
    (`org/name`, `org/name@revision`) that was fetched before by jisr or by another program, or a folder.

    Raises ModelError saying how to get it.
    """
    if name == "auto":
        return next((found for known in catalog() if (found := _known(known.name))), None) or _bundled()
    if name == BUNDLED:
        return _bundled()
    if found := _known(name):
        return found
    if folder := _folder(name):
        return from_folder(folder)
    origin, revision = _address(name)
    if "/" in origin and not origin.startswith((".", "/")) and (snapshot := find_snapshot(origin, revision)):
        return from_folder(snapshot, _short(name))
    raise ModelError(_not_here(name))


def name_elsewhere(name: str) -> str:
    """What the model called `name` here is called in other processes and on machines that see the same folders.

    >>> name_elsewhere("bundled")
    'bundled'
    """
    if name == "auto":
        return find(name).name
    folder = None if name == BUNDLED or _known(name) else _folder(name)
    return str(folder.absolute()) if folder else name


def get(name: str) -> Checkpoint:
    """Make the model called `name` ready: fetch it from the hub where it is not here, convert it, try it out.

    The commit that the hub resolved is recorded, and later runs stay with it.

    Raises ModelError when it cannot be had or does not translate; what was fetched is removed then.
    """
    if name == "auto":
        name = catalog()[0].name
    try:
        checkpoint = find(name)
    except ModelError:
        origin, revision = _address(name)
        if "/" not in origin or Path(name).exists() or origin.startswith((".", "/")):
            raise
        checkpoint = from_folder(fetch_snapshot(origin, revision), _short(name))
    try:
        prepared(checkpoint, target_vocabulary=EngineSettings().target_vocabulary)
    except ModelError:
        _discard(checkpoint.folder)
        raise
    if checkpoint.folder.parent.name == "snapshots":
        _record(checkpoint)
    return checkpoint


def remove(name: str) -> list[Path]:
    """Take away what jisr fetched and converted for the model called `name`; the removed paths.

    A folder of the user's and huggingface_hub's own cache are left alone.

    Raises ModelError when there is nothing to remove.
    """
    if name == BUNDLED:
        raise ModelError("bundled ships with jisr and cannot be removed; choose another model with --model")
    short = _short(name)
    slug = Checkpoint(Path(short).name if Path(name).is_dir() else short, Path(), "").slug
    record = home() / "installed" / f"{slug}.json"
    gone = [path for path in (home() / "converted").glob(f"{slug}-????????????") if path.is_dir()]
    gone += [record] if record.is_file() else []
    repository = home() / "hub" / f"models--{_address(name)[0].replace('/', '--')}"
    gone += [repository] if repository.is_dir() else []
    if not gone:
        here = ", ".join(line.name for line in overview() if line.installed)
        raise ModelError(f"{name} is not installed; here are: {here}")
    for path in gone:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return gone


def overview() -> list[Listed]:
    """Every known model and every other one that was fetched, best first."""
    lines = [
        Listed(
            name=known.name,
            licence=known.licence,
            megabytes=known.megabytes,
            installed=_is_here(known.name),
            revision=found.revision if (found := _known(known.name)) else known.revision,
            scores=known.scores,
        )
        for known in catalog()
    ]
    for record in sorted((home() / "installed").glob("*.json")):
        other = _read_record(record)
        if other and entry(other.name) is None:
            lines.append(
                Listed(
                    name=other.name,
                    licence="see its card",
                    megabytes=None,
                    installed=True,
                    revision=other.revision,
                    scores=(),
                )
            )
    return lines


def _is_here(name: str) -> bool:
    return is_complete(_bundled_folder()) if name == BUNDLED else _known(name) is not None


def _folder(name: str) -> Path | None:
    """The folder called `name`, if there is one that can be meant."""
    path = Path(name)
    return path if path.is_dir() and (os.sep in name or (path / "config.json").is_file()) else None


def _known(name: str) -> Checkpoint | None:
    """The fetched model called `name`, from its record."""
    short = _short(name)
    return _read_record(home() / "installed" / f"{Checkpoint(short, Path(), '').slug}.json")


def _read_record(path: Path) -> Checkpoint | None:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        found = Checkpoint(record["name"], Path(record["folder"]), record["revision"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if is_complete(found.folder) else None


def _record(checkpoint: Checkpoint) -> None:
    path = home() / "installed" / f"{checkpoint.slug}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"name": checkpoint.name, "folder": str(checkpoint.folder), "revision": checkpoint.revision}
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(content, indent=1), encoding="utf-8")
    part.replace(path)


def _discard(folder: Path) -> None:
    """Remove a fetched repository, if it is jisr's own copy."""
    repository = folder.parent.parent
    if repository.parent == (home() / "hub").absolute():
        shutil.rmtree(repository, ignore_errors=True)


def _bundled_folder() -> Path:
    return Path(str(files("models").joinpath("bundled")))


def _bundled() -> Checkpoint:
    folder = _bundled_folder()
    if not is_complete(folder):
        raise ModelError(
            f"{folder}: the bundled model is missing; install jisr again: pip install --force-reinstall jisr"
        )
    return from_folder(folder, BUNDLED)


def _address(name: str) -> tuple[str, str]:
    """Hub name and revision of a name of the catalogue or of `org/name@revision`."""
    known = entry(name)
    if known:
        return known.origin, known.revision
    origin, _, revision = name.partition("@")
    return origin, revision or "main"


def _short(name: str) -> str:
    known = entry(name)
    return known.name if known else name


def _not_here(name: str) -> str:
    origin, _ = _address(name)
    if origin.count("/") == 1 and not origin.startswith((".", "/")):
        return f"{name} is not on this machine: jisr models get {name}"
    names = ", ".join(known.name for known in catalog())
    return f"no model '{name}': no such folder, and no known name ({names}); see jisr models list"
