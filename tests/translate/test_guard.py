"""translate.guard: what is seen of a translation, and when it is suspicious."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SettingsError
from translate.guard import Guard
from translate.guard.evidence import gather
from translate.guard.kept import lost_question, missing_addresses, missing_names
from translate.guard.numbers import missing_numbers
from translate.guard.repetition import compression_ratio, count_stammers, repeated_share
from translate.guard.settings import DEFAULT, EMPTY, UNFINISHED, reasons
from translate.tables import read_table

SENTENCE = "أعلنت الحكومة خطة لبناء مدارس في القرى البعيدة، ووعدت بتمويلها من الميزانية."
GOOD = "The government announced a plan to build schools in remote villages and promised to fund it from the budget."


def flags(source: str, target: str, score: float | None = -0.5, guard: Guard = DEFAULT) -> tuple[str, ...]:
    return reasons(source, target, gather(source, target, score), guard)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (SENTENCE, GOOD),
        ("شكرا.", "Thank you."),
        ("لا", "No"),
        ("نعم!", "Yes, of course it is!"),
        ("هل انتهى الاجتماع؟", "Is the meeting over?"),
        ("بلغت الحرارة ٤١٫٥ درجة.", "The temperature reached 41.5 degrees."),
        ("قتل 3 مدنيين و١٢ جنديا.", "Three civilians and a dozen soldiers were killed."),
        ("بلغ عدد السكان 1,5 مليون نسمة.", "The population reached 1,500,000."),
        ("خصصت الدولة ٣٠٠ ألف دولار.", "The state set aside $300,000."),
        ("ولد في 1/5/1990.", "He was born on 1 May 1990."),
        ("في القرن ال19 حكم لويس 16.", "In the nineteenth century, Louis XVI reigned."),
        ("من 1950 حتى 1953", "from 1950-53"),
        ("يبدأ في 20:00.", "It starts at 8 p.m."),
        ("يبدأ في 10:00.", "It starts at 10 am."),
        ("حصل على 48 صوتا.", "He received four dozen votes."),
        ("أكثر من 2000 شخص", "more than two thousand people"),
        ("125 شخصا", "one hundred and twenty-five people"),
        ("قناة BBC و iPhone-6", "The BBC and the iPhone 6"),
        ("زار موقع https://a.org/x.", "He visited https://a.org/x."),
        ("جدا جدا جدا", "very very very"),
        ("كتاب " * 60, "book " * 60),
        ("مَرَّتِ السَّيَّارَةُ أَمَامَ الْبَيْتِ وَلَمْ تَتَوَقَّفْ.", "The car passed in front of the house and did not stop."),
        ("&#1608;&#1589;&#1604; الوفد إلى المدينة.", "The delegation arrived in the city."),
    ],
)
def test_good_translations_pass(source: str, target: str) -> None:
    assert flags(source, target) == ()


@pytest.mark.parametrize(
    ("source", "target", "flag"),
    [
        (SENTENCE, "", EMPTY),
        (
            SENTENCE,
            "The city of the city of the city of the city and of the plan to build schools in the city.",
            "repeats",
        ),
        (
            SENTENCE,
            "The government government government announced a plan to build schools in the villages.",
            "repeats",
        ),
        (SENTENCE, "The government announced a plan to build bagagagagaging schools in the mmmmmm.", "repeats"),
        (SENTENCE, "We are here to go to the place, and we went to the place, to be at the place, " * 4, "repeats"),
        ("انتهى.", "The committee finished its work on the draft of the new constitution today.", "long"),
        (SENTENCE, "I will kill you!", "short"),
        (SENTENCE, "The government announced أعلنت الحكومة خطة to build schools in the distant villages.", "arabic"),
        ("بلغت الحرارة ٤١ درجة.", "The temperature reached 14 degrees.", "numbers"),
        ("في عام 1953 وصل.", "He arrived in 1959.", "numbers"),
        ("1.5 مليون", "5 million", "numbers"),
        ("شركة Apple الأمريكية", "The American company", "names"),
        ("اكتب إلى info@a.org.", "Write to the address.", "addresses"),
        ("هل انتهى الاجتماع؟", "The meeting is over.", "question"),
    ],
)
def test_bad_translations_are_flagged(source: str, target: str, flag: str) -> None:
    assert flag in flags(source, target)


def test_a_low_score_and_a_full_output_are_flagged() -> None:
    assert flags(SENTENCE, GOOD, -3.0) == ("unsure",)
    assert flags(SENTENCE, GOOD, None) == ()
    assert reasons(SENTENCE, GOOD, gather(SENTENCE, GOOD, -0.5), DEFAULT, finished=False) == (UNFINISHED,)


def test_evidence_says_what_was_seen() -> None:
    found = gather("هل زار ٤١ وفدا BBC في www.a.org؟", "They came. أهلا", -0.7)
    assert (found.numbers, found.names, found.addresses, found.lost_question) == (
        ("٤١",),
        ("BBC",),
        ("www.a.org",),
        True,
    )
    assert found.log_probability == -0.7
    assert found.copied == pytest.approx(4 / 12)
    assert gather("كَتَبَ", "wrote", None).length_ratio == pytest.approx(5 / 3)


@pytest.mark.parametrize(
    ("source", "target", "missing"),
    [
        ("٣ و4 و5", "three and 5", ("4",)),
        ("27،31", "27 and 31", ()),
        ("27،31", "27 and 32", ("27،31",)),
        ("2.70 مليون", "2,700,000", ()),
        ("49", "Super Bowl XLIX", ()),
        ("50 ألفا", "fifty thousand", ()),
        ("1100", "eleven hundred", ()),
        ("30", "half past eight", ()),
        ("7", "He said I", ("7",)),
        ("", "7", ()),
    ],
)
def test_missing_numbers(source: str, target: str, missing: tuple[str, ...]) -> None:
    assert missing_numbers(source, target) == missing


@pytest.mark.parametrize(
    ("source", "target", "missing"),
    [
        ("شركة S&P و José", "S&P and Jose", ()),
        ("فيتامين C", "vitamin", ()),
        ("COVID-19وفيروس", "covid 19", ()),
        ("MoveOnيوم", "MoveOn on Friday", ()),
        ("WhatsApp وTikTok", "TikTok", ("WhatsApp",)),
        ("راسل a@b.org", "write", ()),
    ],
)
def test_missing_names(source: str, target: str, missing: tuple[str, ...]) -> None:
    assert missing_names(source, target) == missing


def test_missing_addresses_are_compared_without_the_mark_behind_them() -> None:
    assert missing_addresses("انظر http://A.org/b، أو www.c.de.", "See http://a.org/b or www.c.de") == ()
    assert missing_addresses("انظر (http://a.org/b).", "See a.org") == ("http://a.org/b",)


@pytest.mark.parametrize(
    ("source", "lost"), [("لماذا؟", True), ('قال: "لماذا؟"', True), ("لماذا؟!", True), ("قال لماذا؟ ثم ذهب.", False)]
)
def test_a_question_is_one_at_the_end(source: str, lost: bool) -> None:
    assert lost_question(source, "Why.") is lost
    assert lost_question(source, "Why?") is False


def test_compression_and_repetition() -> None:
    assert compression_ratio(GOOD) < 1.5 < 5 < compression_ratio(GOOD * 20)
    assert repeated_share(GOOD) == 0
    assert repeated_share("He said that that was it, and had had enough.") == 0
    assert repeated_share("") == 0
    assert repeated_share("a b c d e f a b c d e f") == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("to take control control control of the last pocket", 1),
        ("the city of the city of the city", 1),
        ("it came from the east from the east, and went to the west to the west", 2),
        ("He received the medal, the medal's highest class. The class is rare.", 0),
        ("It was very very cold ... and had had enough.", 0),
        ("Raqqqa and Haj Qasssim", 2),
        ("World War III and the KKK", 0),
        ("", 0),
    ],
)
def test_stammers_are_counted_in_texts_of_any_length(text: str, count: int) -> None:
    assert count_stammers(text) == count


def test_a_stammer_is_suspicious_in_a_long_sentence_too_unless_the_source_has_it() -> None:
    source = (
        "وصل الوفد إلى المدينة بعد أن أعلن الوزير في مؤتمر صحفي أن الجسر الجديد سيفتح أمام حركة السير في الشهر المقبل"
    )
    target = (
        "The delegation arrived in the city after the minister announced at a press conference that the new "
        "bridge bridge bridge would be opened to traffic next month."
    )
    assert gather(source, target, -0.3).repeated < DEFAULT.most_repeated
    assert flags(source, target) == ("repeats",)
    assert flags("لا لا لا نريد الحرب التي لا نعرف متى تنتهي", "No no no, we do not want a war of unknown end") == ()


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(source: str, target: str) -> None:
    found = gather(source, target, -1.0)
    assert 0 <= found.repeated <= 1
    assert 0 <= found.copied <= 1
    assert reasons(source, target, found, DEFAULT) == reasons(source, target, found, DEFAULT)


def test_every_setting_has_a_row_with_its_measured_rates() -> None:
    rows = read_table("guard.tsv")
    assert {row["setting"] for row in rows} == {name for name in Guard.__slots__ if name not in ("slack", "retry")}
    for row in rows:
        assert getattr(DEFAULT, row["setting"]) == float(row["value"])
        assert row["source"]
        assert row["human"] == "-" or float(row["human"]) < 1
        assert float(row["bundled"]) >= 0


def test_bounds_can_be_set_and_are_in_the_signature() -> None:
    assert flags("٤١", "14", guard=Guard(most_numbers=math.inf)) == ()
    signatures = {guard.signature for guard in (DEFAULT, Guard(least_score=-9), Guard(slack=5), Guard(retry=False))}
    assert len(signatures) == 4
    assert Guard(least_score=DEFAULT.least_score).signature == DEFAULT.signature
    with pytest.raises(SettingsError, match="least_length"):
        Guard(least_length=3.0)
