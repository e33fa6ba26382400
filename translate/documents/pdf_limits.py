"""Limits of what a PDF may unfold to: a small file can hold gigabytes of zeros, or forms in forms without end."""

import threading
import zlib
from typing import Any

from models.errors import InputError

_MOST_BYTES = 256 << 20  # unpacked, of one document: pictures are not; a book of a thousand pages has some 20 MB
_MOST_THINGS = 20_000_000  # glyphs and forms of one document: a book of a thousand pages has some three millions
_spent = threading.local()


class _Zlib:
    """What pdfminer uses of zlib, within the limit of the document that this thread reads."""

    error = zlib.error
    decompressobj = staticmethod(zlib.decompressobj)

    @staticmethod
    def decompress(data: bytes) -> bytes:
        """As zlib.decompress; raises InputError where too much comes out."""
        left = getattr(_spent, "bytes", _MOST_BYTES)
        unpacking = zlib.decompressobj()
        result = unpacking.decompress(data, left + 1)
        if len(result) > left:
            raise InputError(f"unpacks to more than {_MOST_BYTES >> 20:,} MiB; print it to a new PDF")
        _spent.bytes = left - len(result)
        if not unpacking.eof:
            raise zlib.error("incomplete or truncated stream")
        return result


def limited(device: type[Any]) -> type[Any]:
    """A kind of pdfminer's `device` for one document, read by this thread, that keeps to the limits.

    pdfminer unpacks all of a stream at once and has no setting for it, so its name `zlib` is given another meaning.
    """
    from pdfminer import pdftypes

    pdftypes.zlib = _Zlib  # type: ignore[attr-defined, assignment]
    _spent.bytes, _spent.things = _MOST_BYTES, _MOST_THINGS

    class Limited(device):  # type: ignore[misc]
        def render_char(self, *arguments: Any, **settings: Any) -> Any:
            _count()
            return super().render_char(*arguments, **settings)

        def begin_figure(self, *arguments: Any, **settings: Any) -> Any:
            _count()
            return super().begin_figure(*arguments, **settings)

    return Limited


def _count() -> None:
    _spent.things -= 1
    if _spent.things < 0:
        raise InputError(f"draws more than {_MOST_THINGS:,} letters and forms; split it")
