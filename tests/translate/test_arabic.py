"""translate.arabic: letters, numbers in any digits, and the key under which spellings are one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.arabic.digits import find_numbers
from translate.arabic.key import comparison_key
from translate.arabic.letters import count_arabic, has_arabic


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("كَتَبَ", 3),
        ("پچڤگ", 4),
        ("ﻻ", 1),
        ("ـــ", 0),
        ("١٢٣٪ ،؛؟", 0),
        ("BBC 2024", 0),
        ("\u064b\u0651", 0),
        ("شكرا BBC", 4),
    ],
)
def test_letters_are_no_digits_marks_or_tatweel(text: str, letters: int) -> None:
    assert count_arabic(text) == letters
    assert has_arabic(text) == (letters > 0)


def test_a_character_reference_is_a_letter() -> None:
    assert has_arabic("&#1606;&#1593;&#1605;")
    assert not has_arabic("AT&amp;T &#65; &copy")


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("١٢٣", [["123"]]),
        ("۱۲۳", [["123"]]),
        ("1.5", [["1.5"], ["1", "5"]]),
        ("١٫٥", [["1.5"], ["1", "5"]]),
        ("1,500", [["1500"], ["1.5"], ["1", "500"]]),
        ("١٬٥٠٠", [["1500"], ["1", "500"]]),
        ("4،1", [["4.1"], ["4", "1"]]),
        ("22،338،618", [["22338618"], ["22", "338", "618"]]),
        ("1,234.5", [["1234.5"], ["1", "234", "5"]]),
        ("1.234,5", [["1234.5"], ["1", "234", "5"]]),
        ("13.5.2020", [["13", "5", "2020"]]),
        ("1.5 مليون", [["1.5"], ["1", "5"], ["1500000"]]),
        ("٣٠٠ ألف", [["300"], ["300000"]]),
        ("007", [["7"]]),
        ("0.50", [["0.5"], ["0", "50"]]),
    ],
)
def test_a_number_is_read_in_every_way_it_can_be(text: str, readings: list[list[str]]) -> None:
    (number,) = find_numbers(text)
    assert [list(reading) for reading in number.readings] == [[Decimal(value) for value in one] for one in readings]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("من 10:08 إلى ١٢:٣٠", ["10", "08", "١٢", "٣٠"]),
        ("في 1/5/2020", ["1", "5", "2020"]),
        ("المادة 3، والمادة 4.", ["3", "4"]),
        ("5،000 نسمة، منهم ٢٫٥٪", ["5،000", "٢٫٥"]),
        ("COVID-19", ["19"]),
        ("لا أرقام", []),
    ],
)
def test_numbers_are_found_as_they_stand(text: str, numbers: list[str]) -> None:
    found = find_numbers(text)
    assert [number.text for number in found] == numbers
    assert [text[number.start :][: len(number.text)] for number in found] == numbers


@given(st.text(st.sampled_from("0123456789٠٥۹.,،٫٬' مليون"), max_size=80))
def test_any_digits_can_be_read(text: str) -> None:
    assert all(number.readings and all(number.readings) for number in find_numbers(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("المَدْرَسَةُ", "المدرسه"),
        ("الـمـديـنـة", "المدينة"),
        ("أحمد إلى آل ٱلله", "احمد الى ال الله"),
        ("مصطفى", "مصطفي"),
        ("الحکومة یقول", "الحكومة يقول"),
        ("ﺍﻟﺤﻜﻮﻣﺔ ﻻ", "الحكومة لا"),
        ("١٢٫٥ ۷", "12.5 7"),
        ("نعم؟ لا، ثم؛", "نعم? لا, ثم;"),
        ("\u200fنص \n آخر\u00a0هنا ", "نص آخر هنا"),
        ("ا\u0654علن", "أعلن"),
        ("&quot;نعم&quot;", '"نعم"'),
        ("ＡＢＣ", "ABC"),
    ],
)
def test_spellings_of_the_same_have_one_key(one: str, other: str) -> None:
    assert comparison_key(one) == comparison_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("پاريس", "باريس"), ("گلاس", "كلاس"), ("ڤيلا", "فيلا"), ("چاي", "جاي"), ("سأل", "سئل"), ("ذهب", "ذهبت")],
)
def test_other_letters_and_words_have_another_key(one: str, other: str) -> None:
    assert comparison_key(one) != comparison_key(other)


@given(st.text(max_size=60))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    key = comparison_key(text)
    assert comparison_key(key) == key
