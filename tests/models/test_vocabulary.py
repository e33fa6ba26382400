"""models.vocabulary against transformers' MarianTokenizer."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import MarianTokenizer

from models.errors import ModelError
from models.vocabulary import Vocabulary, model_input
from tests.models.sentences import odd_lines, pairs


@pytest.fixture(scope="module")
def vocabulary(random_checkpoint: Path) -> Vocabulary:
    return Vocabulary(random_checkpoint)


@pytest.fixture(scope="module")
def tokenizer(random_checkpoint: Path) -> MarianTokenizer:
    made = MarianTokenizer.from_pretrained(str(random_checkpoint))
    # Moses' normalisation of punctuation runs only where sacremoses is installed; Marian's own decoder has none.
    made.punc_normalizer = lambda text: text
    return made


def test_same_ids_as_marian_tokenizer_on_2000_lines(vocabulary: Vocabulary, tokenizer: MarianTokenizer) -> None:
    lines = [model_input(line) for line in odd_lines(2000)]
    lines = [line for line in lines if not any(mark in line for mark in ("</s>", "<unk>", ">>"))]
    lines += pairs(2000 - len(lines), seed=5)[0]
    assert len(lines) == 2000
    ours = [vocabulary.ids(pieces) for pieces in vocabulary.encode(lines)]
    assert ours == tokenizer(lines)["input_ids"]


@given(text=st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_same_ids_on_any_text(vocabulary: Vocabulary, tokenizer: MarianTokenizer, text: str) -> None:
    text = model_input(text).replace("<", "").replace(">", "")
    assert vocabulary.ids(vocabulary.encode([text])[0]) == tokenizer(text)["input_ids"]


def test_same_target_ids_and_text_as_marian_tokenizer(vocabulary: Vocabulary, tokenizer: MarianTokenizer) -> None:
    _, english = pairs(200, seed=3)
    pieces = vocabulary.encode_target(english)
    assert [vocabulary.ids(some) for some in pieces] == tokenizer(text_target=english)["input_ids"]
    assert vocabulary.decode(pieces) == english


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("كَتَبَ الـولـد", "كتب الولد"),
        ("مُـحَـمَّـدٌ رَسُولُ", "محمد رسول"),
        ("\u200fنص\u200e \u202bآخر\u202c", "نص آخر"),
        ("هٰذا قرآن", "هذا قرآن"),
        ("١٢٫٥٪ Covid-19 😀", "١٢٫٥٪ Covid-19 😀"),
        ("", ""),
    ],
)
def test_model_input_takes_out_marks_only(text: str, heard: str) -> None:
    assert model_input(text) == heard


def test_marks_do_not_change_the_subwords(vocabulary: Vocabulary) -> None:
    assert vocabulary.encode(["ذَهَبَ الوَلَدُ إلـى المَدْرَسَةِ."]) == vocabulary.encode(["ذهب الولد إلى المدرسة."])


@pytest.mark.parametrize("missing", ["source.spm", "target.spm", "vocab.json"])
def test_a_missing_file_is_named(random_checkpoint: Path, tmp_path: Path, missing: str) -> None:
    shutil.copytree(random_checkpoint, tmp_path / "model")
    (tmp_path / "model" / missing).unlink()
    with pytest.raises(ModelError, match=missing):
        Vocabulary(tmp_path / "model")
