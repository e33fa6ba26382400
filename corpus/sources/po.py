"""Catalogues of gettext (PO): what a program says, and its translation.

Read line by line: the libraries there are hold a catalogue as a whole.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.pairs import Pair
from corpus.sources.languages import is_arabic, is_english
from corpus.sources.reading import Reading
from corpus.sources.streams import read_bytes
from corpus.sources.text import LONGEST_FIELD, read_lines
from models.errors import InputError

_LINE = re.compile(r'(?P<key>msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)?\s*"(?P<text>(?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.))")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_CHARSET = re.compile(rb"charset=([\w.:-]+)")
_LANGUAGE = re.compile(r"^(Language|X-Source-Language):[ \t]*(\S*)", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class _Entry:
    """An entry as far as it has been read; `texts` by keyword, `last` the one that goes on."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    last: str = ""
    length: int = 0

    def text(self, key: str) -> str:
        return "".join(self.texts.get(key, ()))


def read_po(reading: Reading) -> Iterator[Pair]:
    """The entries of a catalogue, empty translations included; one catalogue is one document.

    Left out and counted: the header, fuzzy and obsolete entries, and those with plural forms, whose numbers the two
    languages part differently. Accelerators and placeholders stay as they are.

    Raises InputError for a line that is no PO, with its number, and for a catalogue of other languages.
    """
    (path,) = reading.paths
    document, left_out = reading.file, reading.tally.left_out
    arabic_first = False
    encoding = reading.settings.encoding or _charset(path)
    count = 0
    for entry in _entries(path, encoding, reading):
        if entry.text("msgid") == "" and "msgctxt" not in entry.texts:
            arabic_first = _check_languages(path, entry.text("msgstr"))
            left_out["header"] += 1
            continue
        reason = "fuzzy" if "fuzzy" in entry.flags else "plural forms" if "msgid_plural" in entry.texts else ""
        if reason:
            left_out[reason] += 1
        else:
            source, target = entry.text("msgid"), entry.text("msgstr")
            ar, en = (source, target) if arabic_first else (target, source)
            yield Pair(ar, en, reading.origin(document, count))
        count += 1


def _entries(path: Path, encoding: str, reading: Reading) -> Iterator[_Entry]:
    entry = _Entry()
    number = 0
    for number, line in read_lines(path, encoding):
        line = line.strip()
        if line.startswith("#~"):
            reading.tally.left_out["obsolete"] += line[2:].lstrip().startswith("msgid ")
            if not entry.texts:
                entry = _Entry()  # the comments before belong to it
            continue
        comment = not line or line.startswith("#")
        match = None if comment else _LINE.fullmatch(line)
        if not comment and match is None:
            raise InputError(f"{path}: line {number:,} is no PO: {line[:60]!r}; write a keyword and a text in quotes")
        key = match["key"] if match else ""
        # A translation ends where a comment, a blank line or the next msgid follows; blank lines may be missing.
        if entry.last.startswith("msgstr") and (comment or key in ("msgctxt", "msgid")):
            yield entry
            entry = _Entry()
        if line.startswith("#,"):
            entry.flags |= {flag.strip() for flag in line[2:].split(",")}
        elif match:
            _add(entry, key, match["text"], f"{path}: line {number:,}")
    if entry.last.startswith("msgstr"):
        yield entry
    elif entry.texts:
        raise InputError(f"{path}: line {number:,}: ends in the middle of an entry, without its msgstr; fetch it again")


def _add(entry: _Entry, key: str | None, text: str, place: str) -> None:
    if key:
        if key in entry.texts or (key != "msgctxt" and not key.startswith("msgid") and "msgid" not in entry.texts):
            raise InputError(f"{place}: {key} stands twice or before its msgid; mend it (msgfmt -c shows more)")
        if key == "msgid" and "msgid_plural" in entry.texts:
            raise InputError(f"{place}: msgid stands behind its plural; mend it (msgfmt -c shows more)")
        entry.last = key
    elif not entry.last:
        raise InputError(f"{place}: a text without msgid or msgstr before it; mend it (msgfmt -c shows more)")
    entry.length += len(text)
    if entry.length > LONGEST_FIELD:
        raise InputError(f"{place}: an entry of more than {LONGEST_FIELD:,} characters; no program says that much")
    entry.texts.setdefault(entry.last, []).append(_ESCAPE.sub(_unescaped, text))


def _unescaped(match: re.Match[str]) -> str:
    octal, hexadecimal, char = match.groups()
    if octal or hexadecimal:
        return chr(int(octal, 8) if octal else int(hexadecimal, 16))
    return _ESCAPED.get(char, char)


def _check_languages(path: Path, header: str) -> bool:
    """Whether the header says that the Arabic is translated into English, rather than the other way.

    Raises InputError for other languages; a header that is silent is Arabic out of English.
    """
    stated = {name.lower(): code for name, code in _LANGUAGE.findall(header) if code}
    target = stated.get("language", "ar")
    source = stated.get("x-source-language", "ar" if is_english(target) else "en")
    if (is_arabic(target) and is_english(source)) or (is_english(target) and is_arabic(source)):
        return is_english(target)
    raise InputError(
        f"{path}: translates {source} into {target}; Arabic and English are wanted (its header says Language: {target})"
    )


def _charset(path: Path) -> str:
    """The encoding that the header states, where it does and Python knows it."""
    found = _CHARSET.search(next(read_bytes(path), b""))
    name = found[1].decode("ascii", "replace") if found else ""
    try:
        codecs.lookup(name)
    except LookupError:  # a template says CHARSET
        return ""
    return name
