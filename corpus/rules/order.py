"""Arabic stored as it is seen: letters backwards, or in presentation forms."""

import re

from corpus.rules.view import View

_PRESENTATION = re.compile("[\ufb50-\ufdcf\ufdf0-\ufdf9\ufe80-\ufefc]")
# Teh marbuta and final yeh end a word and never begin one: in reversed text they do. `encode` makes heh and yeh of
# them, so the text itself is looked at.
_ENDINGS = ("ة", "ى")
_BEGINS = re.compile(r"\b[ةى](?=[ء-ي]{2})")
_ENDS = re.compile(r"(?<=[ء-ي]{2})[ةى]\b|\bال(?=[ء-ي])")
_ARTICLE_REVERSED = re.compile(r"(?<=[ء-ي]{2})لا\b")


def has_presentation_forms(text: str) -> bool:
    """Whether letters of `text` are presentation forms (ﻣﺜﻞ), as text out of PDF files has them."""
    return _PRESENTATION.search(text) is not None


def reversed_share(view: View) -> float:
    """The words of the Arabic side that can only be read backwards, by all whose direction can be told, and two more.

    0: none; 0.6 is five words of six.
    """
    text = view.ar.text
    if " ة" not in text and " ى" not in text and text[:1] not in _ENDINGS:
        return 0.0
    backwards = len(_BEGINS.findall(text))
    backwards += bool(backwards) and len(_ARTICLE_REVERSED.findall(text))
    return backwards / (backwards + len(_ENDS.findall(text)) + 1)
