"""Test sets that sacrebleu keeps or can fetch."""

from collections.abc import Mapping
from pathlib import Path

from models.errors import InputError
from models.extras import require

# What sacrebleu 2.6 has of Arabic besides IWSLT's earlier years.
DIRECTIONS: Mapping[str, str] = {"iwslt17": "ar-en"}


def fetch_sacrebleu(name: str) -> Path:
    """The folder in sacrebleu's cache with the files of the test set `name`, fetched where they are not there.

    Raises InputError when they cannot be fetched, MissingExtraError without sacrebleu.
    """
    sacrebleu = require("sacrebleu", extra="evaluate", purpose=f"test set {name}")
    folder = Path(sacrebleu.utils.SACREBLEU_DIR) / name
    if all((folder / f"{name}.{DIRECTIONS[name]}.{side}").is_file() for side in ("src", "ref")):
        return folder
    try:
        sacrebleu.dataset.DATASETS[name].get_files(DIRECTIONS[name])
        return folder
    except (Exception, SystemExit) as error:  # what it raises for a broken archive is anything, and it also leaves
        raise InputError(
            f"test set {name}: sacrebleu cannot fetch it ({error}); with a connection: sacrebleu -t {name} -l "
            f"{DIRECTIONS[name]} --echo src; or give a folder that has its files: {name}=FOLDER"
        ) from error
