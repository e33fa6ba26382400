"""A fold by table gives what the function it stands for gives."""

import pytest

from corpus.dedupe.folds import Fold
from translate.arabic.key import comparison_key

WORDS = ["كَتَبَ", "أُنشئت", "٢٠٢٠", "8،9", "٣٫٥", "«نعم»", "إلى", "“Café”", "o’clock", "Über"]
WORDS += ["&quot;", "&#1606;", "…", "ﻻ", "x\u0301", "آ", "ا\u0653"]
FOLD = Fold(comparison_key)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("text", ["{0} {1}", "{0}{1}", " {0}\u00a0\t{1}\r\n", "({0} ،{1})"])
def test_as_the_function(word: str, text: str) -> None:
    for other in WORDS:
        both = text.format(word, other)
        assert FOLD(both) == comparison_key(both)


def test_the_function_is_asked_for_what_is_not_common_alone() -> None:
    asked: list[str] = []

    def slow(text: str) -> str:
        asked.append(text)
        return text

    fold = Fold(slow)
    asked.clear()
    assert fold("كتاب  and book") == "كتاب and book"
    assert fold("كتاب&lrm; ﻻ") == "كتاب&lrm; ﻻ"
    assert asked == ["كتاب&lrm; ﻻ"]
