from models.train.noise import noised

LINE = " ".join(f"word{n}" for n in range(200))


def test_a_tenth_of_the_words_goes_and_none_is_made_up() -> None:
    words = noised(LINE).split()
    assert 165 <= len(words) <= 192
    assert set(words) < set(LINE.split())
    assert len(set(words)) == len(words)


def test_no_word_moves_further_than_three_places_among_those_kept() -> None:
    words = noised(LINE).split()
    kept = sorted(words, key=lambda word: int(word.removeprefix("word")))
    moves = [abs(kept.index(word) - place) for place, word in enumerate(words)]
    assert 1 <= max(moves) <= 3


def test_the_noise_of_a_line_is_always_the_same_and_another_for_another() -> None:
    assert noised(LINE) == noised(LINE)
    assert noised(LINE + " end").split()[:20] != noised(LINE).split()[:20]


def test_a_line_is_never_emptied() -> None:
    assert all(noised(word) == word for word in LINE.split())
