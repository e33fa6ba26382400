"""Terms are found behind clitics and in other spellings, and never in a longer word."""

import pytest

from translate.glossary import Glossary, Term
from translate.glossary.matching import Matcher

TERMS = Glossary(
    (
        Term(("قسد",), ("SDF",)),
        Term(("قوات سوريا الديمقراطية",), ("Syrian Democratic Forces",)),
        Term(("سوريا",), ("Syria",)),
        Term(("هجين",), ("Hajin", "hybrid")),
        Term(("الباغوز",), ("Al-Baghuz",)),
        Term(("الباغوز تحتاني",), ("Al-Baghuz Tahtani",)),
        Term(("اللاذقية",), ("Latakia",)),
        Term(("إدلب",), ("Idlib",)),
        Term(("وزارة",), ("ministry",)),
        Term(("مسيّرة",), ("drone",)),
        Term(("حَلَب",), ("Aleppo",), frozenset({"exact"})),
        Term(("إف-16",), ("F-16",)),
        Term(("ي ب ك",), ("YPG",)),
        Term(("BBC",), (), frozenset({"keep"})),
        Term(("القاعدة",), ("al-Qaeda",)),
    )
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(TERMS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("أعلنت قسد", ["قسد"]),
        ("وقسد وبقسد ولقسد فقسد كقسد", ["قسد"] * 5),
        ("و قسد", ["قسد"]),
        ("القسد", []),  # a name has its own article, or none
        ("متقسد قسدي قسدا", []),
        ("الباغوز والباغوز بالباغوز للباغوز وللباغوز كالباغوز", ["الباغوز"] * 3 + ["لباغوز"] * 2 + ["الباغوز"]),
        ("باغوز", []),
        ("للاذقية واللاذقية", ["لاذقية", "اللاذقية"]),
        ("لاذقية", []),
        ("إدلب ادلب أدلب بإدلب لادلب", ["إدلب", "ادلب", "أدلب", "إدلب", "ادلب"]),
        ("إِدْلِـب", ["إِدْلِـب"]),
        ("بِإِدلب", ["إِدلب"]),
        ("وزارة الوزارة بالوزارة للوزارة وزاره", ["وزارة", "وزارة", "وزارة", "وزارة", "وزاره"]),
        ("وزارتها وزارته وزارتان وزارات", []),
        ("ستقسد سهجين", []),
        ("المسيرة", ["مسيرة"]),
        ("مسيرات", []),
        ("قوات سوريا الديمقراطية في سوريا", ["قوات سوريا الديمقراطية", "سوريا"]),
        ("لقوات سوريا الديموقراطية", ["سوريا"]),
        ("وقوات\nسوريا   الديمقراطيه", ["قوات\nسوريا   الديمقراطيه"]),
        ("قوات، سوريا الديمقراطية", ["سوريا"]),
        ("الباغوز تحتاني، الباغوز", ["الباغوز تحتاني", "الباغوز"]),
        ("حلب حَلَبَ وحلب", ["حلب", "حَلَبَ"]),
        ("طائرة إف-16 وإف 16", ["إف-16", "إف 16"]),
        ("ي.ب.ك", ["ي.ب.ك"]),
        ("قناة BBC", ["BBC"]),
        ("للقاعدة وقاعدة", ["لقاعدة"]),
        ("ﻫﺠﻴﻦ", ["ﻫﺠﻴﻦ"]),
        ("«هجين»، (هجين)", ["هجين", "هجين"]),
        ("", []),
    ],
)
def test_what_is_found(matcher: Matcher, text: str, found: list[str]) -> None:
    assert [text[match.start : match.end] for match in matcher.find(text)] == found


def test_a_glossary_of_very_many_terms_finds_the_same(matcher: Matcher) -> None:
    others = tuple(Term((f"كلمة{number} أخرى",), ("x",)) for number in range(100_000))
    many = Matcher(Glossary(others + TERMS.terms))
    text = "وقسد في هجين وكلمة77 أخرى وكلمة88"
    assert [text[match.start : match.end] for match in many.find(text)] == ["قسد", "هجين", "كلمة77 أخرى"]
    assert many.find(text)[:2] == matcher.find(text)


def test_an_exact_term_goes_before_the_same_in_any_spelling() -> None:
    loose, exact = Term(("على",), ("on",)), Term(("علي",), ("Ali",), frozenset({"exact"}))
    found = Matcher(Glossary((loose, exact))).find("علي على وعلي")
    assert [match.term.english[0] for match in found] == ["Ali", "on", "on"]
