"""The source subwords of the warm start: the pieces of multilingual-e5-small that Arabic text needs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

from corpus.align.embed.weights import Subwords
from models.characters import model_input

_LINES = 5000  # cut into subwords at a time


def cut_model(base: Path, subwords: Subwords, chosen: Iterable[str] | None, out: Path) -> None:
    """Write a sentencepiece model of `subwords`, all or the `chosen` ones, that normalises text as `base` does."""
    model = sentencepiece_model_pb2.ModelProto.FromString(base.read_bytes())
    normal = sentencepiece_model_pb2.ModelProto.SentencePiece.NORMAL
    special = [piece for piece in model.pieces if piece.type != normal]
    del model.pieces[:]
    model.pieces.extend(special)
    wanted = None if chosen is None else set(chosen)
    for piece, score in zip(subwords.pieces, subwords.scores.tolist(), strict=True):
        if not _is_mark(piece) and (wanted is None or piece in wanted):
            model.pieces.add(piece=piece, score=score)
    out.write_bytes(model.SerializeToString())


def choose(model: Path, texts: Iterable[str], count: int) -> list[str]:
    """The `count` pieces of the sentencepiece `model` that `texts` need most, all their characters among them.

    Digits stand alone, as on the target side, so that numbers can be copied.
    """
    processor = sentencepiece.SentencePieceProcessor(model_file=str(model))
    met: Counter[str] = Counter()
    for lines in _groups(texts, _LINES):
        for pieces in processor.encode([model_input(line) for line in lines], out_type=str):
            met.update(pieces)
    letters: Counter[str] = Counter()
    for piece, times in met.items():
        for letter in piece:
            letters[letter] += times
    known = {processor.id_to_piece(number) for number in range(processor.get_piece_size())}
    # A character met once in a million is an emoji or a slip.
    alone = [letter for letter, times in letters.most_common() if letter in known and times > 1e-6 * letters.total()]
    longer = [piece for piece, _ in met.most_common() if len(piece) > 1 and not any(c.isdigit() for c in piece)]
    return [*alone, *(piece for piece in longer if piece in known and not _is_mark(piece))][:count]


def _is_mark(piece: str) -> bool:
    return len(piece) > 2 and piece.startswith("<") and piece.endswith(">")


def _groups(texts: Iterable[str], size: int) -> Iterator[Sequence[str]]:
    lines = iter(texts)
    while group := list(islice(lines, size)):
        yield group
