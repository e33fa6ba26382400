"""The place that a news article begins with ends the headline before it."""

import pytest

from translate import split_sentences
from translate.datelines import dateline


@pytest.mark.parametrize(
    ("headline", "article"),
    [
        ("الصين لن تنهار", "لندن ــ في اجتماع صندوق النقد الدولي السنوي قال كثيرون إن الصين في خطر."),
        ("لماذا تعجز الصين عن التكيف", "كليرمونت، كاليفورنيا ــ إن التباطؤ الحالي في الصين ليس عارضا."),
        ("حتمية سرد السياسة", "واشنطن، العاصمة – كانت أفضل نصيحة تلقيتها أن أصبر."),
        ("ارتفاع أسعار الخبز", "هونغ كونغ- لقد كتبت في الشهر الماضي مقالا عن ذلك."),
        ("مقتل ثلاثة جنود في انفجار", "دمشق (رويترز) - قال مصدر أمني إن لغما انفجر صباح اليوم."),
    ],
)
def test_a_dateline_begins_a_sentence(headline: str, article: str) -> None:
    text = f"{headline} {article}"
    assert dateline(text) == len(headline) + 1
    assert [sentence.text for sentence in split_sentences(text)] == [headline, article]
    assert [sentence.text for sentence in split_sentences(text, unmarked=False)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "دمشق – قال مصدر أمني إن لغما انفجر صباح اليوم.",  # nothing stands before it
        "عقد الوزراء اجتماعا مغلقا في لندن – وهو الثالث هذا العام – دون نتائج.",
        "قالت الشركة -ومقرها نيويورك- إن أرباحها ارتفعت.",
        "وتأتي جهة فاس – مكناس في المرتبة الثانية.",
        "يرى الكاتب أن الحرية ــ قبل كل شيء ــ شرط التقدم.",
        "انتهت المباراة بنتيجة 2 - 1 لصالح الفريق الضيف.",
    ],
)
def test_a_place_that_is_spoken_of_is_no_dateline(text: str) -> None:
    assert dateline(text) is None
