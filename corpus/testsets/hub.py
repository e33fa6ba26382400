"""Test sets of the Hugging Face hub."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.testsets.files import cell_text
from corpus.testsets.row import BAD, KnownRow
from corpus.testsets.table import read_table
from models.errors import InputError

HUB_TABLE = Path(__file__).parent / "hub.tsv"

Entry = dict[str, str]


def read_hub(name: str, *, place: str = "") -> list[KnownRow]:
    """The rows of the known test set `name`, from all splits.

    `place`: a folder with the data set's files, instead of the hub.

    Raises InputError when the data set cannot be fetched or is not what it was.
    """
    entries = [entry for entry in read_table(HUB_TABLE) if entry["name"] == name]
    return [row for entry in entries for row in _read_entry(entry, place)]


def _read_entry(entry: Entry, place: str) -> Iterator[KnownRow]:
    splits = _load(entry, entry["ar_config"], place)
    english = _load(entry, entry["en_config"], place) if entry["en_config"] else splits
    for name, split in splits.items():
        ar = _texts(entry, split, entry["ar_column"])
        en = _texts(entry, english[name], entry["en_column"]) if name in english else []
        if len(ar) != len(en):
            raise InputError(
                f"test set {entry['name']}: {entry['dataset']} has {len(ar):,} rows of Arabic in {name} and "
                f"{len(en):,} of English; give a folder instead: {entry['name']}=FOLDER"
            )
        domain, bad = (
            _texts(entry, split, entry[column]) if entry[column] in split.column_names else [""] * len(ar)
            for column in ("domain", "bad")
        )
        for a, e, about, warned in zip(ar, en, domain, bad, strict=True):
            yield KnownRow(a, e, BAD if warned else entry["part"] or name, about)


def _load(entry: Entry, config: str, place: str) -> Any:
    import datasets  # late: over a second

    name = entry["name"]
    try:
        return datasets.load_dataset(place or entry["dataset"], config)
    except (OSError, ValueError, RuntimeError, datasets.exceptions.DatasetsError) as error:
        reason = " ".join(str(error).split())[:300]
        raise InputError(
            f"test set {name}: {entry['dataset']} cannot be fetched ({reason}). With a connection, and where the "
            "data set asks for it, accept its terms on huggingface.co and log in (hf auth login); or give a folder "
            f"that has it: {name}=FOLDER"
        ) from error


def _texts(entry: Entry, split: Any, column: str) -> list[str]:
    if column not in split.column_names:
        raise InputError(
            f"test set {entry['name']}: {entry['dataset']} has no column {column} any more "
            f"({', '.join(split.column_names)}); give a folder instead: {entry['name']}=FOLDER"
        )
    return [" ".join((cell_text(cell) or "").split()) for cell in split[column]]
