"""What is a model, and what is a file of translations."""

from pathlib import Path

import pytest

from experiments.evaluate.sets import EvaluationSet
from experiments.evaluate.systems import System, obtain, read_system, read_systems
from models.errors import InputError, SettingsError

ARMY = (
    "قال الناطق باسم الجيش إن القوات سيطرت على ثلاث قرى شرق النهر بعد معارك استمرت أسبوعا كاملا مع المسلحين الذين "
    "انسحبوا إلى الصحراء."
)
# Of three rows the one between had only one side.
SET = EvaluationSet("dev", ("نعم", "لا"), ("Yes.", "No."), ("", ""), (0, 2), 3)


@pytest.mark.parametrize(
    ("spec", "system"),
    [
        ("bundled", System("bundled", "bundled", False)),
        ("base=bundled", System("base", "bundled", False)),
        ("run/model", System("run/model", "run/model", False)),
        ("outputs/dev.google.en", System("dev.google", "outputs/dev.google.en", True)),
        ("{set}.google.en", System("google", "{set}.google.en", True)),
        ("Google Translate={set}.google.en", System("Google Translate", "{set}.google.en", True)),
        ("kept/{set}/bundled.en", System("bundled", "kept/{set}/bundled.en", True)),
        ("plain", System("plain", "plain/{set}.en", True)),
    ],
)
def test_a_system_is_a_model_or_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, system: System
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("outputs/dev.google.en", "plain/dev.en", "run/model/config.json", "run/model/odd.en"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert read_system(spec) == system


def test_two_systems_need_two_names() -> None:
    with pytest.raises(SettingsError, match="x=b: two systems are called x; name this one: NAME=x=b"):
        read_systems(["x=a", "x=b"])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Yes.\nNo.\n", ("Yes.", "No.")),
        ("Yes.\n(left out)\nNo.\n", ("Yes.", "No.")),  # for each row of the source
        ("Yes,\u2028 indeed.\n\n", ("Yes, indeed.", "")),
        ("\ufeffYes.\r\nNo.\r\n", ("Yes.", "No.")),
        ("Yes.\nNo.", ("Yes.", "No.")),
    ],
)
def test_stored_translations_are_lines(tmp_path: Path, text: str, lines: tuple[str, ...]) -> None:
    (tmp_path / "dev.x.en").write_text(text, encoding="utf-8")
    outputs = obtain(read_system(f"{tmp_path}/{{set}}.x.en"), SET)
    assert (outputs.system, outputs.texts, outputs.cost) == ("x", lines, None)
    assert outputs.signature.startswith("dev.x.en@")
    assert outputs.faults == ({"empty": 1} if "" in lines else {})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"Yes.\n", r"dev\.x\.en: has 1 lines, and dev 2 rows; want a translation a line"),
        ("Café\nNo.\n".encode("latin-1"), r"dev\.x\.en: no UTF-8"),
        (None, r"dev\.x\.en: cannot be read \(No such file.*\); it would hold the translations of dev by x"),
    ],
)
def test_what_is_no_translation_of_the_set_is_told(tmp_path: Path, data: bytes | None, told: str) -> None:
    if data is not None:
        (tmp_path / "dev.x.en").write_bytes(data)
    with pytest.raises(InputError, match=told):
        obtain(read_system(f"{tmp_path}/{{set}}.x.en"), SET)


@pytest.mark.parametrize(
    ("source", "target", "faults"),
    [
        ("وصل القطار متأخرا.", "The train arrived late.", set()),
        ("وصل القطار متأخرا.", "", {"empty"}),
        ("وصل القطار متأخرا.", "The train that we took to the sea on a hot day was late as always.", {"long"}),
        (ARMY, "The army.", {"short"}),
        (ARMY, "The army said that of the river of the river of the river of the river today.", {"repeats"}),
        (ARMY, ARMY, {"arabic"}),
        ("وصل 41 قطارا متأخرا.", "The trains arrived late.", {"numbers"}),
        ("كم الساعة الآن؟", "The time is now.", {"question"}),
    ],
)
def test_faults_are_counted_whoever_translated(tmp_path: Path, source: str, target: str, faults: set[str]) -> None:
    one = EvaluationSet("one", (source, "وصل القطار متأخرا."), ("x", "x"), ("", ""))
    (tmp_path / "x.en").write_text(f"{target}\nThe train arrived late.\n", encoding="utf-8")
    assert obtain(read_system(f"{tmp_path}/x.en"), one).faults == dict.fromkeys(faults, 1)
