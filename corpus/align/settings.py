"""What can be set about the aligner."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignSettings:
    """`embedder`: a sentence encoder, by name or folder (see corpus.align.embed)."""

    embedder: str = "multilingual-e5-small"
