"""Groups sentences: windows that fit in memory, and batches that fill an engine."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from models.errors import SettingsError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batching:
    """How sentences are grouped; none of it changes a translation, except `longest`.

    `tokens`: source subwords in a batch, padding counted. `sentences` and `characters`: how much is held in memory and
    sorted by length at a time. `remembered`: translations kept for sentences that come again. `longest`: subwords
    beyond which a sentence is cut, where the model itself would take more: models are trained on sentences of up to
    a hundred or two, and lose text in longer ones without a word (marian-nmt/marian#389).

    Raises SettingsError when a value is out of range.
    """

    tokens: int = 3072  # 2,048-4,096 is level on CPU; below, the padding and the calls are felt
    sentences: int = 1024  # 8 % padding on FLORES dev (512: 13 %); a window is what Ctrl-C loses
    characters: int = 200_000
    remembered: int = 16_384
    longest: int = 256

    def __post_init__(self) -> None:
        for name, least in (("tokens", 1), ("sentences", 1), ("characters", 1), ("remembered", 0), ("longest", 16)):
            if getattr(self, name) < least:
                raise SettingsError(f"{name} must be at least {least}, not {getattr(self, name)}")


def windows(items: Iterable[T], weight: Callable[[T], int], *, count: int, total: int) -> Iterator[list[T]]:
    """Cut a stream into lists of up to `count` items, closed as soon as their weights reach `total`.

    >>> list(windows("aaabb", lambda _: 1, count=2, total=10))
    [['a', 'a'], ['a', 'b'], ['b']]
    """
    window: list[T] = []
    held = 0
    for item in items:
        window.append(item)
        held += weight(item)
        if len(window) >= count or held >= total:
            yield window
            window, held = [], 0
    if window:
        yield window


def batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Group the indices of `lengths`, longest first, so that longest × number stays within `tokens`.

    An item that is longer by itself makes a batch of its own.

    >>> list(batches([3, 10, 4, 4], 8))
    [[1], [2, 3], [0]]
    """
    batch: list[int] = []
    # Longest first: if memory does not suffice it shows at once. Ties keep their order, so that a run can be repeated.
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and lengths[batch[0]] * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
