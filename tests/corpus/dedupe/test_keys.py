"""Which texts have the same key."""

import pytest

from corpus.dedupe import arabic_key, english_key, pair_keys

PAIR = ["06ad9215c9dd9b70", "513a197fc6a44928"]
ENGLISH = "aedea1e36b2cbce8"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("قُتِلَ ٣ جنود.", "قتل 3 جنود."),
        ("هل وصلت ؟", "هل وصلت؟"),
        ("قال: «نعم»", 'قال : "نعم"'),
        ("المكتبة إلى اليسار", "المكتبه الى اليسار"),
        ("شبكة WiFi", "شبكة wifi"),
        ("كتـــاب\u200f", "كتاب"),
    ],
)
def test_spellings_of_one_arabic_text_have_one_key(first: str, second: str) -> None:
    assert arabic_key(first) == arabic_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The “Café” opens", 'the "cafe" OPENS'),
        ("It’s  here !", "It's here!"),
        ("Terms &amp; Conditions", "terms & conditions"),
        ("2019–2020", "2019-2020"),
        ("ﬁnal\u00a0draft", "final draft"),
    ],
)
def test_spellings_of_one_english_text_have_one_key(first: str, second: str) -> None:
    assert english_key(first) == english_key(second)


@pytest.mark.parametrize(("first", "second"), [("3 killed", "5 killed"), ("Is it so?", "Is it so."), ("pole", "bole")])
def test_other_english_has_another_key(first: str, second: str) -> None:
    assert english_key(first) != english_key(second)


@pytest.mark.parametrize(("first", "second"), [("پاريس", "باريس"), ("قتل ٣", "قتل ٥"), ("علم", "علمت")])
def test_other_arabic_has_another_key(first: str, second: str) -> None:
    assert arabic_key(first) != arabic_key(second)


def test_keys_are_the_same_in_every_run() -> None:
    keys = pair_keys(["السلام عليكم.", "\ud800"], ["Peace be upon you.", ""])
    assert [f"{value:016x}" for value in keys.pair.tolist()] == PAIR
    assert f"{keys.en[0]:016x}" == ENGLISH


def test_the_border_between_the_sides_counts() -> None:
    keys = pair_keys(["ab", "a"], ["c", "bc"])
    assert keys.pair[0] != keys.pair[1]
