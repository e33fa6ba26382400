"""Which rows are found in a test set."""

import pickle
from collections import Counter

import pytest

from corpus.decontaminate import Contamination, ContaminationSettings, Leak, is_leak, summary
from corpus.pairs import Origin, Pair
from corpus.testsets import TestSet
from models.errors import SettingsError

LIBRARY = (
    "افتتحت البلدية مكتبة عامة جديدة قرب محطة القطار يوم الأحد بحضور ثلاثة وزراء وعدد من السفراء الأجانب",
    "The municipality opened a new public library near the railway station on Sunday in the presence of three "
    "ministers and a number of foreign ambassadors.",
)
SERMON = (
    "بسم الله الرحمن الرحيم والصلاة والسلام على أشرف المرسلين سيدنا محمد وعلى آله وصحبه أجمعين أما بعد فقد اجتمعنا هنا "
    "لنكرم طلاب هذه المدرسة الذين نجحوا في امتحانات السنة الماضية بتفوق نفخر به جميعا",
    "In the name of God, the Most Gracious, the Most Merciful; we have gathered here to honour the students of this "
    "school, who passed the exams of last year with a distinction that all of us are proud of.",
)
SHORT = ("شكرا جزيلا", "Thank you very much.")
SETS = [TestSet("first", (SHORT, LIBRARY)), TestSet("second", (("", "An English line on its own is enough."), SERMON))]
OTHER = ("تزرع العائلة الزيتون منذ قرن", "The family has grown olives for a century.")


def find(*rows: tuple[str, str]) -> list[Leak | None]:
    return Contamination(SETS).find([Pair(ar, en, Origin("s", "d", row)) for row, (ar, en) in enumerate(rows)])


def changed(text: str, *places: int) -> str:
    words = text.split()
    for place in places:
        words[place] = "كلمة" if words[place][0] > "z" else "word"
    return " ".join(words)


@pytest.mark.parametrize(
    ("row", "leak"),
    [
        (LIBRARY, Leak("first", "exact", 1)),
        ((LIBRARY[0], OTHER[1]), Leak("first", "exact", 1)),
        ((OTHER[0], LIBRARY[1].upper() + " !"), Leak("first", "exact", 1)),
        ((LIBRARY[0].replace("عامة", "عَامّه"), ""), Leak("first", "exact", 1)),
        ((OTHER[0], "“An English line — on its own — is enough”"), Leak("second", "exact", 0)),
        (SHORT, Leak("first", "exact", 0)),
        ((SHORT[0], "Many thanks"), None),
        (("أشكرك", SHORT[1]), None),
        (OTHER, None),
        (("", ""), None),
        (("؟!", "..."), None),
    ],
)
def test_equal_words_on_a_long_enough_side_are_exact(row: tuple[str, str], leak: Leak | None) -> None:
    assert find(row) == [leak]


@pytest.mark.parametrize(
    "row",
    [
        (changed(LIBRARY[0], 0), changed(LIBRARY[1], 0)),
        (OTHER[0], changed(LIBRARY[1], 9)),
        (changed(LIBRARY[0], 15), OTHER[1]),
        (f"{OTHER[0]}. {LIBRARY[0]}. {OTHER[0]}", f"{OTHER[1]} {LIBRARY[1]} {OTHER[1]}"),
        (" ".join(LIBRARY[0].split()[:9]), "x"),
        ("x", " ".join(LIBRARY[1].split()[4:15])),
    ],
)
def test_most_of_a_sentence_is_found_by_its_runs_of_words(row: tuple[str, str]) -> None:
    assert find(OTHER, row, OTHER) == [None, Leak("first", "n-gram", 1), None]


@pytest.mark.parametrize(
    "row",
    [
        (
            " ".join(SERMON[0].split()[:14]) + " فإن موضوع خطبتنا اليوم هو فضل العلم",
            "",
        ),
        (
            "",
            "In the name of God, the Most Gracious, the Most Merciful, this is my seventh letter to you in exile.",
        ),
        ("قرب محطة القطار يوم الأحد بحضور ثلاثة وزراء من الحكومة السابقة وقع حادث سير أدى إلى إصابة أربعة", ""),
    ],
)
def test_a_formula_or_a_common_phrase_takes_no_row(row: tuple[str, str]) -> None:
    assert find(row) == [None]


def test_what_is_found_does_not_depend_on_the_batch_or_the_process() -> None:
    contamination = Contamination(SETS)
    pairs = [Pair(ar, en, Origin("s", "d", 0)) for ar, en in (LIBRARY, OTHER, SERMON, SHORT) * 3]
    whole = contamination.find(pairs)
    assert [leak and leak.name for leak in whole[:4]] == ["first", None, "second", "first"]
    elsewhere = pickle.loads(pickle.dumps(contamination))
    assert [leak for pair in pairs for leak in elsewhere.find([pair])] == whole
    assert contamination.find([]) == []


def test_no_test_set_takes_nothing() -> None:
    assert Contamination([]).find([Pair(*LIBRARY, Origin("s", "d", 0))]) == [None]


def test_settings_decide() -> None:
    pair = Pair(SHORT[0], "Many thanks", Origin("s", "d", 0))
    loose = Contamination(SETS, settings=ContaminationSettings(exact_words=2))
    assert loose.find([pair]) == [Leak("first", "exact", 0)]
    with pytest.raises(SettingsError, match="share = 0"):
        ContaminationSettings(share=0)


def test_one_line_tells_how_many_rows_each_test_set_took() -> None:
    leaks = [leak for leak in find(LIBRARY, SHORT, (changed(LIBRARY[0], 0), "x"), OTHER) if leak]
    dropped = Counter(leak.reason for leak in leaks)
    assert all(map(is_leak, dropped))
    lines = ["first: 3 rows (2 exact, 1 n-gram)", "second: no rows"]
    assert summary(["first", "second"], dropped | {"long": 3}) == lines
