"""Sentences too long for a model: cut to size, and the English put together."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate import joints
from translate.casing import opens_lower
from translate.clauses import Clause


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("خرج الأولاد، ثم لعبوا؛ ثم عادوا، وناموا", 4, ["خرج الأولاد، ثم لعبوا؛ ", "ثم عادوا، وناموا"]),
        ("خرج الأولاد إلى الحديقة، ثم عادوا إلى البيت", 5, ["خرج الأولاد إلى الحديقة، ", "ثم عادوا إلى البيت"]),
        ("خرج الأولاد إلى الحديقة وعادوا إلى البيت", 4, ["خرج الأولاد إلى الحديقة ", "وعادوا إلى البيت"]),
        ("خرج كل الأولاد من هذا البيت", 3, ["خرج كل الأولاد ", "من هذا البيت"]),
        ("خرج الأولاد", 2, ["خرج الأولاد"]),
    ],
)
def test_a_long_sentence_is_cut_at_its_cues(text: str, limit: int, parts: list[str]) -> None:
    assert [part.text for part in joints.cut(text, words, limit)] == parts


@given(st.text(st.sampled_from("اب،؛ و\u064f.\n"), max_size=200), st.integers(1, 20))
def test_the_parts_are_the_text_and_none_is_too_long(text: str, limit: int) -> None:
    parts = joints.cut(text, characters, limit)
    assert "".join(part.text for part in parts) == text
    assert all(text[part.start : part.end] == part.text for part in parts)
    assert all(len(part.text) <= limit for part in parts)


@given(st.text(st.sampled_from("اب،؛ و\u064f.\n"), max_size=100), st.integers(1, 20))
def test_words_that_weigh_more_together_are_cut_all_the_same(text: str, limit: int) -> None:
    def squares(texts: Sequence[str]) -> list[int]:
        return [len(text) ** 2 for text in texts]

    parts = joints.cut(text, squares, limit)
    assert "".join(part.text for part in parts) == text
    assert all(len(part.text) ** 2 <= limit or len(part.text) == 1 for part in parts if part.text)


def test_a_vowel_mark_stays_with_its_letter() -> None:
    assert [part.text for part in joints.cut("كُكُكُكُ", characters, 5)] == ["كُكُ", "كُكُ"]


def parts(*texts: tuple[str, str]) -> list[Clause]:
    return [Clause(text, 0, len(text), joint) for text, joint in texts]


@pytest.mark.parametrize(
    ("joint", "first", "second", "joined"),
    [
        # a main clause: a comma before a conjunction, else a semicolon
        ("verb", "He left.", "And he came back.", "He left, and he came back."),
        ("verb", "He left.", "The boy came back.", "He left; the boy came back."),
        ("semicolon", "He left", "He came back.", "He left; he came back."),
        ("connective", "He left.", "While the others stayed.", "He left, while the others stayed."),
        # an adverbial: nothing
        ("adjunct", "He left.", "Despite the rain.", "He left despite the rain."),
        ("participle", "He left.", "Noting that it rained.", "He left, noting that it rained."),
        # a mark of the model's own stays, and so do names, I and acronyms
        ("verb", "He left,", "And came back.", "He left, and came back."),
        ("adjunct", "He left.", "Syria won.", "He left Syria won."),
        ("comma", "He left.", "I stayed.", "He left, I stayed."),
        ("comma", "He left.", "UN troops came.", "He left, UN troops came."),
        ("verb", 'He said "no."', "And left.", 'He said "no", and left.'),
        # three dots are no full stop
        ("verb", "He left...", "And came back.", "He left... and came back."),
    ],
)
def test_english_is_joined_as_the_joint_says(joint: str, first: str, second: str, joined: str) -> None:
    assert joints.join(parts(("ذهب ", ""), ("وعاد.", joint)), [first, second]) == joined


def test_a_full_stop_of_the_author_stays_and_so_does_the_capital_behind_it() -> None:
    assert joints.join(parts(("ذهب. ", ""), ("وعاد.", "verb")), ["He went.", "And came back."]) == (
        "He went. And came back."
    )


def test_a_part_without_translation_leaves_no_trace() -> None:
    three = parts(("ذهب ", ""), ("وعاد ", "verb"), ("ونام.", "verb"))
    assert joints.join(three, ["He went.", "", "And slept."]) == "He went, and slept."
    assert joints.join(three, ["", "", ""]) == ""
    assert joints.join(three[:1], ["He went."]) == "He went."


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("The army said", "the army said"),
        ('"The army', '"the army'),
        ("It's late", "it's late"),
        ("Sources said", "sources said"),
        ("According to Ali", "according to Ali"),
        ("Damascus fell", "Damascus fell"),
        ("Security Council members", "Security Council members"),
        ("I'm here", "I'm here"),
        ("SDF fighters", "SDF fighters"),
        ("A-level", "A-level"),
        ("", ""),
        ("١٢", "١٢"),
    ],
)
def test_only_a_word_known_to_be_small_loses_its_capital(text: str, inside: str) -> None:
    assert opens_lower(text) == inside
