"""A batch cut into groups so that no sentence's translation depends on its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.engines.base import Batch, Decoding, Hypothesis
from models.errors import TooLongError
from models.vocabulary import END

# What a source without subwords becomes; CTranslate2 passes over such a source, transformers invents something.
NOTHING = Hypothesis((), 0.0, True)


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences of a batch that are searched together.

    Their indices, what their translations begin with, own limits, the steps the search may take, and the subwords to
    which their sources are padded, `</s>` counted.
    """

    indices: tuple[int, ...]
    prefixes: tuple[tuple[str, ...], ...]
    limits: tuple[int, ...]
    steps: int
    width: int


def check_lengths(batch: Batch, most: int) -> None:
    """Raise TooLongError, naming the sentence's place in the batch, when a source has more than `most` subwords."""
    for number, pieces in enumerate(batch):
        if len(pieces) > most:
            raise TooLongError(
                f"sentence {number + 1} of the batch has {len(pieces)} subwords, the model takes {most}; cut it"
            )


def scorable(sources: Batch, targets: Batch, positions: int) -> list[int]:
    """The indices of pairs whose sides have subwords and, with `</s>`, no more than `positions`."""
    sides = enumerate(zip(sources, targets, strict=True))
    return [index for index, pair in sides if all(0 < len(pieces) < positions for pieces in pair)]


def output_limit(source: int, decoding: Decoding, positions: int) -> int:
    """The most subwords a source of `source` subwords may become; one position is left for `</s>`."""
    return max(1, min(int(source * decoding.max_ratio) + decoding.max_extra, positions - 1))


def padded_width(width: int, positions: int) -> int:
    """The least of 16, 32, 64, 128 … that is no less than `width`, but no more than `positions`.

    >>> [padded_width(width, 512) for width in (3, 16, 24, 33, 200, 300, 600)]
    [16, 16, 32, 64, 256, 512, 512]
    """
    return min(max(16, 1 << (width - 1).bit_length()), positions)


def groups(batch: Batch, prefixes: Batch, decoding: Decoding, positions: int, *, padded: bool = False) -> list[Group]:
    """Cut `batch` into groups of sentences with equally many subwords and equally long prefixes, shortest first.

    A search's outcome depends on the steps it may take (a beam that hits the end is closed there) and, in the last
    bits, on padding. Both are the same for all sources of one length, so a sentence is translated the same way in
    any company: to the last bit with int8, whose matrix products are exact, and to some 1e-6 of a log-probability
    with float32. A batch of equal lengths stays whole: sort by length before cutting a stream into batches.

    `padded`: a group has the sources that are padded to the same width instead (`padded_width`), and must be padded
    to it whatever the longest of them is, so that here, too, only the source itself decides; the groups are larger.

    A source without subwords is in no group, nor one whose prefix leaves no room for more; see `ungrouped`.
    """
    by_widths: dict[tuple[int, int], list[int]] = {}
    for index, (pieces, prefix) in enumerate(zip(batch, prefixes, strict=True)):
        if pieces and len(prefix) < output_limit(len(pieces), decoding, positions):
            width = padded_width(len(pieces) + 1, positions) if padded else len(pieces) + 1
            by_widths.setdefault((width, len(prefix)), []).append(index)
    found = []
    for (width, _), indices in sorted(by_widths.items()):
        begun = tuple(tuple(prefixes[index]) for index in indices)
        limits = tuple(output_limit(len(batch[index]), decoding, positions) for index in indices)
        found.append(Group(tuple(indices), begun, limits, output_limit(width - 1, decoding, positions) + 1, width))
    return found


def ungrouped(batch: Batch, prefixes: Batch) -> list[Hypothesis]:
    """What becomes of the sources that are in no group."""
    sides = zip(batch, prefixes, strict=True)
    return [Hypothesis(tuple(prefix), 0.0, False) if pieces else NOTHING for pieces, prefix in sides]


def trimmed(tokens: Sequence[str], mean: float, limit: int) -> Hypothesis:
    """A hypothesis out of the search's tokens, which end in `</s>` when it finished; cut at `limit` when it did not."""
    finished = bool(tokens) and tokens[-1] == END
    pieces = tuple(tokens[:-1] if finished else tokens)
    return Hypothesis(pieces[:limit], mean, finished and len(pieces) <= limit)
