"""Which split a row belongs to: the same for all rows of a document, for ever."""

import hashlib
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from models.errors import SettingsError

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")
# Of 100,000 pairs a thousand each, which is what the test sets in use have.
DEFAULT_SHARES: Mapping[str, float] = {"validation": 0.01, "test": 0.01}


def split_of(source: str, document: str, shares: Mapping[str, float] = DEFAULT_SHARES) -> Split:
    """The split of a document, by a hash of its source and name.

    `shares`: the shares of `validation` and `test`, of 1; `train` is the rest. More data never moves a document. The
    test set grows from one end of the hashes' range and the validation set from the other, so another share moves just
    the documents that it must, and never one from `validation` to `test`, unless the two meet.

    What is told from another by its name only may say the same: remove duplicates first, so that one of them is left.

    Raises SettingsError for other names, or for shares that are negative or above 1 together.
    """
    validation, test = _checked(tuple(sorted(shares.items())))
    name = f"{len(source)}:{source}\x1f{document}".encode("utf-8", "surrogatepass")
    place = int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big") / 2**64
    if place < test:
        return "test"
    return "validation" if place >= 1 - validation else "train"


@lru_cache(maxsize=16)
def _checked(shares: tuple[tuple[str, float], ...]) -> tuple[float, float]:
    named = dict(shares)
    if unknown := sorted(set(named) - set(SPLITS)):
        raise SettingsError(f"no split '{unknown[0]}': the splits are {', '.join(SPLITS)}")
    validation, test = named.get("validation", 0.0), named.get("test", 0.0)
    train = named.get("train", 1 - validation - test)
    if (
        not all(0 <= share <= 1 for share in (validation, test))
        or not math.isclose(validation + test + train, 1, abs_tol=1e-9)
        or train < -1e-9
    ):
        raise SettingsError(f"split shares {named}: must be 0 to 1 each and 1 together; leave out train for the rest")
    return validation, test
