"""Where sentences end."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from translate import split_sentences
from translate.abbreviations import Kind, keeps_stop
from translate.sentences import Sentence
from translate.tables import read_table

# Each text with | where it is to be cut; the bars are taken out before it is split.
CUT = [
    "سافر الوزير إلى تونس. |ثم عاد في المساء.",
    "هل وصلت السفينة؟ |لم تصل بعد! |ننتظرها غدًا…",
    "انتهى الاجتماع . |و لم يصدر بيان .",
    "ماذا حدث ؟ ! |لا أحد يعرف",
    "طال الانتظار... |ثم فُتح الباب.",
    "طال الانتظار . . . |ثم فُتح الباب.",
    "قال: «لن أعود.» |ثم مضى.",
    'سأل: "أين المفتاح؟" |فلم يجبه أحد.',
    "(وقع ذلك ليلًا.) |وفي الصباح هدأ كل شيء.",
    "نُشر الخبر أمس.[12] |وأكدته الوزارة.",
    "فاز الفريق أمس.|وخسر غريمه.",
    "هل فاز؟|نعم فاز.",
    'قال: "فزنا."|وعاد الفريق.',
    "بلغت النسبة 5%.|وهي الأعلى.",
    "كان ذلك عام 1998. |وبعده بعام عادوا.",
    "كان ذلك عام ١٩٩٨.|وبعده بعام عادوا.",
    "تحدث إلى بي بي سي. |ثم غادر.",
    "ارتفع فيتامين C. |ولم ينخفض.",
    "تصفح الموقع https://example.org/a.b?x=1. |ثم اتصل بنا.",
    "راسلنا على news@example.org. |سنجيبك غدًا.",
    "عنوان أول\n|سطر ثان\r\n|سطر ثالث\u2028|ورابع",
    "أهو كذلك؟! |نعم.",
    "لا. |لم يحضر.",
]
WHOLE = [
    "اشترى الخبز، والجبن؛ والزيتون: كلها من السوق.",
    "بلغ السعر 1.5 مليون، أي ١٫٥ مليون، عند الساعة 10:08.",
    "قال د. أحمد إن أ. منى والسيدة م. خالد غائبون.",
    "قالها أ.د. محمود في كلمته.",
    "وصل ود. سمير معه.",
    "زار د.أحمد المعرض.",
    "في القرن الثالث ق.م. كانت المدينة عامرة.",
    "أعلنت م.ت.ف. موقفها.",
    "توفي سنة 505 هـ. في بغداد.",
    "العنوان ص.ب. 1234 الرياض.",
    "أعلنت Apple Inc. المنتج الجديد.",
    "التقى George W. Bush الرئيس.",
    "كتب جورج دبليو. بوش مذكراته.",
    "كتبت جيه. كيه. رولينغ روايتها.",
    "افتح ملف report.txt ثم example.com للمزيد.",
    "1. مقدمة قصيرة",
    "أ. البند الأول",
    "... ثم سكت",
    "كان ذكيًا (؟) في رأيهم.",
    "نعم...ربما غدًا",
]


@pytest.mark.parametrize("marked", CUT + WHOLE)
def test_cuts_where_a_sentence_ends_and_nowhere_else(marked: str) -> None:
    expected = [part.strip() for part in marked.split("|")]
    assert [sentence.text for sentence in split_sentences(marked.replace("|", ""))] == expected


def test_a_unit_ends_a_sentence_where_the_next_one_begins_with_and() -> None:
    text = "توفي سنة 505 هـ. ودفن في بغداد."
    assert [s.text for s in split_sentences(text)] == ["توفي سنة 505 هـ.", "ودفن في بغداد."]


def test_offsets_are_code_points_of_the_text_as_given() -> None:
    text = "  \ufeffوصل 😀. \t ثم عاد.\n"
    assert list(split_sentences(text)) == [Sentence("\ufeffوصل 😀.", 2, 9), Sentence("ثم عاد.", 12, 19)]


def test_line_breaks_of_wrapped_text_end_no_sentence_but_empty_lines_do() -> None:
    text = "وصل الوفد\nإلى المطار. ثم غادر\r\nالمدينة\r\n\r\nعنوان"
    assert [s.text for s in split_sentences(text, lines=False)] == [
        "وصل الوفد\nإلى المطار.",
        "ثم غادر\r\nالمدينة",
        "عنوان",
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t\u2029", "\x85"])
def test_nothing_visible_holds_no_sentence(text: str) -> None:
    assert list(split_sentences(text)) == []


ODD = st.text(
    st.one_of(
        st.sampled_from(list(".!?؟…،؛:«»\"')([]@/ \n\r\t\0\x85\u2028\u200f\u202b\ufeff\ud800وأدهـ1٢aW")),
        st.characters(),
    ),
    max_size=80,
)


@given(ODD, st.booleans())
@example("\ud83d.\udc4d", True)
@example("...\n.\r\n؟", True)
@example('د."أ" ؟ ! .', False)
def test_sentences_and_the_white_space_between_them_are_the_text(text: str, lines: bool) -> None:
    place = 0
    for sentence in split_sentences(text, lines=lines):
        assert text[place : sentence.start].strip() == ""
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip() != ""
        place = sentence.end
    assert text[place:].strip() == ""


@given(ODD)
def test_splitting_a_sentence_again_at_its_lines_changes_nothing_visible(text: str) -> None:
    joined = "".join("".join(s.text.split()) for s in split_sentences(text))
    assert joined == "".join(text.split())


# What would make a careless pattern go back over the text again and again.
PATTERNS = [".", "a.", "ا.", "! ", "@", "@!", "\r", ". ", "د. ", 'د."ا', "://", ".[1", "( ؟ ) ", "كلمة. »", "www.", '"']


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_400_kb_of_anything_is_split_to_its_end(pattern: str, lines: bool) -> None:
    # Quadratic work on this length takes minutes (pySBD: over 25 s on prose), so it shows without a clock.
    text = (pattern * 400_000)[:400_000]
    visible = sum(len("".join(sentence.text.split())) for sentence in split_sentences(text, lines=lines))
    assert visible == len("".join(text.split()))


def test_tables_say_where_every_value_comes_from() -> None:
    rows = read_table("abbreviations.tsv") + read_table("letters.tsv")
    assert [row["word"] for row in rows if not row["source"].strip()] == []
    assert {row["kind"] for row in read_table("abbreviations.tsv")} == {kind.value for kind in Kind}


def test_a_full_stop_after_a_title_belongs_to_it() -> None:
    text = "قال د. أحمد"
    assert keeps_stop(text, 0, 5, 6)
    assert not keeps_stop("عاد. أحمد", 0, 3, 4)
