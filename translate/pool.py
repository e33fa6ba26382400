"""Where sources are translated: by one model in this process (translate.drafter) or many on a cluster."""

from collections.abc import Callable, Sequence
from typing import Protocol

from translate.alignment import Alignment
from translate.guard.ladder import Drafts

Pair = tuple[str, str]  # a source and its translation
Progress = Callable[[int], None]  # is given the number of source characters done since it was called last


class Pool(Protocol):
    """Translates sources, each by itself: the same source gives the same draft, wherever and in whatever company.

    `name`, `revision`: the model's; `signature`: everything that decides a draft; `ahead`: how many windows of
    sentences keep it busy.
    """

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    @property
    def signature(self) -> str: ...

    @property
    def ahead(self) -> int: ...

    def submit(self, sources: Sequence[str]) -> Callable[[], Drafts]:
        """Hand over `sources`, all different; the function that is returned waits for the draft of each."""
        ...

    def align(self, pairs: Sequence[Pair]) -> dict[Pair, Alignment | None]:
        """Which subwords of each translation belong to which of its source; None where that cannot be said."""
        ...
