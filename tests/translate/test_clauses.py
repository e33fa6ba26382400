"""Clauses: the pieces are the sentence, none is too long, and the cuts are where a reader would make them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SettingsError
from translate import cues, split_clauses, split_sentences
from translate.clauses import Clause

# Letters, blanks and marks that can be in one another's way; anything else now and then.
TEXTS = st.text(
    st.one_of(st.sampled_from('ابوفكملنيتث ،؛؟.«»"()[]1٢\u064b\u0640\u200f\n\t'), st.characters()), max_size=400
)
PROSE = "و ف وقال فعاد كما لكن في أن الذي التي ، ؛ البيت ولد وزير يكتب 40 (قال) «نعم» ."
WORDS = st.lists(st.sampled_from(PROSE.split()), max_size=200)


def length(text: str) -> int:
    return sum(any(map(str.isalnum, token)) for token in text.split())


def check(text: str, clauses: list[Clause], limit: int, start: int = 0) -> None:
    assert "".join(clause.text for clause in clauses) == text
    assert clauses[0].joint == ""
    assert all(clause.joint in cues.table().classes for clause in clauses[1:])
    for clause in clauses:
        assert clause.start == start
        assert clause.end == start + len(clause.text)
        assert length(clause.text) <= limit
        start = clause.end


@given(TEXTS, st.integers(8, 50))
def test_the_pieces_of_any_text_are_the_text_and_none_is_too_long(text: str, limit: int) -> None:
    check(text, split_clauses(text, limit), limit)


@given(WORDS, st.integers(8, 50))
def test_the_pieces_of_any_words_are_the_text_and_none_is_too_long(words: list[str], limit: int) -> None:
    text = " ".join(words)
    clauses = split_clauses(text, limit)
    check(text, clauses, limit)
    if length(text) <= limit:
        assert len(clauses) == 1


def test_offsets_go_on_from_those_of_the_sentence() -> None:
    text = "وصل الوفد. " + "أعلن الوزير نتائج التحقيق في الحادث الأخير " * 3 + "وقال إنه سيستقيل."
    second = list(split_sentences(text))[1]
    clauses = split_clauses(second, 20)
    check(second.text, clauses, 20, second.start)
    assert all(text[clause.start : clause.end] == clause.text for clause in clauses)


def test_a_short_sentence_is_one_clause_and_a_lone_conjunction_counts() -> None:
    text = "ذهب الولد و عاد الرجل و نام"
    assert split_clauses(text, 8) == [Clause(text, 0, len(text), "")]
    assert len(split_clauses(text + " و قام", 8)) == 2


def test_too_small_a_limit_is_refused() -> None:
    with pytest.raises(SettingsError, match="max_words must be at least 8, not 7"):
        split_clauses("ذهب", 7)


def test_white_space_at_a_cut_belongs_to_the_piece_before() -> None:
    text = "أنهى الفريق تدريباته الأخيرة في ملعب المدينة الكبير أمس ،  و غادر اللاعبون الفندق إلى المطار قبل الفجر"
    assert [clause.text for clause in split_clauses(text, 12)] == [
        "أنهى الفريق تدريباته الأخيرة في ملعب المدينة الكبير أمس ،  ",
        "و غادر اللاعبون الفندق إلى المطار قبل الفجر",
    ]


@pytest.mark.parametrize(
    ("text", "limit", "joints"),
    [
        # و + verb, glued and apart, before any comma
        (
            "زار الوزير مخيم النازحين قرب الحدود، برفقة عدد من النواب ⟂وتفقد المدارس والمستوصفات الجديدة والخيام فيه",
            14,
            ["verb"],
        ),
        (
            "زار الوزير أمس مخيم النازحين قرب الحدود الشرقية و عددا من القرى ⟂و تفقد المدارس و المستوصفات فيها",
            14,
            ["verb"],
        ),
        # و + noun holds a coordination together, and so does a و of the word itself
        (
            "قصفت المدفعية أحياء السوسة و الباغوز و الشعفة و قرى أخرى مجاورة ⟂كما أغارت الطائرات على المدينة مرتين",
            14,
            ["also"],
        ),
        (
            "يعيش سكان المنطقة منذ أشهر طويلة دون كهرباء أو ماء نظيف ⟂لكن وزارة الطاقة وعدت بحل قريب جدا",
            14,
            ["connective"],
        ),
        # ؛ before everything else
        (
            "وصلت القافلة إلى المدينة وأفرغت حمولتها في المستودع؛ ⟂أما السائقون فعادوا وناموا في بيوتهم القريبة",
            10,
            ["semicolon"],
        ),
        # ف + verb
        (
            "عثر الطفل على جسم معدني غريب بين الأشجار خلف المدرسة القديمة، ⟂فانفجر بين يديه وأصابه بجروح خطيرة جدا",
            14,
            ["verb"],
        ),
        # not at the commas of a list, nor between a verb and what it asks for after an insertion
        (
            "قالت المديرة، في بيان لها، إن الطلاب في حلب، وحمص، وحماة، وإدلب بخير، ⟂وأكدت أن الدروس مستمرة هذا الشهر",
            16,
            ["verb"],
        ),
        # the second half of what was said, before a comma
        (
            "أكد المتحدث باسم الشرطة أن الحريق، وهو الثالث هذا الشهر، كان متعمدا وأن التحقيق مستمر",
            40,
            [],
        ),
        # from a phrase in brackets or quotation marks nothing is cut off
        (
            "كتبت الصحيفة (وهي تصدر في لندن وتوزع في باريس وجنيف وروما ومدن أخرى) ⟂وأعادت النشر في اليوم التالي كله",
            16,
            ["verb"],
        ),
    ],
)
def test_the_cut_is_at_the_best_cue(text: str, limit: int, joints: list[str]) -> None:
    pieces = text.split("⟂")
    clauses = split_clauses("".join(pieces), limit)
    assert [clause.text for clause in clauses] == pieces
    assert [clause.joint for clause in clauses[1:]] == joints


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("تحدث الضابط مع الرجل العجوز الواقف وحيدا أمام البيت القديم الذي هدمته الحرب الأخيرة", "القديم الذي"),
        ("حضر أعضاء اللجنة الوطنية العليا لمتابعة تنفيذ توصيات مؤتمر الحوار الوطني الشامل", "مؤتمر الحوار"),
        ("أعلنت الشركة الوطنية للكهرباء أمس صباحا عن قطع التيار عن سكان الأحياء الشرقية", "عن سكان"),
        ("ذكر مراسل الوكالة الرسمية للأنباء في العاصمة المغربية أمس أن الرحلة ألغيت", "أن الرحلة"),
        ("بلغ عدد ضحايا الزلزال الأخير في المناطق الجبلية البعيدة نحو 400 قتيل وجريح", "نحو 400 قتيل"),
    ],
)
def test_what_belongs_together_stays_together_even_without_a_cue(text: str, whole: str) -> None:
    clauses = split_clauses(text, 8)
    assert len(clauses) > 1
    assert any(whole in clause.text for clause in clauses)


@pytest.mark.parametrize("unit", ["كلمة ", "وقال ", "كلمة، ", "«كلمة ", '"كلمة ', "الذي ", "و ", "(", "،", "كلمة"])
def test_400_thousand_characters_are_no_matter(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    clauses = split_clauses(text)
    assert "".join(clause.text for clause in clauses) == text
    assert all(length(clause.text) <= 40 for clause in clauses)
