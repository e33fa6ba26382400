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
@settings(max_examples=200, derandomize=True)
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
        ("مَسْأَلَةٌ مُؤَجَّلة", "مسألة مؤجلة"),
        ("ا\u0654علن ا\u0653لاف", "أعلن آلاف"),  # hamza and madda by themselves, as macOS writes names
        ("١٢٫٥٪ و٢٬٥٠٠ و۱۲۳ Covid-19 😀", "12.5% و2,500 و123 Covid-19 😀"),
        ("٣٠٠،٠٠٠ نسمة، ثم 206،077", "300,000 نسمة، ثم 206,077"),
        ("ﺍﻟﺤﻜﻮﻣﺔ ﻻ ﷲ", "الحكومة لا الله"),
        ("یقول الرئیس عن الحکومة", "يقول الرئيس عن الحكومة"),
        ("پاريس وڤيينا وأگادير", "باريس وفيينا وأكادير"),
        ("تي\u200cشيرت أرسل\u00adوا", "تيشيرت أرسلوا"),
        ("&quot;قال&quot; &#1606;&#x639;&#1605;&nbsp;AT&amp;T", '"قال" نعم\u00a0AT&T'),
        ("&amp;quot;قال&amp;quot;", '"قال"'),
        ("https://a.org/?a=1&copy=2 &b", "https://a.org/?a=1&copy=2 &b"),
        ("", ""),
    ],
)
def test_model_input_is_what_models_were_trained_on(text: str, heard: str) -> None:
    assert model_input(text) == heard


@given(text=st.text(st.sampled_from("&#;quotamp1575٣ا\u0654\u0651\u0640\u200fﻻیپ،")))
def test_model_input_twice_is_once(text: str) -> None:
    once = model_input(text)
    assert model_input(once) == once


def test_what_looks_the_same_is_the_same_to_the_bundled_model() -> None:
    bundled = Vocabulary(Path("models/bundled"))
    encode = bundled.encode
    plain = encode(["الحكومة", "يقول الرئيس", "لا 1957", "12.5%", "فيينا", '"نعم"'])
    odd = encode(["ﺍﻟﺤﮑﻮﻣﺔ", "یقول الرئيــس", "ﻻ ۱۹٥٧", "١٢٫٥٪", "ڤيينا", "&quot;نعم&quot;"])
    assert odd == plain
    assert all(piece in bundled.index for piece in encode(["٠١٢٣٤٥٦٧٨٩ یکپڤگچ ﷺ"])[0])


def test_marks_do_not_change_the_subwords(vocabulary: Vocabulary) -> None:
    assert vocabulary.encode(["ذَهَبَ الوَلَدُ إلـى المَدْرَسَةِ."]) == vocabulary.encode(["ذهب الولد إلى المدرسة."])


@pytest.mark.parametrize("missing", ["source.spm", "target.spm", "vocab.json"])
def test_a_missing_file_is_named(random_checkpoint: Path, tmp_path: Path, missing: str) -> None:
    shutil.copytree(random_checkpoint, tmp_path / "model")
    (tmp_path / "model" / missing).unlink()
    with pytest.raises(ModelError, match=missing):
        Vocabulary(tmp_path / "model")
