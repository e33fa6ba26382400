"""The encoding of a web page: what it says itself, and what its bytes look like."""

import codecs
import re

from models.errors import InputError
from translate.arabic.letters import count_arabic

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_XML = re.compile(rb"^\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
_META = re.compile(rb"<meta[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_PROLOGUE = 1024  # bytes in which the HTML standard looks for a declaration; pages are seen that have it later
# Names that mean a larger set in a browser (Encoding standard, 4.2), and names that cannot be true of a page whose
# declaration was read as ASCII.
_MEANT = {"iso-8859-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252", "ascii": "windows-1252",
          "iso-8859-9": "windows-1254", "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8"}  # fmt: skip
_LEGACY = "windows-1256"
_ARABIC_SHARE = 0.6  # of the letters beyond ASCII, where bytes are Windows-1256 indeed


def decode_page(data: bytes) -> tuple[str, str]:
    """The text of a page and its encoding: `text.encode(encoding)` is `data`.

    Raises InputError when its bytes are not what it declares, nor UTF-8, nor Arabic in Windows-1256.
    """
    declared = _declared(data)
    errors: list[UnicodeDecodeError] = []
    for encoding in dict.fromkeys([declared or "utf-8", "utf-8"]):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            errors.append(error)
            continue
        if text.encode(encoding) == data:
            return text, encoding
    legacy = data.decode(_LEGACY, errors="replace")
    beyond = sum(letter > "\x7f" for letter in legacy)
    if beyond and count_arabic(legacy) >= _ARABIC_SHARE * beyond and legacy.encode(_LEGACY, "replace") == data:
        return legacy, _LEGACY
    place = f"byte {errors[0].start:,} is not {declared or 'utf-8'}" if errors else f"is no sound {declared}"
    raise InputError(f"{place}, and it is no Arabic in {_LEGACY} either; open it in a browser and save it as UTF-8")


def _declared(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    found = _XML.search(data[:_PROLOGUE]) or _META.search(data[: 16 * _PROLOGUE])
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    name = _MEANT.get(name, name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
