"""A quotation without a mark ends a sentence before another quotation or a verb of reporting, and nowhere else."""

import pytest

from translate import split_sentences

QUOTE = "لن نترك أحدا من السكان من غير مأوى"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"قال المدير: «{QUOTE}»", "وأضاف أن العمل بدأ أمس في الحي القديم"),
        (f'قال المدير: "{QUOTE}"', '"بدأ العمل أمس في الحي القديم ولن يتوقف"'),
        (f"قال المدير: «{QUOTE} ثقةً»", "وأضاف أن العمل بدأ أمس"),
        (f"قالت المديرة إن القرار صدر وقالت «{QUOTE}»", "وأكدت أن العمل بدأ أمس"),
    ],
)
def test_a_sentence_ends_behind_a_quotation(first: str, second: str) -> None:
    text = f"مقدمة قصيرة. {first} {second}"
    assert [sentence.text for sentence in split_sentences(text)][1:] == [first, second]
    assert len(list(split_sentences(text, unmarked=False))) == 2


@pytest.mark.parametrize(
    "text",
    [
        f"مقدمة قصيرة. قال المدير: «{QUOTE}» في بيان صدر أمس",
        f"مقدمة قصيرة. قال المدير: «{QUOTE}»، وأضاف أن العمل بدأ",
        "مقدمة قصيرة. صدر كتاب «أيام في حلب» وقالت الناشرة إنه نفد",  # a title
        f"مقدمة قصيرة. قال المدير {QUOTE}» وأضاف أن العمل بدأ",  # nothing opened it
        "مقدمة قصيرة. زار «المتحف الكبير» «السوق القديم»",
    ],
)
def test_the_sentence_goes_on(text: str) -> None:
    assert len(list(split_sentences(text))) == 2
