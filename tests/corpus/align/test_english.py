"""Where English sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.align.english import split_english

# Sentences as they follow each other in a paragraph.
PARAGRAPHS = [
    ["Dr. Haddad met Mr. J. R. Jones at 5 p.m. on Friday.", "He left at 6 a.m.", "The U.S. Army said no."],
    ["They live in the U.S.", "She works at Acme Inc. in Boston."],
    ["It cost $3.5 million.", "Go to https://a.org/b.html?x=1 now.", "St. Mary's is near Mt. Everest."],
    ["Gen. Haddad spoke on Jan. 5, 2014.", "Lt. Col. Ahmed and Sgt. Ali were there.", "Rep. Joe and Sen. Ann voted."],
    ["Who?", "What?!", "Really...", "And then it stopped...but not for long."],
    ["“I came.", "I saw.”", "He left.", "'No.'", "She nodded.", "(It rained.)", "We went home."],
    ['"Stop!" he said.', 'He said: "We will act."', "Then he paused.", "\"Because 'it must be.'\"", "The end."],
    # A quotation mark that is never closed, or was never opened, hides no end.
    ['The minister said: "We will act.', "The work begins in June.", 'It ends in July."', "Nobody asked why."],
    ["A line that is\nwrapped.", "Another one that\r\nis wrapped."],
    ["1. First, the old road.", "2. Second, the new one.", "That is the order.(35)"],
    ["Plain 😀 text with é.", "And more."],
]


@pytest.mark.parametrize("sentences", PARAGRAPHS)
def test_sentences_of_a_paragraph(sentences: list[str]) -> None:
    assert [one.text for one in split_english(" ".join(sentences))] == sentences


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert list(split_english(text)) == []


@pytest.mark.parametrize("text", ["123", "...", "(35) 12.", "?! ."])
def test_what_has_no_letters_is_kept_whole(text: str) -> None:
    assert [one.text for one in split_english(text)] == [text]


@given(st.text(st.sampled_from("ab .?!\"'()[]\n\t\r😀é\u0301\u200f’“”A1.عي،؟\ufeff\u2028"), max_size=60) | st.text())
def test_offsets_are_exact_and_only_white_space_lies_between(text: str) -> None:
    place = 0
    for one in split_english(text):
        assert text[one.start : one.end] == one.text == one.text.strip() != ""
        assert text[place : one.start].strip() == ""
        place = one.end
    assert text[place:].strip() == ""
