"""sentence-transformers models: folders, and what the Hugging Face hub has."""

import hashlib
import logging
import os
import re
from pathlib import Path

from corpus.align.embed.embedder import DEFAULT
from corpus.align.embed.layout import MODULES, read_modules
from models.checkpoint import Checkpoint
from models.errors import ModelError
from models.home import home
from models.hub import Advice, download

_OWNER = "sentence-transformers"  # of hub names without one, as in the package of that name
_COMMIT = re.compile("[0-9a-f]{40}")
_SUFFIXES = (".json", ".txt", ".model", ".safetensors", ".bin")
# The same weights for other programs.
_OTHERS = ("onnx/*", "openvino/*")

_ADVICE = Advice(
    "",
    f"; {DEFAULT} is always here",
    "With a connection it is fetched; without: copy the model's folder here and give its path, or take "
    f"{DEFAULT}, which is always here",
)

_log = logging.getLogger("jisr")


def find_checkpoint(name: str) -> Checkpoint:
    """The sentence-transformers model called `name`: a folder, or a hub name, which is fetched if it is not here.

    A hub model is pinned by its commit, a folder of the user's by the hash of its files.

    Raises ModelError when there is no such model, when it is no sentence-transformers model, or when the hub cannot be
    reached.
    """
    if Path(name).is_dir() and (os.sep in name or (Path(name) / MODULES).is_file()):
        return _from_folder(Path(name).absolute())
    origin, _, revision = name.partition("@")
    origin = origin if "/" in origin else f"{_OWNER}/{origin}"
    if origin.startswith((".", "/", "~")) or origin.count("/") > 1:
        raise ModelError(f"no embedder '{name}': no such folder, and no hub name; {DEFAULT} is always here")
    return _from_folder(_find(origin, revision or "main") or _fetch(origin, revision or "main"))


def _from_folder(folder: Path) -> Checkpoint:
    for part in _weighty(folder):
        if not _has_weights(part):
            raise ModelError(f"{part}: no weights (model.safetensors or pytorch_model.bin); fetch or copy them again")
    repository = folder.parent.parent.name
    if _COMMIT.fullmatch(folder.name) and repository.startswith("models--"):
        return Checkpoint(repository.removeprefix("models--").replace("--", "/"), folder, folder.name)
    return Checkpoint(folder.name, folder, _content_hash(folder))


def _weighty(folder: Path) -> list[Path]:
    """The folders of the modules that have weights."""
    return [path for kind, path in read_modules(folder) if kind in ("Transformer", "Dense")]


def _has_weights(folder: Path) -> bool:
    return any(folder.glob("*.safetensors")) or any(folder.glob("pytorch_model*.bin"))


def _content_hash(folder: Path) -> str:
    """A hash (BLAKE2b, 40 hex digits) of every file that may decide what the model says."""
    digest = hashlib.blake2b(digest_size=20)
    for file in sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix in _SUFFIXES):
        digest.update(f"{file.relative_to(folder)}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as data:
            while block := data.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _find(origin: str, revision: str) -> Path | None:
    """The snapshot on this machine, in jisr's own folder or in huggingface_hub's cache."""
    from huggingface_hub import snapshot_download

    for cache in (home() / "hub", None):
        try:
            folder = Path(snapshot_download(origin, revision=revision, cache_dir=cache, local_files_only=True))
        except (OSError, ValueError):  # LocalEntryNotFoundError, HFValidationError
            continue
        if (folder / MODULES).is_file() and all(map(_has_weights, _weighty(folder))):
            return folder
    return None


def _fetch(origin: str, revision: str) -> Path:
    """Download what embedding needs; pickled weights only where a module has no others."""
    _log.info("%s is fetched from the hub into %s", origin, home() / "hub")
    patterns = [f"*{suffix}" for suffix in _SUFFIXES if suffix != ".bin"]
    folder = download(origin, revision, patterns, _ADVICE, ignored=_OTHERS)
    if not all(map(_has_weights, _weighty(folder))):
        patterns = ["*pytorch_model*.bin", "*pytorch_model*.json"]
        folder = download(origin, folder.name, patterns, _ADVICE, ignored=_OTHERS)
    return folder
