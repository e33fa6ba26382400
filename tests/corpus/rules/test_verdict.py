"""Keep or drop, and deciding again."""

import pickle

import pytest

from corpus.pairs import Origin, Pair
from corpus.rules import RuleSettings, Verdict, decide_scored, judge, judge_many
from corpus.rules.settings import _rows
from models.errors import SettingsError

DEFAULT = RuleSettings.read()
AR = "وصل الوفد إلى العاصمة يوم الأحد لإجراء محادثات مع الحكومة."
EN = "The delegation arrived in the capital on Sunday for talks with the government."

DROPPED = [
    ("", EN, "empty"),
    ("١٢٣ - …", "124 - ...", "empty"),
    ("٣٣٠٣", "3303", "copied"),
    (AR.encode().decode("cp1256", "replace"), EN, "damage"),
    ("ةنيدملا يف ةسردملا ىلإ تبهذ ةيناثلا", "I went to the second school in the city", "reversed"),
    (EN, EN, "copied"),
    (AR, AR, "copied"),
    ("Ibid.", "Ibid.", "copied"),
    ("وصل الوفد", "قال الوزير إن الوضع جيد", "script"),
    (EN, "Borrowing is free for all residents of the city.", "script"),
    ((AR + " ") * 30, (EN + " ") * 30, "long"),
    (AR + "ااااااااااااااااااااااااااااااااااااااااااااااااااا", EN, "longest_word"),
    ("قال The delegation arrived in the capital", "The delegation arrived in the capital, he", "copied"),
    (AR, "It arrived.", "length_ratio"),
    ("اقرأ المزيد", "Read more", "boilerplate"),
    (AR, "delegation " * 8, "repeated"),
    ("احذف %s من القائمة", "Delete it from the list", "placeholders"),
    ("زوروا موقعنا", "Visit example.org or www.example.org", "addresses"),
    ("في عام ٢٠٢٠", "in 2019", "numbers"),
    (
        "این کتاب را دیروز از کتابخانه گرفتم و هنوز نخوانده‌ام",
        "I borrowed this book yesterday, I have not read it",
        "language",
    ),
]
KEPT = [
    (AR, EN),
    ("كيف حالك؟", "How are you?"),
    ("في عام ٢٠٢٠، توفي ١٬٢٣٤ شخصا", "In 2020, 1,234 people died"),
    ("زار پاريس وڤيينا وگراتس", "He visited Paris, Vienna and Graz"),
    ("مش عارف ليه الناس دي كلها واقفة هنا من بدري", "I don't know why all these people have been standing here"),
    ("مَــدْرَسَةٌ", "A school"),
    ("موافق", "OK"),
    ("سعره ٣٫٥ دولار", "It costs 3.5 dollars"),
    ("ثبّت Visual Studio Code ثم افتح Terminal", "Install Visual Studio Code, then open Terminal"),
]
TEXTS = [*((ar, en) for ar, en, _ in DROPPED), *KEPT]


def pair(ar: str, en: str) -> Pair:
    return Pair(ar, en, Origin("test", "1", 0))


@pytest.mark.parametrize(("ar", "en", "reason"), DROPPED)
def test_drops(ar: str, en: str, reason: str) -> None:
    assert judge(pair(ar, en), DEFAULT).reason == reason


@pytest.mark.parametrize(("ar", "en"), KEPT)
def test_keeps(ar: str, en: str) -> None:
    assert judge(pair(ar, en), DEFAULT).reason is None


def verdicts() -> list[Verdict]:
    return judge_many([pair(ar, en) for ar, en in TEXTS], DEFAULT)


def test_one_is_as_many() -> None:
    pairs = [pair(ar, en) for ar, en in TEXTS]
    assert [judge(each, DEFAULT) for each in pairs] == judge_many(pairs, DEFAULT)


def test_values_are_numbers_and_all_of_them() -> None:
    names = {name[4:] for name, row in _rows().items() if row["of"] == "value"}
    for verdict in verdicts():
        assert names <= set(verdict.values)
        assert all(isinstance(value, int | float) for value in verdict.values.values())


def test_a_language_that_nobody_asks_for_is_not_measured() -> None:
    without = RuleSettings.read({"max_foreign_ar": "off", "max_foreign_en": "off"})
    assert "foreign_ar" not in judge(pair(AR, EN), without).values


@pytest.mark.parametrize(
    ("scores", "rules", "reason"),
    [
        ({"similarity": 0.7}, {"min_similarity": "0.7"}, None),
        ({"similarity": 0.69999}, {"min_similarity": "0.7"}, "similarity"),
        ({"similarity": 0.1}, {}, None),
        ({"alignment": 0.4, "similarity": 0.1}, {"min_similarity": "0.7"}, "alignment"),
        ({"alignment": 0.4}, {"min_alignment": "0.3"}, None),
        ({"similarity": 0.9}, {"min_similarity": "0.7", "min_alignment": "0.5"}, None),
        ({"model_logprob": -4.5}, {"min_model_logprob": "-4"}, "model_logprob"),
        ({"margin": 1.01, "comet": 0.2}, {"min_margin": "1.02", "min_comet": "0.5"}, "margin"),
        ({"bicleaner": 0.2}, {"min_bicleaner": "0.5"}, "bicleaner"),
    ],
)
def test_scores_are_bounded(scores: dict[str, float], rules: dict[str, str], reason: str | None) -> None:
    assert decide_scored(scores, RuleSettings.read(rules)) == reason


def test_rules_come_back_from_what_is_written_down_of_them() -> None:
    settings = RuleSettings.read({"min_similarity": "0.7", "max_numbers": "off"})
    assert settings.described()["min_similarity"] == 0.7
    assert settings.described()["min_comet"] == "off"
    assert RuleSettings.read({name: str(value) for name, value in settings.described().items()}) == settings
    assert settings.signature != RuleSettings.read({"max_numbers": "off"}).signature


@pytest.mark.parametrize(
    ("ar", "en", "flags"),
    [
        ("هل وصل الوفد؟", "The delegation arrived.", ("question",)),
        ("وصل الوفد (إلى العاصمة", "The delegation arrived in the capital", ("unbalanced",)),
        ("ﻭﺻﻞ ﺍﻟﻮﻓﺪ", "The delegation arrived", ("presentation_forms",)),
        ("وصل الوفد إلى", "The delegation arrived in the capital.", ("unfinished",)),
        (AR, EN, ()),
    ],
)
def test_flags(ar: str, en: str, flags: tuple[str, ...]) -> None:
    verdict = judge(pair(ar, en), DEFAULT)
    assert (verdict.reason, verdict.flags) == (None, flags)


def test_settings_refuse_what_is_not_there() -> None:
    with pytest.raises(SettingsError, match="there is no rule 'max_lenght_ratio'; did you mean 'max_length_ratio'"):
        RuleSettings.read({"max_lenght_ratio": "3"})
    with pytest.raises(SettingsError, match="max_numbers: 'many' is not a number; write one, or off"):
        RuleSettings.read({"max_numbers": "many"})
    with pytest.raises(SettingsError, match="max_numbers: 'nan' is not a number"):
        RuleSettings.read({"max_numbers": "nan"})


def test_signature_follows_the_bounds() -> None:
    assert RuleSettings.read().signature == DEFAULT.signature
    assert RuleSettings.read({"max_numbers": "0.9"}).signature != DEFAULT.signature
    assert pickle.loads(pickle.dumps(DEFAULT)) == DEFAULT


def test_thresholds_say_where_they_are_from() -> None:
    for name, row in _rows().items():
        assert set(row) == {"of", "value", "unit", "reason", "from"}, name
        assert row["from"], name
