"""What an engine is: subwords in, scored subwords out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from models.engines.attention import Attention

Batch = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """How translations are searched for.

    `beam`: hypotheses kept a step (1: greedy). `length_penalty`: exponent alpha by which a hypothesis' summed
    log-probability is divided by its length in subwords. `max_ratio` and `max_extra`: the longest output, in
    subwords, is ratio × source + extra, so that a model that loops is stopped (and its output flagged).
    `no_repeat_ngram`: no sequence of that many subwords comes twice in an output (0: any may). `repetition_penalty`:
    by which the logits of subwords that have been written are divided, or multiplied where negative (1: not at all;
    CTRL, Keskar et al. 2019, section 4.1). A score under a constraint is that of what the constraint allows.
    """

    beam: int = 4
    length_penalty: float = 1.0
    max_ratio: float = 3.0
    max_extra: int = 20
    no_repeat_ngram: int = 0
    repetition_penalty: float = 1.0


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One translation: its subwords without `</s>`, and its mean log-probability a subword, `</s>` counted."""

    pieces: tuple[str, ...]
    score: float
    finished: bool  # False when it ran into the length limit before `</s>`


class Engine(Protocol):
    """A model loaded and ready; owns its memory, so it is a context manager."""

    name: str
    max_source: int  # the longest source, in subwords, `</s>` not counted

    def generate(self, batches: Iterable[Batch], decoding: Decoding) -> Iterator[list[Hypothesis]]:
        """Translate each batch of source subwords (without `</s>`); results come in the order of the batches.

        A hypothesis never holds `<pad>`, and does not depend on what else is in its batch.

        Raises TooLongError when a source has more than `max_source` subwords: nothing is ever truncated.
        """
        ...

    def complete(self, sources: Batch, prefixes: Batch, decoding: Decoding) -> list[Hypothesis]:
        """Translate each of `sources` so that the translation begins with its prefix, target subwords.

        The hypothesis holds the prefix; its score is the mean over what follows. The limit of `decoding` is for both;
        a prefix that reaches it comes back as it is, unfinished. Does not depend on what else is asked for.

        Raises TooLongError as `generate` does.
        """
        ...

    def score(self, sources: Batch, targets: Batch) -> list[float | None]:
        """How likely each target is as the translation of its source: its mean log-probability a subword.

        `</s>` counts as one; a subword that the model cannot write is `<unk>`. None where a side is longer than the
        model can take, or without subwords. A score does not depend on what else is asked for,
        but for some hundredths in 8 bits (on AMD processors most differ by nothing and the most by 0.03).
        """
        ...

    def attend(self, sources: Batch, targets: Batch) -> "list[Attention | None]":
        """What each subword of a target looks at in its source, when the model is made to write that target.

        (target, source): the first head of the decoder's last layer; a row's rest to 1 is `</s>`. None where a side is
        longer than the model can take, or without subwords. Does not depend on what else is asked for.
        """
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...
