"""A Marian checkpoint on this machine."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from models.errors import ModelError

WEIGHTS = ("model.safetensors", "pytorch_model.bin")
FILES = ("config.json", "vocab.json", "source.spm", "target.spm")

_SNAPSHOT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A folder in Hugging Face layout, the name it was asked for by, and what pins its content.

    `revision`: the hub commit, or the hash of the files for a folder that is no hub snapshot.
    """

    name: str
    folder: Path
    revision: str

    @property
    def slug(self) -> str:
        """The name as a file name."""
        return re.sub(r"[^A-Za-z0-9._-]+", "--", self.name).strip(".-") or "model"


def is_complete(folder: Path) -> bool:
    """Whether `folder` holds every file a translation needs."""
    return all((folder / name).is_file() for name in FILES) and any((folder / name).is_file() for name in WEIGHTS)


def from_folder(folder: Path, name: str | None = None) -> Checkpoint:
    """The checkpoint in `folder`.

    A hub snapshot (`models--ORG--NAME/snapshots/COMMIT`) is known by its hub name and commit, any other folder by its
    own name and the hash of its files.

    Raises ModelError naming the first missing file.
    """
    folder = folder.absolute()
    if not is_complete(folder):
        missing = next((file for file in FILES if not (folder / file).is_file()), "model.safetensors")
        raise ModelError(f"{folder}: no {missing}; a Marian model folder in Hugging Face layout is needed")
    repository = folder.parent.parent.name
    if _SNAPSHOT.fullmatch(folder.name) and repository.startswith("models--"):
        return Checkpoint(name or repository.removeprefix("models--").replace("--", "/"), folder, folder.name)
    return Checkpoint(name or folder.name, folder, content_hash(folder))


def content_hash(folder: Path) -> str:
    """A hash (BLAKE2b, 40 hex digits) of the files that decide what the model in `folder` says."""
    digest = hashlib.blake2b(digest_size=20)
    weights = next(name for name in WEIGHTS if (folder / name).is_file())
    for name in (*FILES, weights):
        digest.update(f"{name}\0{(folder / name).stat().st_size}\0".encode())
        with (folder / name).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
