"""Reads inputs: as documents, as text a piece at a time, or as bytes."""

import codecs
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO

from models.errors import InputError, SettingsError
from translate.arabic.letters import has_arabic
from translate.documents import Document, Format, Reading, format_name, format_named
from translate.inputs import STDIN, Input, unreadable

_PIECE = 1 << 18  # 256 KiB: small beside a window of sentences, large beside a system call
_BINARY = {b"%PDF": "PDF", b"PK\x03\x04": "ZIP (or docx, xlsx, epub)", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG",
           b"\x1f\x8b": "gzip", b"\xd0\xcf\x11\xe0": "old Word or Excel", b"\x7fELF": "program"}  # fmt: skip
_WIDE = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_ARABIC = re.compile("[\u0621-\u064a]")


def check_encoding(encoding: str) -> None:
    """Raise SettingsError when Python does not know `encoding`."""
    try:
        codecs.getincrementaldecoder(encoding)
    except LookupError:
        raise SettingsError(
            f"--encoding {encoding}: no such encoding; common ones are utf-8, utf-16, windows-1256, iso-8859-6"
        ) from None


def count_characters(one: Input, reading: Reading, encoding: str) -> int:
    """Read the whole of `one` to see that it can be translated; the number of its characters.

    Raises InputError when it cannot be read or decoded, is empty or holds no Arabic.
    """
    characters, arabic, visible = 0, False, False
    for piece in _texts(one, reading, encoding):
        characters += len(piece)
        arabic = arabic or has_arabic(piece)
        visible = visible or not piece.isspace()
    check_worth(one.name, visible=visible, arabic=arabic)
    return characters


def _texts(one: Input, reading: Reading, encoding: str) -> Iterator[str]:
    form = format_named(format_name(one.relative.name), reading)
    if not form.binary:
        yield from read_pieces(one, encoding)
        return
    for document in read_documents(one, form, encoding):
        yield from (block.text for block in document.blocks)


def read_documents(one: Input, form: Format, encoding: str) -> Iterator[Document]:
    """`one` as documents of `form`: several, one after the other, where it is plain text, and may be long.

    Raises InputError when it cannot be read.
    """
    pieces: Iterator[str] | Iterator[bytes]
    if form.binary:
        pieces = iter([read_bytes(one)])
    else:
        pieces = read_pieces(one, encoding)
        if format_name(one.relative.name) != "text":
            pieces = iter(["".join(pieces)])  # only plain text can be understood a piece at a time
    for piece in pieces:
        try:
            document = form.read(piece)
        except InputError as error:
            raise InputError(f"{one.name}: {error}") from error
        yield document


def read_bytes(one: Input) -> bytes:
    """All of `one`.

    Raises InputError when it cannot be read.
    """
    with _opened(one) as stream:
        try:
            return stream.read()
        except OSError as error:
            raise unreadable(error, one.name) from error


def check_worth(name: str, *, visible: bool, arabic: bool) -> None:
    """Raise InputError when there is nothing to translate."""
    if not visible:
        raise InputError(f"{name}: is empty; nothing to translate")
    if not arabic:
        raise InputError(f"{name}: no Arabic letters in it; jisr translates from Arabic, and other text stays as it is")


def read_pieces(one: Input, encoding: str) -> Iterator[str]:
    """The text of `one` in pieces of some 256 KiB that end with an empty line, so that no paragraph is cut.

    Without one for as long, a piece ends where a line does; a longer line is one piece. Line breaks and a byte order
    mark in UTF-8 stay as they are.

    Raises InputError when it cannot be opened or holds bytes that are not `encoding`.
    """
    encoding = "utf-8" if one.web else encoding  # however it is written at its address
    decoder = codecs.getincrementaldecoder(encoding)()
    rest = ""
    read = 0
    with _opened(one) as stream:
        while True:
            try:
                # One system call: `read` goes on to the next without looking whether Ctrl-C came meanwhile.
                data = stream.read1(_PIECE)
            except OSError as error:
                raise unreadable(error, one.name) from error
            if read == 0:
                _check_text(one.name, data, encoding)
            kept = len(decoder.getstate()[0])  # bytes of an unfinished character, read before
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeError as error:
                start = error.start if isinstance(error, UnicodeDecodeError) else 0
                raise InputError(_undecodable(one.name, encoding, read - kept + start, data)) from error
            read += len(data)
            rest += text
            end = len(rest) if not data else _end_of_piece(rest, len(rest) - len(text) - _PIECE)
            if end:
                yield rest[:end]
                rest = rest[end:]
            if not data:
                return


def _end_of_piece(text: str, since: int) -> int:
    """Behind the last empty line of `text`, or the last line where there is a lot of it; 0 to read on.

    Looks no farther back than `since`, so that a line of any length takes time linear in it.
    """
    since = max(since, 0)
    empty = max(text.rfind("\n\n", since) + 2, text.rfind("\n\r\n", since) + 3, text.rfind("\r\r", since) + 2)
    if empty > 3:
        return empty
    if len(text) < _PIECE:
        return 0
    # A carriage return at the very end may be half of a line break.
    return max(text.rfind("\n", since), text.rfind("\r", since, -1)) + 1


@contextmanager
def _opened(one: Input) -> Iterator[BufferedReader]:
    if one.web is not None:
        yield BufferedReader(BytesIO(one.web.content(one.relative.suffix)))
        return
    if one.path is None:
        if not isinstance(sys.stdin.buffer, BufferedReader):
            raise InputError(f"{STDIN}: is not a file or a pipe")
        yield sys.stdin.buffer
        return
    try:
        stream = one.path.open("rb")
    except (OSError, ValueError) as error:
        raise unreadable(error, one.name) from error
    with stream:
        yield stream


def _check_text(name: str, data: bytes, encoding: str) -> None:
    """Refuse what is no text, or text in an encoding that its first bytes give away."""
    if not codecs.lookup(encoding).name.startswith(("utf-16", "utf-32")):
        for mark, wide in _WIDE:
            if data.startswith(mark):
                raise InputError(f"{name}: is {wide.upper()}, not {encoding}; add --encoding {wide}")
        kind = next((kind for magic, kind in _BINARY.items() if data.startswith(magic)), None)
        if kind or b"\0" in data[:8192]:
            raise InputError(
                f"{name}: is a binary file{f' ({kind})' if kind else ''}, not text; export it as text and name that"
            )


def _undecodable(name: str, encoding: str, offset: int, data: bytes) -> str:
    try:
        as_1256 = data.decode("windows-1256", errors="replace")
    except LookupError:
        as_1256 = ""
    letters = _ARABIC.findall(as_1256)
    foreign = sum(byte > 127 for byte in data)
    # UTF-8 Arabic read as Windows-1256 is every other letter ط or ظ; then it is damaged UTF-8.
    is_1256 = len(letters) > 0.6 * foreign and sum(letter in "طظ" for letter in letters) < 0.25 * len(letters)
    hint = (
        "it looks like Windows-1256: add --encoding windows-1256"
        if is_1256
        else "name the right one with --encoding (windows-1256, utf-16, iso-8859-6), or mend the file: "
        "iconv -c -f utf-8 -t utf-8"
    )
    return f"{name}: byte {offset:,} is not {encoding}; {hint}"
