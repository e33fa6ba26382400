"""Damaged text: wrong encodings, and escapes left in."""

import re

from corpus.rules.view import Side, View

# Bytes 80-BF of UTF-8, as windows-1252 and latin-1 show them.
_CONTINUATION = (
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e"
    "\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
_MOJIBAKE = re.compile(
    f"(?:[ØÙÚÛ][{_CONTINUATION}]){{2,}}|Ã[{_CONTINUATION}]|â[\u0080€][{_CONTINUATION}]?|Â[\u00a0-\u00bf]"
    # Arabic as windows-1256 shows it, every second letter a tah or zah; windows-1256 as latin-1 shows it.
    f"|(?:[طظ][پٹچژڈگکڑںھ،؛؟\u200c\u200d{_CONTINUATION}]){{3,}}|[\u00c0-\u00ff]{{5,}}"
    # Letters that an encoding did not have; control characters.
    "|\ufffd|(?:(?<!\\S)\\?{2,}(?:\\s+|$)){2,}|[\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_ESCAPE = re.compile(
    r"(?:\\u[0-9a-fA-F]{4}){2,}|\\u06[0-9a-fA-F]{2}|&amp;(?:#|[a-z]{2,8};)|(?:\\x[dD][89a-bA-B]\\x[89abAB].)+"
)
# What each of these needs, as a class that is quickly looked for.
_SUSPECT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00c0-\u00ff\ufffd]")
_TAHS = 6  # in Arabic one letter of a hundred is one of the two; in text read as windows-1256 one of two


def damage(view: View) -> float:
    """How many places of both sides show a wrong encoding or an escape (`\\u0627`, `&amp;quot;`) that was left in."""
    return _damage(view.ar) + _damage(view.en)


def _damage(side: Side) -> int:
    text = side.text
    found = len(_MOJIBAKE.findall(text)) if _is_suspect(side) else 0
    if "\\" in text or "&amp;" in text:
        found += len(_ESCAPE.findall(text))
    return found


def _is_suspect(side: Side) -> bool:
    text = side.text
    if "??" in text or not (side.ordinary or _SUSPECT.search(text) is None):
        return True
    return side.arabic > 0 and (text.count("ط") + text.count("ظ")) * _TAHS > len(text)
