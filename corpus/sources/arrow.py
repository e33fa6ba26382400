"""Hugging Face data sets on this machine: Parquet files, and folders as save_to_disk writes them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.pairs import Pair
from corpus.sources.reading import Reading
from corpus.sources.records import Shape, find_shape
from models.errors import InputError, SettingsError

_SPLITS = {"train": "train", "validation": "validation", "valid": "validation", "dev": "validation", "test": "test"}
_ROWS = 1000  # of a batch: the texts of these are in memory at once


def is_data_set(folder: Path) -> bool:
    """Whether a folder is a data set rather than one of documents."""
    return any((folder / name).is_file() for name in ("dataset_dict.json", "state.json")) or bool(_parquet(folder))


def find_parts(reading: Reading) -> list[Path]:
    """The files of the split that is wanted, in order: `train` unless the settings say otherwise.

    A data set without splits is read as a whole. What other Parquet files hold is left out and counted.

    Raises SettingsError when the split is not there, InputError when the folder is incomplete.
    """
    (path,) = reading.paths
    if path.is_file():
        return [path]
    splits = find_splits(path)
    return splits[choose_split(reading, list(splits))]


def find_splits(folder: Path) -> dict[str, list[Path]]:
    """The files of each split of a data set; it is `train` where nothing says which.

    Raises InputError when the folder is incomplete.
    """
    if (folder / "dataset_dict.json").is_file():
        return {str(name): _saved(folder / str(name)) for name in _json(folder / "dataset_dict.json", "splits")}
    if (folder / "state.json").is_file():
        return {"train": _saved(folder)}
    splits: dict[str, list[Path]] = {}
    for file in _parquet(folder):
        splits.setdefault(_split(file.relative_to(folder)), []).append(file)
    return splits


def choose_split(reading: Reading, splits: list[str]) -> str:
    """The split to read of those there are; a note names the others.

    Raises SettingsError when it is not among them.
    """
    wanted = reading.settings.split or (splits[0] if len(splits) == 1 else "train")
    if wanted not in splits:
        shown = ", ".join(splits) or "none"
        raise SettingsError(
            f"{reading.place}: has no split '{wanted}'; there are: {shown}; add ?split=NAME behind its name"
        )
    if others := [split for split in splits if split != wanted]:
        note = f"{reading.place}: only the split {wanted} is read, not {', '.join(others)}; ?split=NAME reads another"
        if note not in reading.tally.notes:
            reading.tally.notes.append(note)
    return wanted


def read_arrow(reading: Reading) -> Iterator[Pair]:
    """The rows of a data set with a `translation` column, or two columns of texts; those of jisr's keep their origin.

    Raises InputError when a file is damaged, or has no such columns.
    """
    row = 0
    for part in find_parts(reading):
        shape: Shape | None = None
        for records in _batches(part):
            for record in records:
                shape = shape or find_shape(str(part), record, reading)
                yield shape(reading, record, row, f"{part}: row {row + 1:,}")
                row += 1


def _batches(path: Path) -> Iterator[list[dict[str, Any]]]:
    import pyarrow  # late: only data sets need it

    try:
        yield from _parquet_batches(path) if path.suffix == ".parquet" else _stream_batches(path)
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{path}: is damaged or no data set ({reason}); fetch or write it again") from error


def _parquet_batches(path: Path) -> Iterator[list[dict[str, Any]]]:
    from pyarrow import parquet

    with parquet.ParquetFile(path, pre_buffer=False) as file:
        for batch in file.iter_batches(batch_size=_ROWS):
            yield batch.to_pylist()


def _stream_batches(path: Path) -> Iterator[list[dict[str, Any]]]:
    import pyarrow

    with pyarrow.memory_map(str(path)) as source:
        # datasets writes the stream format, pyarrow's and polars' own files are of the other.
        if source.read(6) == b"ARROW1":
            file = pyarrow.ipc.open_file(source)
            batches = (file.get_batch(index) for index in range(file.num_record_batches))
        else:
            source.seek(0)
            batches = iter(pyarrow.ipc.open_stream(source))
        for batch in batches:
            for start in range(0, batch.num_rows, _ROWS):
                yield batch.slice(start, _ROWS).to_pylist()


def _parquet(folder: Path) -> list[Path]:
    """The Parquet files of a folder, or else of `data` in it, where the hub keeps them."""
    return sorted(folder.glob("*.parquet")) or sorted((folder / "data").glob("*.parquet"))


def _split(file: Path) -> str:
    """The split that a file's name begins with, as in `train-00000-of-00002.parquet`; `train` where it says none."""
    return _SPLITS.get(file.stem.split("-")[0].split("_")[0].split(".")[0].lower(), "train")


def _saved(folder: Path) -> list[Path]:
    files = [folder / str(item["filename"]) for item in _json(folder / "state.json", "_data_files")]
    for file in files:
        if not file.is_file():
            raise InputError(f"{file}: is missing, which {folder / 'state.json'} names; save the data set again")
    return files


def _json(path: Path, key: str) -> list[Any]:
    try:
        return list(json.loads(path.read_text("utf-8"))[key])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}: cannot be read as save_to_disk writes it ({error}); save the data set again"
        ) from error
