"""JSON and JSON Lines: the strings in Arabic are blocks; keys, numbers, order and layout stay byte for byte."""

import json
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from models.errors import InputError
from translate.arabic.letters import has_arabic
from translate.documents.base import LINE, Block, Document
from translate.documents.formats import Reading
from translate.documents.splicing import replaced
from translate.documents.tags import read_tagged, write_tagged

_TOKEN = re.compile(
    r'[ \t\r\n]*(?:(?P<string>"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+")|(?P<mark>[{}\[\],:])'
    r"|(?P<plain>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true|false|null|NaN|-?Infinity))"
)
_BLANK = re.compile(r"[ \t\r\n]*")
_DEEPEST = 500  # objects in each other


@dataclass(frozen=True, slots=True)
class _String:
    """A value that is a string: `[start:end]` with its quotes, and the keys that lead to it."""

    start: int
    end: int
    path: tuple[str, ...]


class Json:
    """Strings in, strings out.

    `reading.fields`: dotted paths of what is translated (`article.title`), with all that is in it; the numbers of
    lists are left out. Without any, every string with Arabic in it.
    """

    binary = False
    _lines = False

    def __init__(self, reading: Reading) -> None:
        self._fields = reading.fields

    def read(self, text: str) -> Document:
        """Find the strings in Arabic.

        Raises InputError for what is no JSON, with the line, and when a field that was asked for is not there.
        """
        blocks: list[Block] = []
        seen: set[str] = set()
        paths: dict[str, None] = {}
        for string in _strings(text, lines=self._lines):
            path = ".".join(string.path)
            chosen = [field for field in self._fields if path == field or path.startswith(f"{field}.")]
            seen.update(chosen)
            if len(paths) < 20:
                paths[path] = None
            if self._fields and not chosen:
                continue
            value = _value(text[string.start : string.end])
            if has_arabic(value):
                blocks.append(read_tagged(value, LINE, string))
        missing = [field for field in self._fields if field not in seen]
        if missing:
            raise InputError(f"has no string in '{missing[0]}'; --fields takes dotted paths, here: {', '.join(paths)}")
        return Document(tuple(blocks), text)

    def write(self, document: Document, blocks: Sequence[Block]) -> str:
        """Put each translation in the place of its string.

        Raises ValueError when there are more or fewer blocks than the document has.
        """
        if len(blocks) != len(document.blocks):
            raise ValueError(f"{len(document.blocks)} blocks but {len(blocks)} translations")
        ascii_only = document.text.isascii()
        return replaced(
            document.text,
            (
                (block.ref.start, block.ref.end, json.dumps(write_tagged(translated), ensure_ascii=ascii_only))
                for block, translated in zip(document.blocks, blocks, strict=True)
                if (block.text, block.marks) != (translated.text, translated.marks)
            ),
        )


class JsonLines(Json):
    """A value a line."""

    _lines = True


def _value(raw: str) -> str:
    """What a string says; half of a pair of surrogates, which is no character, is U+FFFD."""
    value: str = json.loads(raw)
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _strings(text: str, *, lines: bool) -> Iterator[_String]:
    place = int(text.startswith("\ufeff"))
    while True:
        found = _BLANK.match(text, place)
        place = found.end() if found else place
        if place == len(text):
            return
        place = yield from _strings_of_value(text, place)
        rest = _BLANK.match(text, place)
        end = rest.end() if rest else place
        if end < len(text) and not (lines and "\n" in text[place:end]):
            hint = "" if lines else "; call a file with a value a line .jsonl"
            raise InputError(f"{_line(text, end)}: something follows where the JSON ends{hint}")


def _strings_of_value(text: str, place: int) -> Generator[_String, None, int]:
    """The strings of the value at `place`; returns where it ends."""
    opened: list[str] = []
    keys: list[str] = []  # of what is open; of a list, none
    state = "value"  # what has to come: value, key, either or the end, colon, comma
    while True:
        token = _TOKEN.match(text, place)
        mark = token["mark"] if token else None
        if token is None:
            raise _broken(text, place)
        if state.startswith("value") and not mark:
            if token["string"]:
                path = tuple(key for kind, key in zip(opened, keys, strict=True) if kind == "{")
                yield _String(*token.span("string"), path)
            state = "comma"
        elif state.startswith("value") and mark and mark in "{[":
            opened.append(mark)
            keys.append("")
            if len(opened) > _DEEPEST:
                raise InputError(f"{_line(text, place)}: more than {_DEEPEST} objects or lists in each other")
            state = "key or end" if mark == "{" else "value or end"
        elif state.startswith("key") and token["string"]:
            keys[-1] = _value(token["string"])
            state = "colon"
        elif state == "colon" and mark == ":":
            state = "value"
        elif state == "comma" and mark == ",":
            state = "key" if opened[-1] == "{" else "value"
        elif mark and (state == "comma" or state.endswith("end")) and opened[-1] + mark in ("{}", "[]"):
            opened.pop()
            keys.pop()
            state = "comma"
        else:
            raise _broken(text, place)
        place = token.end()
        if not opened:
            return place


def _broken(text: str, place: int) -> InputError:
    found = _BLANK.match(text, place)
    return InputError(
        f"{_line(text, found.end() if found else place)}: is no JSON; mend it (python -m json.tool shows more)"
    )


def _line(text: str, place: int) -> str:
    return f"line {text.count(chr(10), 0, place) + 1:,}"
