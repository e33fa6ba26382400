"""What came in, read: the bytes of a file as a document."""

import codecs
import re
from pathlib import PurePath

from models.errors import InputError
from translate.arabic.letters import count_arabic, has_arabic
from translate.documents import Document, Format, format_name, format_named
from translate.documents.declared import decode_page
from translate.reading import check_worth

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL takes no NUL, and no database half a surrogate pair
_UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_LONGEST_NAME = 200
_MOST_TAA = 0.25  # of Arabic letters ط or ظ, which every second one is where damaged UTF-8 is read as Windows-1256


class TooLargeError(InputError):
    """More came than is taken."""


def format_of(name: str) -> Format:
    """The format of a file, by the ending of its name."""
    return format_named(format_name(name))


def read_content(content: bytes, name: str, *, longest: int) -> Document:
    """The document in `content`, of the format that the ending of `name` says.

    Raises InputError when it is broken, empty, no text where text is wanted, or holds no Arabic; a TooLargeError when
    it has more than `longest` characters.
    """
    form = format_of(name)
    try:
        document = form.read(content if form.binary else _decoded(content))
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    size = sum(len(block.text) for block in document.blocks)
    if size > longest:
        raise TooLargeError(f"{name}: has {size:,} characters, and {longest:,} are taken; bring it in parts")
    visible = any(not block.text.isspace() for block in document.blocks if block.text)
    check_worth(name, visible=visible, arabic=any(has_arabic(block.text) for block in document.blocks))
    return document


def _decoded(content: bytes) -> str:
    if b"\0" in content and not content.startswith(_WIDE):
        raise InputError("is a binary file, not text; save it as text, or name it by what it is")
    text, encoding = decode_page(content)
    if content.startswith(_WIDE) and not encoding.startswith("utf-16"):
        raise InputError("is no sound UTF-16; save it as UTF-8")
    letters = count_arabic(text)
    if encoding == "windows-1256" and sum(map(text.count, "طظ")) > _MOST_TAA * letters:
        raise InputError("is neither sound UTF-8 nor Windows-1256; save it as UTF-8")
    return text


def storable(text: str) -> str:
    """`text` as every database takes it, of the same length."""
    return _UNSTORABLE.sub("\ufffd", text)


def file_name(name: str) -> str:
    """The name of a file without its folders, and without what is not seen in it.

    >>> file_name("C:\\\\مقالات\\\\سد\\u202etxt.docx")
    'سدtxt.docx'
    """
    bare = _UNSEEN.sub("", PurePath(name.replace("\\", "/")).name).strip()
    bare = bare if bare.strip(".") else ""
    ending = PurePath(bare).suffix
    return bare if len(bare) <= _LONGEST_NAME else bare[: _LONGEST_NAME - len(ending)] + ending


def title_line(text: str, most: int = _LONGEST_NAME) -> str:
    """`text` on one line, without what is not seen in it, cut at a word where it is longer than `most`."""
    words = _UNSEEN.sub(" ", text).split()
    line = " ".join(words)
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"
