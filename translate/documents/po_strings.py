"""Strings as gettext writes them."""

import re

_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.))")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_SPECIAL = {character: rf"\{letter}" for letter, character in _ESCAPED.items()} | {'"': r"\"", "\\": r"\\"}
_WIDTH = 77  # gettext's own: 79 with the quotes


def unescape(text: str) -> str:
    r"""What a string means.

    >>> unescape(r"قال \"نعم\"")
    'قال "نعم"'
    """
    return _ESCAPE.sub(_character, text)


def escape(text: str, *, wrapped: bool) -> list[str]:
    """`text` as one string or, `wrapped`, as several behind an empty one: a line each, cut where it is long."""
    lines = text.splitlines(keepends=True) if "\n" in text[:-1] or wrapped else [text]
    rows = [row for line in lines for row in (_rows(line) if wrapped else [line])]
    safe = ["".join(_SPECIAL.get(character, character) for character in row) for row in rows]
    return ["", *safe] if len(safe) > 1 else safe or [""]


def _rows(line: str) -> list[str]:
    """`line`, cut behind blanks."""
    if len(line) <= _WIDTH:
        return [line]
    words = re.findall(r"\S*\s*", line)
    rows = [""]
    for word in words:
        if rows[-1] and len(rows[-1]) + len(word) > _WIDTH:
            rows.append("")
        rows[-1] += word
    return rows


def _character(found: re.Match[str]) -> str:
    octal, hexadecimal, letter = found.groups()
    if octal or hexadecimal:
        return chr(int(octal, 8) if octal else int(hexadecimal, 16))
    return _ESCAPED.get(letter, letter)
