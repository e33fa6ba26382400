"""Catalogues of gettext (PO, and their templates, POT): what is said in Arabic gets its English.

A message is a block where its msgid is Arabic and its msgstr empty; its translation is marked fuzzy, which is gettext's
own word for "somebody has to look at it". Everything else stays byte for byte.
https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from models.errors import InputError
from translate.arabic.letters import has_arabic
from translate.documents.base import LINE, Block, Document
from translate.documents.formats import Reading
from translate.documents.po_strings import escape, unescape
from translate.documents.splicing import replaced
from translate.documents.tags import read_tagged, write_tagged

_ROW = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_BREAK = re.compile(r"\r\n?|\n")
_STRING = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)?\s*"((?:[^"\\]|\\.)*)"')
_LANGUAGE = re.compile(r'("Language:)[ \t]*([\w@.-]*)[ \t]*(?=\\n")', re.IGNORECASE)
_CHARSET = re.compile(r"(charset=)[\w.:-]+", re.IGNORECASE)
_PLURALS = re.compile(r'("Plural-Forms:)(?:[^"\\]|"\s*")*', re.IGNORECASE)


@dataclass(slots=True)
class _Entry:
    """A message: its texts by keyword, and where in the source its flags, its head and its msgstr stand."""

    texts: dict[str, str] = field(default_factory=dict)
    flags: tuple[int, int] | None = None
    fuzzy: bool = False
    head: int = -1
    target: tuple[int, int] = (-1, -1)
    wrapped: bool = False  # whether its msgid begins with an empty string, as those of several lines do
    last: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The keywords of what is translated: of the plural, too."""
        return ("msgid", "msgid_plural") if "msgid_plural" in self.texts else ("msgid",)

    @property
    def translated(self) -> bool:
        return any(text for key, text in self.texts.items() if key.startswith("msgstr"))


class Catalogue:
    """Messages in, the same messages with their English out."""

    binary = False

    def __init__(self, reading: Reading) -> None:
        """A catalogue says itself what is a text: nothing of `reading` applies."""

    def read(self, text: str) -> Document:
        """Find the messages in Arabic that have no translation yet.

        Raises InputError for a line that is no PO, and for a catalogue into Arabic or a third language.
        """
        entries = list(_entries(text))
        if entries and not entries[0].texts.get("msgid") and "msgctxt" not in entries[0].texts:
            _check_language(text[slice(*entries.pop(0).target)])
        wanted = [entry for entry in entries if any(has_arabic(entry.texts[form]) for form in entry.forms)]
        if not wanted and any(has_arabic(text) for entry in entries for text in entry.texts.values()):
            raise InputError(
                "is a catalogue into Arabic: its msgid are not in Arabic, its msgstr are; only an Arabic msgid is "
                "translated, so turn the two round first (msgid Arabic, msgstr empty)"
            )
        if wanted and all(entry.translated for entry in wanted):
            raise InputError("has a msgstr already for each msgid in Arabic; there is nothing to fill in")
        return Document(
            tuple(
                read_tagged(entry.texts[form], LINE, (entry, form))
                for entry in wanted
                if not entry.translated
                for form in entry.forms
            ),
            text,
        )

    def write(self, document: Document, blocks: Sequence[Block]) -> str:
        """Put each translation behind its message, fuzzy, and say in the header that the language is English.

        Raises ValueError when there are more or fewer blocks than the document has.
        """
        if len(blocks) != len(document.blocks):
            raise ValueError(f"{len(document.blocks)} blocks but {len(blocks)} translations")
        source, edits, plurals = document.text, [], False
        pairs = zip(document.blocks, blocks, strict=True)
        for _, some in groupby(pairs, key=lambda pair: id(pair[0].ref[0])):
            forms = list(some)
            if all(block.text == translated.text for block, translated in forms):
                continue
            entry: _Entry = forms[0][0].ref[0]
            edits += _flag(source, entry)
            edits.append((*entry.target, _written(source, entry, [write_tagged(one) for _, one in forms])))
            plurals = plurals or len(forms) > 1
        if edits and (header := next(_entries(source))).texts.get("msgid") == "":
            start, end = header.target
            edits.insert(0, (start, end, _in_english(source[start:end], plurals=plurals)))
        return replaced(source, edits)


