"""The verb behind و and ف."""

from translate.verbs import bare, is_joined, is_verb

VERBS = "قال أعلنت يتوقع تشهد سيطرت كانوا وصل أصيب استهدف ستبدأ نشرت أكدوا يُعتقد بات عزا شنّ ألقت التقى التزموا"
OTHERS = "الحكومة وزارة مدينة يناير تنظيم تركيا يوسف نساء أشخاص تقرير سيارة تعاون جرحى من إلى هو ذلك 40 BBC و الباحث"
UNSEEN = "يستنكرون يتنقلان فاجأتهما"
OWN = "وصل وزير وقت وكالة وفق وضع وجد واحد فرنسا فريق فتح فوز فلسطين ولاية"
JOINED = "وقال وأعلنت ويتوقع ومدينة ووصل والحكومة فقال فأعلن"


def test_verbs() -> None:
    assert [word for word in VERBS.split() if not is_verb(bare(word))] == []


def test_other_words() -> None:
    assert [word for word in OTHERS.split() if is_verb(bare(word))] == []


def test_verbs_that_no_table_holds_are_known_by_their_stem_and_shape() -> None:
    assert [word for word in UNSEEN.split() if not is_verb(bare(word))] == []


def test_a_first_letter_of_the_word_itself_is_no_conjunction() -> None:
    assert [word for word in OWN.split() if is_joined(bare(word))] == []


def test_a_conjunction() -> None:
    assert [word for word in JOINED.split() if not is_joined(bare(word))] == []


def test_the_spelling_of_hamza_vowel_marks_and_final_yeh_does_not_matter() -> None:
    assert bare("أَبْدَى") == bare("ابدي") == bare("أبـدى") == "ابدي"
