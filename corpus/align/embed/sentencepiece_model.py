"""Writes a unigram model in sentencepiece's own format.

The format is a message of protocol buffers (sentencepiece_model.proto, ModelProto). It is written by hand because the
module that sentencepiece generates from it needs the package protobuf, and often another version than is installed.
"""

import struct
from collections.abc import Iterator

from corpus.align.embed.weights import Subwords

# Of SentencePiece.Type and TrainerSpec.ModelType.
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3
_UNIGRAM = 1


def write_model(subwords: Subwords) -> bytes:
    """The model of `subwords`: white space at the ends and beside other white space goes, nothing else is replaced.

    Pieces in angle brackets (`<s>`, `<mask>`) are never found in a text.
    """
    trainer = [(3, _UNIGRAM), (4, len(subwords.pieces))]
    trainer += [(40, subwords.unknown), (41, subwords.start), (42, subwords.end), (43, subwords.padding)]
    normalizer = _text(1, "identity") + b"".join(_number(*field) for field in ((3, 1), (4, 1), (5, 1)))
    parts = [_message(1, piece) for piece in _pieces(subwords)]
    parts += [_message(2, b"".join(_number(*field) for field in trainer)), _message(3, normalizer)]
    return b"".join(parts)


def _pieces(subwords: Subwords) -> Iterator[bytes]:
    for number, (piece, score) in enumerate(zip(subwords.pieces, subwords.scores.tolist(), strict=True)):
        kind = _CONTROL if piece.startswith("<") and piece.endswith(">") and len(piece) > 2 else _NORMAL
        kind = _UNKNOWN if number == subwords.unknown else kind
        yield _text(1, piece) + _key(2, 5) + struct.pack("<f", score) + _number(3, kind)


def _key(field: int, wire: int) -> bytes:
    return _varint(field << 3 | wire)


def _number(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _message(field, value.encode())


def _message(field: int, value: bytes) -> bytes:
    return _key(field, 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    """Seven bits a byte, the low ones first, the top bit set but in the last."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