def _entries(source: str) -> Iterator[_Entry]:
    entry = _Entry()
    number = 0
    for number, row in enumerate(_ROW.finditer(source), 1):
        line = row[0].strip().lstrip("\ufeff")
        found = _STRING.fullmatch(line)
        if not found and line and not line.startswith("#"):
            raise InputError(f"line {number:,} is no PO: {line[:60]!r}; write a keyword and a text in quotes")
        key = found[1] if found else None
        # A translation ends where a comment, an empty line or the next message follows.
        if entry.last.startswith("msgstr") and (not found or key in ("msgctxt", "msgid")):
            yield entry
            entry = _Entry()
        if found:
            _add(entry, key, found[2], row, number)
        elif line.startswith("#,"):
            entry.flags, entry.fuzzy = row.span(), "fuzzy" in re.split(r"[,\s]+", line)
        elif line.startswith("#|") and entry.head < 0:
            entry.head = row.start()
    if entry.last.startswith("msgstr"):
        yield entry
    elif entry.texts:
        raise InputError(f"line {number:,}: ends in the middle of a message, without its msgstr; fetch it again")


def _add(entry: _Entry, key: str | None, text: str, row: re.Match[str], number: int) -> None:
    if key is None and not entry.last:
        raise InputError(f"line {number:,}: a text without msgid or msgstr before it; mend it (msgfmt -c shows more)")
    if key is not None:
        if key in entry.texts or (key.startswith("msgstr") and "msgid" not in entry.texts):
            raise InputError(f"line {number:,}: {key} stands twice or before its msgid; mend it (msgfmt -c shows more)")
        entry.last = key
        entry.wrapped = entry.wrapped or (key == "msgid" and not text)
        entry.head = row.start() if entry.head < 0 else entry.head
    entry.texts[entry.last] = entry.texts.get(entry.last, "") + unescape(text)
    if entry.last.startswith("msgstr"):
        start = entry.target[0] if entry.target[0] >= 0 else row.start()
        entry.target = start, row.end()


def _check_language(header: str) -> None:
    found = _LANGUAGE.search(header)
    language = found[2].lower() if found else ""
    if language and not re.match(r"(?:en|ar)(?![a-z])", language):
        raise InputError(f"translates into '{language}' (its header says so); jisr fills catalogues in with English")


def _flag(source: str, entry: _Entry) -> list[tuple[int, int, str]]:
    if entry.fuzzy:
        return []
    if entry.flags:
        start = entry.flags[0] + source[slice(*entry.flags)].index("#,") + 2
        return [(start, start, " fuzzy,")]
    return [(entry.head, entry.head, "#, fuzzy" + _line_break(source, entry))]


def _line_break(source: str, entry: _Entry) -> str:
    found = _BREAK.search(source, entry.head)
    return found[0] if found else "\n"


def _written(source: str, entry: _Entry, texts: Sequence[str]) -> str:
    """The msgstr of `entry`; English has one form of it for one and another for all other numbers."""
    line_break = _line_break(source, entry)
    rows = []
    for number, text in enumerate(texts):
        key = f"msgstr[{number}]" if len(texts) > 1 else "msgstr"
        lines = escape(text, wrapped=entry.wrapped)
        rows.append(f"{key} " + line_break.join(f'"{line}"' for line in lines))
    ends = source[entry.target[1] - 1] in "\r\n"
    return line_break.join(rows) + (line_break if ends else "")


def _in_english(header: str, *, plurals: bool) -> str:
    header = _CHARSET.sub(r"\1UTF-8", header)
    if _LANGUAGE.search(header):
        header = _LANGUAGE.sub(r"\1 en", header)
    if plurals:
        header = _PLURALS.sub(r"\1 nplurals=2; plural=(n != 1);", header)
    return header
