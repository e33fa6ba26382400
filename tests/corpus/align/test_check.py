"""What is said about two documents that should not be aligned as they are."""

import pytest

from corpus.align.check import check_correspondence, check_sides, correspondence
from corpus.align.link import Link
from corpus.align.sides import Side, cut
from corpus.errors import AlignmentError
from corpus.pairs import Language

AR = "افتتحت البلدية مكتبة عامة جديدة يوم الأحد. تضم المكتبة أربعين ألف كتاب."
EN = "The city opened a new public library on Sunday. The library holds forty thousand books."
RU = "Городской совет открыл новую библиотеку. В ней сорок тысяч книг."
ZH = "市议会开设了一个新的图书馆。"
FA = (
    "شورای شهر روز یکشنبه کتابخانه عمومی تازه‌ای را گشود. این کتابخانه چهل هزار کتاب دارد و هر روز از ساعت هشت صبح تا "
    "نه شب باز است. کودکان می‌توانند بدون پرداخت پول کتاب به خانه ببرند، ولی باید آن را پس از دو هفته برگردانند. "
    "مدیر کتابخانه گفت که در سال آینده بخش تازه‌ای برای روزنامه‌های قدیمی ساخته خواهد شد و همه شهروندان می‌توانند "
    "روزنامه‌های خود را به آن بخش ببخشند."
)
FR = (
    "Le conseil municipal a inauguré dimanche une nouvelle bibliothèque publique. Elle compte quarante mille livres et "
    "reste ouverte chaque jour de huit heures du matin à neuf heures du soir. Les enfants peuvent emprunter des livres "
    "sans payer, mais ils doivent les rendre après deux semaines. La directrice a dit que, l'an prochain, une salle "
    "serait ouverte pour les vieux journaux et que tous les habitants pourraient donner les leurs."
)


def side(text: str, language: Language) -> Side:
    return cut(text, language, name=f"{language}.txt")


@pytest.mark.parametrize(
    ("ar", "en", "message"),
    [
        ("", EN, "ar.txt: is empty; there are no sentences in it to align"),
        (AR, " \n\ufeff\n", "en.txt: is empty; there are no sentences in it to align"),
        ("123 – 456.", EN, "ar.txt: has no letters in it; name the Arabic document"),
        (AR, "...", "en.txt: has no letters in it; name the English document"),
        (EN, AR, "ar.txt looks English and en.txt Arabic; swap them: jisr align en.txt ar.txt"),
        (AR, AR, "ar.txt and en.txt are both in Arabic letters; the second must be English"),
        (EN, EN, "ar.txt and en.txt are both in Latin letters; the first must be Arabic"),
        (AR, RU, "en.txt: is in Cyrillic letters; name the English document"),
        (ZH, EN, "ar.txt: is in CJK letters; name the Arabic document"),
        (RU, RU, "ar.txt: is in Cyrillic letters; name the Arabic document"),
    ],
)
def test_what_cannot_be_aligned_is_named_with_what_mends_it(ar: str, en: str, message: str) -> None:
    with pytest.raises(AlignmentError) as raised:
        check_sides(side(ar, "ar"), side(en, "en"))
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("ar", "en"),
    [
        (AR, EN),
        (f"{AR} {EN}", EN),  # a bilingual edition
        (AR, f"{EN} {AR}"),
        ("اضبط REST API في Kubernetes عبر kubectl apply.", "Set the REST API in Kubernetes with kubectl apply."),
    ],
)
def test_right_documents_pass_without_a_word(ar: str, en: str) -> None:
    assert check_sides(side(ar, "ar"), side(en, "en")) == []


def test_lengths_that_are_far_apart_are_noted() -> None:
    (note,) = check_sides(side(AR * 14, "ar"), side(EN, "en"))
    assert note.startswith("ar.txt is 11 times as long as en.txt (")
    assert note.endswith("most of it can have no counterpart")
    assert check_sides(side(AR * 9, "ar"), side(EN, "en")) == []


def test_other_languages_in_the_same_letters_are_noted() -> None:
    (persian,) = check_sides(side(FA, "ar"), side(EN * 3, "en"))
    assert persian.startswith("ar.txt: does not read like Arabic: 0.0% of its words have the article")
    (french,) = check_sides(side(AR * 3, "ar"), side(FR, "en"))
    assert french.startswith("en.txt: does not read like English: 'the', 'of', 'and' and 'to' are 0.0% of its words")


def test_what_the_reader_noted_comes_first() -> None:
    ar = cut(AR + "\n\n" + AR, "ar", name="ar.txt", sentences=True)
    assert check_sides(ar, side(EN, "en")) == ["ar.txt: 1 blank line is no sentence; numbers count the sentences"]


@pytest.mark.parametrize(
    ("links", "ar", "en", "share"),
    [
        ([Link((0,), (0,), 1.0), Link((1,), (1,), 0.5)], 2, 2, 0.75),
        ([Link((0, 1), (0,), 1.0), Link((2, 3), (1,), 1.0)], 4, 2, 1.0),
        ([Link((0,), (0, 1), 0.5), Link((1,), (), 0.9)], 2, 2, 0.25),
        ([Link((0,), (), 1.0), Link((), (0,), 1.0)], 1, 1, 0.0),
        # An excerpt corresponds to the whole.
        ([Link((0,), (5,), 1.0), *(Link((), (n,), 1.0) for n in range(20) if n != 5)], 1, 20, 1.0),
    ],
)
def test_correspondence_is_the_share_of_the_shorter_side(links: list[Link], ar: int, en: int, share: float) -> None:
    assert correspondence(links, ar, en) == pytest.approx(share)


def test_documents_that_hardly_correspond_are_noted_and_those_that_do_not_refused() -> None:
    ar, en = side(AR, "ar"), side(EN, "en")
    evidence = "a right counterpart is to be expected for {} of the 2 sentences of ar.txt"
    mend = "check that one is the translation of the other"

    def links(score: float) -> list[Link]:
        return [Link((0,), (0,), score), Link((1,), (1,), score)]

    assert check_correspondence(links(0.5), ar, en) == []
    assert check_correspondence(links(0.4), ar, en) == [
        f"ar.txt and en.txt correspond in part only: {evidence.format('40%')}; {mend}"
    ]
    with pytest.raises(AlignmentError) as raised:
        check_correspondence(links(0.05), ar, en)
    assert str(raised.value) == f"ar.txt and en.txt do not correspond: {evidence.format('5%')}; {mend}"
