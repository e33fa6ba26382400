"""Line breaks that end sentences and line breaks that only wrap lines are told apart by the text itself."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate import split_sentences
from translate.lines import wraps

ARTICLE = (
    "أعلنت وزارة الصحة أمس الأحد تسجيل عشرين إصابة جديدة بالحصبة في ريف المحافظة الشمالي، معظمها بين الأطفال. "
    "وقال المتحدث باسمها إن فرق التلقيح ستبدأ جولتها صباح الثلاثاء، وإنها ستزور المدارس والمخيمات كلها. "
    "هل تكفي اللقاحات الموجودة؟ يجيب مدير المستودعات بأن الكمية تكفي ثلاثة أشهر على الأقل. "
    "ودعت الوزارة الأهالي إلى التعاون مع الفرق، وإلى إبلاغ أقرب مركز صحي عن كل حالة يشتبه بها في أسرع وقت ممكن."
)
HEADLINES = (
    "مقتل أربعة مدنيين في قصف على ريف إدلب\nالأمم المتحدة تطالب بوقف إطلاق النار\nأسعار النفط تتراجع\n"
    "وزير الخارجية يبدأ جولة في ثلاث دول أفريقية الأسبوع المقبل\nانطلاق معرض الكتاب"
)


@pytest.mark.parametrize("width", [30, 40, 55, 70, 72, 80, 100, 120])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_wrapped_lines_are_joined_at_any_width(width: int, newline: str) -> None:
    wrapped = newline.join(textwrap.wrap(ARTICLE, width))
    found = [" ".join(sentence.text.split()) for sentence in split_sentences(wrapped)]
    assert found == [sentence.text for sentence in split_sentences(ARTICLE)]
    assert len(found) == 5


@pytest.mark.parametrize("text", [HEADLINES, ARTICLE.replace(". ", ".\n"), ARTICLE.replace(". ", "\n")])
def test_lines_that_are_sentences_stay_apart(text: str) -> None:
    assert wraps(text) == frozenset()
    assert len(list(split_sentences(text))) == 5


def test_the_caller_can_say_which() -> None:
    text = "ذهب الولد إلى\nالمدرسة\n\nثم عاد"
    assert [s.text for s in split_sentences(text, lines=True)] == ["ذهب الولد إلى", "المدرسة", "ثم عاد"]
    assert [s.text for s in split_sentences(text, lines=False)] == ["ذهب الولد إلى\nالمدرسة", "ثم عاد"]


def test_in_wrapped_text_short_lines_empty_lines_and_list_items_end_what_is_before_them() -> None:
    wrapped = "\n".join(textwrap.wrap(ARTICLE, 60))
    text = f"حملة تلقيح جديدة\n{wrapped}\n\nالمناطق المشمولة\n- الريف الشمالي\n- المدينة"
    found = [" ".join(sentence.text.split()) for sentence in split_sentences(text)]
    article = [sentence.text for sentence in split_sentences(ARTICLE)]
    assert found == ["حملة تلقيح جديدة", *article, "المناطق المشمولة", "- الريف الشمالي", "- المدينة"]


@pytest.mark.parametrize("start", ["سنة. ثم", "-ومقرها نيويورك- ثم", "في ذلك"])
def test_what_only_looks_like_an_item_goes_on_with_the_line_before(start: str) -> None:
    full = "قال وزير المالية أمس إن الحكومة تعمل منذ"
    text = f"{full}\n{start} غادر الوزير إلى بلده مساء\nالأحد بعد أن ودع زملاءه واحدا واحدا."
    assert len(full) in wraps(text)


def test_a_text_of_long_lines_is_never_taken_for_wrapped() -> None:
    paragraph = ARTICLE.replace(". ", " ").rstrip(".")
    assert wraps(f"{paragraph}\n{paragraph}") == frozenset()


@given(st.text(alphabet="اب .\n\r\u2028-؟", max_size=200), st.sampled_from([None, True, False]))
def test_a_break_that_wraps_stands_between_two_lines(text: str, lines: bool | None) -> None:
    for place in wraps(text, lines):
        assert text[place] in "\n\r\u2028"
        assert text[:place].strip()
        assert text[place:].strip()
