"""A headline that no mark parts from its article is found; ordinary first sentences stay whole."""

import re
from itertools import accumulate

import pytest

from tests.conftest import ROOT
from translate import split_sentences
from translate.headlines import ends_of_headlines

QUALITY = ROOT / "tests" / "quality"

HEADLINE = "مقتل خمسة مدنيين في قصف على سوق شعبي بريف إدلب"
ARTICLE = "قال الدفاع المدني إن خمسة مدنيين قتلوا وأصيب آخرون في قصف استهدف سوقا شعبيا جنوبي إدلب."


def test_a_headline_is_a_sentence_of_its_own() -> None:
    text = f" {HEADLINE} {ARTICLE} ولم ترد تفاصيل أخرى حتى الآن."
    found = list(split_sentences(text))
    assert [sentence.text for sentence in found] == [HEADLINE, ARTICLE, "ولم ترد تفاصيل أخرى حتى الآن."]
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)
    assert len(list(split_sentences(text, unmarked=False))) == 2


def test_only_the_first_sentence_of_a_text_is_looked_into() -> None:
    assert len(list(split_sentences(f"هذه مقدمة. {HEADLINE} {ARTICLE}"))) == 2


def test_hardly_any_ordinary_sentence_is_cut() -> None:
    rows = (ROOT / "experiments/data/general.tsv").read_text(encoding="utf-8").splitlines()
    ordinary = [row.split("\t")[0] for row in rows]
    cut = [sentence for sentence in ordinary if len(list(split_sentences(sentence))) > 1]
    assert cut == []


def test_a_text_without_marks_is_searched_to_its_end() -> None:
    lines = re.split(r"[\t\n]", (QUALITY / "headlines.tsv").read_text(encoding="utf-8").strip())
    unmarked = [line.rstrip(".") for line in lines]
    begins = [0, *accumulate(len(line) + 1 for line in unmarked)]
    found = list(split_sentences(" ".join(unmarked)))
    assert len(found) >= 7
    assert sum(sentence.start in begins for sentence in found) / len(found) > 0.75
    assert found[-1].start > 0.5 * begins[-1]


@pytest.mark.parametrize("words", [[], ["كلمة"], ["."] * 100, ["وصل"] * 400, ["،"] * 20])
def test_any_words_are_taken(words: list[str]) -> None:
    assert all(1 < number < len(words) for number in ends_of_headlines(words))
