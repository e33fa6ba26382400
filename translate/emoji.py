"""Pictures in a text, which no translation model writes: set aside before it and put back behind it."""

import re

# Emoji and dingbats by block (Unicode 16), with what joins, colours and frames them.
_BASE = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff"
_EMOJI = re.compile(f"[{_BASE}](?:[{_BASE}\u200d\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f])*")
_HEAD = re.compile(rf"(?:[ \t\xa0]*+{_EMOJI.pattern})+")
_BLANKS = re.compile(r"[ \t\xa0]{2,}")
_BLANK_BEFORE_MARK = re.compile(r"[ \t\xa0]+(?=[.!?؟،؛…](?:\s|$))")


def set_aside(text: str) -> tuple[str, str, str]:
    """The emoji that begin `text`, the text without any, and the emoji that stood in it or end it.

    >>> set_aside("🎉 مبروك 😀 يا أحمد ❤️!")
    ('🎉', 'مبروك يا أحمد!', '😀 ❤️')
    """
    found = list(_EMOJI.finditer(text))
    if not found:
        return "", text, ""
    bare = _BLANK_BEFORE_MARK.sub("", _BLANKS.sub(" ", _EMOJI.sub(" ", text))).strip()
    head = _HEAD.match(text)
    before = _EMOJI.findall(head[0]) if head else []
    return " ".join(before), bare, " ".join(emoji[0] for emoji in found[len(before) :])


def put_back(before: str, text: str, after: str) -> str:
    """`text` between the emoji that `set_aside` found."""
    return " ".join(part for part in (before, text, after) if part)
