"""Data sets of the Hugging Face hub, streamed: nothing is stored on this machine."""

import re
from collections.abc import Iterator
from typing import Any

from corpus.pairs import Pair
from corpus.sources.arrow import choose_split
from corpus.sources.reading import Reading
from corpus.sources.records import Shape, find_shape
from models.errors import InputError

PREFIX = "hf://datasets/"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def is_hub_name(name: str) -> bool:
    """Whether `name` could be a data set of the hub: `organisation/name`."""
    return _NAME.fullmatch(name.removeprefix(PREFIX)) is not None


def find_commit(reading: Reading) -> str:
    """The commit that the data set stands at, or that the revision in the settings means.

    Raises InputError when the hub does not have it or cannot be reached.
    """
    from huggingface_hub import HfApi, errors

    name, revision = reading.place.removeprefix(PREFIX), reading.settings.revision or None
    try:
        return str(HfApi().dataset_info(name, revision=revision).sha)
    except errors.RevisionNotFoundError as error:
        raise InputError(
            f"{name}: the hub has no revision {revision} of it; leave out ?revision, or try main"
        ) from error
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise InputError(
            f"{name}: no such file or folder, and no data set of this name on the hub, or it is private "
            "(log in with: hf auth login); check the name"
        ) from error
    except Exception as error:
        if not _is_of_network(error):
            raise
        raise InputError(
            f"{name}: no such file or folder, and the hub cannot be reached ({type(error).__name__}); check the name, "
            "or with a connection: hf download --repo-type dataset --local-dir FOLDER "
            f"{name}, and name the folder"
        ) from error


def read_hub(reading: Reading) -> Iterator[Pair]:
    """The rows of a data set with a `translation` column, or two columns of texts.

    Raises InputError when it has neither or the connection breaks, behind the rows before.
    """
    yield from read_streamed(reading, reading.place.removeprefix(PREFIX), find_commit(reading))


def read_streamed(reading: Reading, name: str, revision: str | None) -> Iterator[Pair]:
    """The rows of what datasets can load as `name`."""
    import datasets  # late: over a second

    settings = reading.settings
    shape: Shape | None = None
    row = 0
    try:
        given: dict[str, Any] = {"name": settings.config or None, "revision": revision, "streaming": True}
        splits = datasets.load_dataset(name, **given)
        rows = splits[choose_split(reading, [str(split) for split in splits])]
        for row, record in enumerate(rows):
            shape = shape or find_shape(reading.name, record, reading)
            yield shape(reading, record, row, f"{reading.name}: row {row + 1:,}")
    except (ValueError, RuntimeError, datasets.exceptions.DatasetsError) as error:
        # A data set with several configurations is a ValueError that lists them.
        reason = " ".join(str(error).split())[:300]
        raise InputError(
            f"{reading.name}: cannot be loaded at row {row + 1:,} ({reason}); "
            "name its part with ?config=NAME&split=NAME"
        ) from error
    except Exception as error:
        if not _is_of_network(error):
            raise
        raise InputError(f"{reading.name}: the connection broke at row {row + 1:,} ({error}); run it again") from error


def _is_of_network(error: Exception) -> bool:
    """Whether it is an error of the connection: which class that is depends on the version of the hub's client."""
    from huggingface_hub import errors

    modules = [kind.__module__.partition(".")[0] for kind in type(error).__mro__]
    # The client's name carries its major version (httpx, httpx2).
    return isinstance(error, errors.HfHubHTTPError | errors.OfflineModeIsEnabled | OSError) or any(
        module.startswith(("httpx", "httpcore", "requests", "urllib3", "aiohttp")) for module in modules
    )
