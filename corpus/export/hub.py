"""A data set to the Hugging Face hub."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from corpus.card.markdown import CARD, without_ledger
from corpus.store.folder import DROPPED, SPLITS, shards, verify
from models.errors import InputError, ModelError, SettingsError

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

_OURS = ("data/", "ledger/")


def push(
    folder: Path, repository: str, *, private: bool = True, ledger: bool = True, message: str = "", token: str = ""
) -> str:
    """Upload the data set in `folder` to `repository`, NAME/DATASET, which is made where there is none; its address.

    Shards of an older version are removed from the hub in the same commit, so that a reader gets either version
    whole. `private`: what a new repository is; `ledger`: whether the dropped rows go too; `token`: instead of the one
    that `hf auth login` stored.

    Raises InputError when the data set is not whole, SettingsError for a name the hub does not take, ModelError when
    the hub cannot be reached or refuses.
    """
    from huggingface_hub import HfApi, errors

    verify(folder)
    card = _card(folder, ledger=ledger)
    # requests' in older versions of huggingface_hub, httpx's in newer ones; a lost connection raises a kind of it.
    http_error = cast("type[Exception]", errors.HfHubHTTPError.__bases__[0])
    api = HfApi(token=token or None)
    try:
        api.create_repo(repository, repo_type="dataset", private=private, exist_ok=True)
        return _commit(api, folder, repository, card, ledger=ledger, message=message)
    except errors.HFValidationError as error:
        raise SettingsError(f"{repository}: no name for a data set on the hub; it has the form NAME/DATASET") from error
    except errors.OfflineModeIsEnabled as error:
        raise ModelError("HF_HUB_OFFLINE is set, so nothing goes to the hub; unset it and push again") from error
    except errors.HfHubHTTPError as error:
        raise _refused(repository, error) from error
    except (http_error, OSError, RuntimeError) as error:
        raise ModelError(
            f"{repository}: the hub cannot be reached ({type(error).__name__}); push again when there is a connection"
        ) from error


def _card(folder: Path, *, ledger: bool) -> bytes:
    """The data set's card, which says nothing of the ledger where that stays at home."""
    try:
        text = (folder / CARD).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder / CARD}: cannot be read ({error.strerror}); build the data set again") from error
    return (text if ledger else without_ledger(text)).encode()


def _commit(api: "HfApi", folder: Path, repository: str, card: bytes, *, ledger: bool, message: str) -> str:
    from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete

    parts = (*SPLITS, DROPPED) if ledger else SPLITS
    paths = {path.relative_to(folder).as_posix(): path for part in parts for path in shards(folder, part)}
    there = api.list_repo_files(repository, repo_type="dataset")
    old = [name for name in there if name.startswith(_OURS) and name.endswith(".parquet") and name not in paths]
    operations: list[CommitOperationAdd | CommitOperationCopy | CommitOperationDelete] = [
        CommitOperationAdd(path_in_repo=CARD, path_or_fileobj=card),
        *(CommitOperationAdd(path_in_repo=name, path_or_fileobj=path) for name, path in paths.items()),
        *(CommitOperationDelete(path_in_repo=name) for name in old),
    ]
    message = message or "The data set as jisr built it"
    api.create_commit(repository, operations, repo_type="dataset", commit_message=message)
    return f"{api.endpoint}/datasets/{repository}"


def _refused(repository: str, error: "HfHubHTTPError") -> ModelError:
    status = error.response.status_code
    if status == 401:
        return ModelError(
            f"{repository}: the hub does not know who you are; log in with a token that writes: hf auth login"
        )
    if status in (403, 404):
        return ModelError(
            f"{repository}: you may not write there; choose a name of your own, or log in with a token that may: "
            "hf auth login"
        )
    return ModelError(f"{repository}: the hub refused ({error.server_message or status}); push again later")
