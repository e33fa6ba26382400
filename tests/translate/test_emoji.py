"""translate.emoji: nothing of a picture is lost, and the model sees none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.emoji import put_back, set_aside


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("مبروك", ("", "مبروك", "")),
        ("🎉 مبروك 😀", ("🎉", "مبروك", "😀")),
        ("🎉🎉 مبروك!", ("🎉🎉", "مبروك!", "")),
        ("مبروك 😀!", ("", "مبروك!", "😀")),
        ("أنا ❤️ القاهرة.", ("", "أنا القاهرة.", "❤️")),
        ("👨‍👩‍👧 عائلتي 👍🏽", ("👨‍👩‍👧", "عائلتي", "👍🏽")),
        ("✅ تم ✔", ("✅", "تم", "✔")),
    ],
)
def test_emoji_are_set_aside(text: str, sides: tuple[str, str, str]) -> None:
    assert set_aside(text) == sides


def test_they_are_put_back() -> None:
    assert put_back("🎉", "Congratulations!", "😀") == "🎉 Congratulations! 😀"
    assert put_back("", "Done.", "") == "Done."


@given(st.text(st.sampled_from("😀❤\ufe0f\u200d👍🏽 اب!،"), max_size=30))
def test_no_emoji_is_lost(text: str) -> None:
    before, bare, after = set_aside(text)
    pictures = "😀❤👍🏽"
    assert [c for c in before + after if c in pictures] == [c for c in text if c in pictures]
    assert not any(c in bare for c in pictures)
