"""Test sets of the Hugging Face hub."""

from pathlib import Path

from corpus.decontaminate.table import read_table
from models.errors import InputError

HUB_TABLE = Path(__file__).parent / "hub.tsv"


def read_hub(name: str, *, place: str = "") -> list[tuple[str, str]]:
    """The rows of the known test set `name`, from all splits; a data set of one language gives one side.

    `place`: a folder with the data set's files, instead of the hub.

    Raises InputError when the data set cannot be fetched or is not what it was.
    """
    import datasets  # late: over a second

    rows: list[tuple[str, str]] = []
    for entry in read_table(HUB_TABLE):
        if entry["name"] != name:
            continue
        try:
            splits = datasets.load_dataset(place or entry["dataset"], entry["config"])
        except (OSError, ValueError, RuntimeError, datasets.exceptions.DatasetsError) as error:
            reason = " ".join(str(error).split())[:300]
            raise InputError(
                f"test set {name}: {entry['dataset']} cannot be fetched ({reason}). With a connection, and where the "
                "data set asks for it, accept its terms on huggingface.co and log in (hf auth login); or give a folder "
                f"that has it: {name}=FOLDER"
            ) from error
        columns = [entry["ar_column"], entry["en_column"]]
        for split in splits.values():
            for column in filter(None, columns):
                if column not in split.column_names:
                    raise InputError(
                        f"test set {name}: {entry['dataset']} has no column {column} any more "
                        f"({', '.join(split.column_names)}); give a folder instead: {name}=FOLDER"
                    )
            sides = [split[column] if column else [""] * len(split) for column in columns]
            rows += zip(*sides, strict=True)
    return rows
