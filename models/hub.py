"""Marian checkpoints from the Hugging Face hub, through huggingface_hub."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.checkpoint import FILES, is_complete
from models.errors import ModelError
from models.extras import require
from models.home import home


def find_snapshot(origin: str, revision: str) -> Path | None:
    """The complete snapshot of the hub model `origin` at `revision` on this machine, if there is one.

    Looks in jisr's own folder, then in huggingface_hub's cache, where another program may have put it.
    """
    from huggingface_hub import snapshot_download

    for cache in (home() / "hub", None):
        try:
            folder = Path(snapshot_download(origin, revision=revision, cache_dir=cache, local_files_only=True))
        except (OSError, ValueError):  # LocalEntryNotFoundError, HFValidationError
            continue
        if is_complete(folder):
            return folder
    return None


def fetch_snapshot(origin: str, revision: str) -> Path:
    """Download what a translation needs of the hub model `origin` at `revision`; the folder's name is the commit.

    Only model.safetensors is fetched where there is one. Pickled weights (pytorch_model.bin) need the extra `train`.

    Raises ModelError when the hub does not have it or cannot be reached, MissingExtraError without torch.
    """
    advice = Advice(
        f"; try jisr models get {origin}@main",
        "",
        f"With a connection: jisr models get {origin}; without: copy the model's folder here and give its path as "
        "--model",
    )
    folder = download(origin, revision, [*FILES, "generation_config.json", "model.safetensors"], advice)
    if not (folder / "model.safetensors").is_file():
        require("torch", extra="train", purpose=f"{origin} has its weights as pytorch_model.bin only; reading them")
        folder = download(origin, folder.name, [*FILES, "generation_config.json", "pytorch_model.bin"], advice)
    if not is_complete(folder):
        raise ModelError(f"{origin}: no Marian model (it lacks one of {', '.join(FILES)} or the weights)")
    return folder


@dataclass(frozen=True, slots=True)
class Advice:
    """What an error of the hub is followed by: for a wrong revision, a wrong name, and where there is no connection."""

    revision: str
    name: str
    offline: str


def download(
    origin: str, revision: str, patterns: Sequence[str], advice: Advice, *, ignored: Sequence[str] = ()
) -> Path:
    """Fetch the files of a hub model that fit `patterns` and not `ignored`; the folder's name is the commit.

    Raises ModelError when the hub does not have it or cannot be reached.
    """
    from huggingface_hub import errors, snapshot_download

    arguments: dict[str, Any] = {"revision": revision, "allow_patterns": [*patterns], "ignore_patterns": [*ignored]}
    try:
        return Path(snapshot_download(origin, cache_dir=home() / "hub", **arguments))
    except errors.RevisionNotFoundError as error:
        raise ModelError(f"{origin}: the hub has no revision {revision}{advice.revision}") from error
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise ModelError(
            f"{origin}: no such model on the hub, or it is private (log in with: hf auth login){advice.name}"
        ) from error
    except (errors.HfHubHTTPError, errors.LocalEntryNotFoundError, errors.OfflineModeIsEnabled, OSError) as error:
        raise ModelError(
            f"{origin} is not on this machine and the hub cannot be reached ({type(error).__name__}). {advice.offline}"
        ) from error
