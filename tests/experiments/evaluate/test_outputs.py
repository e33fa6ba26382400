"""Lines through the bundled model."""

import json
import shutil
from pathlib import Path

import pytest

import models
from experiments.evaluate.outputs import translate_set
from models.engines.base import Decoding
from models.errors import InputError, SettingsError
from models.store import find
from translate import Translator

LINES = [
    "افتتحت الحكومة المدرسة الجديدة يوم الأحد.",
    "وصل القطار. غادر الوزير المدينة.",
    "قال الناطق باسم الجيش إن القوات سيطرت على ثلاث قرى شرق النهر بعد معارك استمرت أسبوعا كاملا مع المسلحين الذين "
    "انسحبوا إلى الصحراء، وأضاف أن عشرة جنود قتلوا في الهجوم وأن المدنيين غادروا منازلهم.",
    "2014",
]


def test_a_line_is_translated_as_jisr_translate_does(bundled: models.Model) -> None:
    texts, cost = translate_set("bundled", LINES)
    with Translator(bundled) as translator:
        wanted: list[list[str]] = [[] for _ in LINES]
        for one in translator.translate(LINES):
            wanted[one.block].append(one.target)
        report = translator.report
    assert texts == [" ".join(" ".join(parts).split()) for parts in wanted]
    assert len(wanted[1]) == 2
    assert (cost.sentences, cost.words) == (5, report.words)
    assert cost.retried == report.resplit + report.no_repeat + report.other_beam
    assert 0 < cost.seconds < 60
    assert 0 < cost.cpu_seconds < 60
    assert cost.peak_bytes is not None
    assert 100e6 < cost.peak_bytes < 20e9


def test_the_bare_engine_takes_each_line_whole(bundled: models.Model) -> None:
    texts, cost = translate_set("bundled", [*LINES, "ّ"], bare=True)
    (generated,) = bundled.engine.generate([bundled.vocabulary.encode(LINES)], Decoding())
    assert texts == [*bundled.vocabulary.decode([hypothesis.pieces for hypothesis in generated]), ""]
    assert (cost.sentences, cost.retried) == (5, 0)


def test_what_the_bare_engine_cannot_take_is_named() -> None:
    with pytest.raises(InputError, match=r"row 2: .*leave out --bare, and it is cut"):
        translate_set("bundled", [LINES[0], "كتاب كبير " * 400], bare=True)


def test_a_model_that_writes_arabic_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "a model in reverse"
    shutil.copytree(find("bundled").folder, folder)
    (folder / "tokenizer_config.json").write_text(json.dumps({"source_lang": "en", "target_lang": "ar"}))
    with pytest.raises(SettingsError, match="translates en-ar; test sets are Arabic with English references"):
        translate_set(str(folder), LINES)
