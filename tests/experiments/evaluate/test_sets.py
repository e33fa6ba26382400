"""Sets to evaluate on, from every place that has them."""

import json
from pathlib import Path

import datasets
import pytest

from corpus.building import BuildSettings, build
from corpus.sources import SourceSettings
from experiments.evaluate.sets import read_set
from models.errors import InputError, SettingsError

AR = ("افتتحت المكتبة يوم الأحد.", "الاستعارة مجانية.", "وصل القطار متأخرا.")
EN = ("The library opened on Sunday.", "Borrowing is free.", "The train arrived late.")


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the rows in it as files of several kinds."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "news.ar", *AR)
    write(tmp_path / "news.en", *EN)
    write(tmp_path / "both.tsv", *map("\t".join, zip(AR, EN, strict=True)))
    write(tmp_path / "named.tsv", "arabisch\tenglisch", *map("\t".join, zip(AR, EN, strict=True)))
    write(tmp_path / "both.jsonl", *(json.dumps({"ar": ar, "en": en}) for ar, en in zip(AR, EN, strict=True)))
    return tmp_path


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("news", "news"),
        ("news.ar,news.en", "news"),
        ("mine=news.ar,news.en", "mine"),
        ("both.tsv", "both"),
        ("both.jsonl", "both"),
        ("mine=named.tsv?ar=arabisch&en=englisch", "mine"),
    ],
)
def test_files_with_both_sides_are_sets(here: Path, spec: str, name: str) -> None:
    found = read_set(spec)
    assert (found.name, found.arabic, found.english, found.domains) == (name, AR, EN, ("", "", ""))
    assert (len(found), found.numbers, found.size) == (3, (), 0)


def test_rows_without_a_side_are_left_out_and_the_others_keep_their_numbers(here: Path) -> None:
    write(here / "gaps.ar", AR[0], "", AR[2])
    write(here / "gaps.en", *EN)
    found = read_set("gaps")
    assert (found.arabic, found.english, found.domains) == ((AR[0], AR[2]), (EN[0], EN[2]), ("", ""))
    assert (found.numbers, found.size) == ((0, 2), 3)
    assert found.fingerprint != read_set("news").fingerprint
    assert read_set("both.tsv").fingerprint == read_set("news").fingerprint


def test_a_data_set_gives_its_test_split_or_another_that_is_asked_for(here: Path) -> None:
    lines = [f"وصل القطار رقم {number} متأخرا إلى المحطة.\tTrain number {number} was late." for number in range(40)]
    write(here / "trains.tsv", "arabic\tenglish\tdocument", *(f"{line}\td{n}" for n, line in enumerate(lines)))
    settings = BuildSettings(source=SourceSettings(domain="trains"), near=False, shares={"test": 0.3, "validation": 0})
    built = build("set", ["trains.tsv"], settings=settings, workers=1)
    test, train = read_set("set"), read_set("mine=set:train")
    assert (test.name, train.name) == ("set:test", "mine")
    assert (len(test), len(train)) == (built.rows["test"], built.rows["train"])
    assert 4 < len(test) < len(train)
    assert not set(test.arabic) & set(train.arabic)


def test_any_data_set_with_a_translation_column_will_do(here: Path) -> None:
    rows = [{"translation": {"ar": ar, "en": en}} for ar, en in zip(AR, EN, strict=True)]
    datasets.Dataset.from_list(rows).save_to_disk("plain")
    datasets.DatasetDict({"train": datasets.Dataset.from_list(rows[:2]), "test": datasets.Dataset.from_list(rows[2:])})\
        .save_to_disk("split")  # fmt: skip
    assert read_set("plain").english == EN
    assert read_set("split").english == EN[2:]
    assert read_set("split:train").english == EN[:2]


@pytest.mark.parametrize(
    ("origins", "domains"),
    [
        ([{"domain": "news"}, {"domain": "law"}, {"domain": "news"}], ["news", "law", "news"]),
        ([{"domain": "news"}, {"source": "b"}, {"domain": "law"}], ["news", "", "law"]),
        ([{"source": "a"}, {"source": "b"}, {"source": "b"}], ["a", "b", "b"]),
        ([{"document": "one"}, {"document": "one"}, {"document": "two"}], ["one", "one", "two"]),
        ([{"document": "x.tsv#0"}, {"document": "x.tsv#0"}, {"document": "x.tsv#1"}], ["", "", ""]),
    ],
)
def test_a_domain_is_the_first_that_tells_rows_apart(
    here: Path, origins: list[dict[str, str]], domains: list[str]
) -> None:
    whole = {
        "source": "s",
        "document": "d",
        "block": 0,
        "ar_span": [-1, -1],
        "en_span": [-1, -1],
        "licence": "",
        "method": "human",
        "model": "",
        "domain": "",
    }
    rows = [
        {"translation": {"ar": ar, "en": en}, "origin": whole | origin, "scores": {}, "flags": []}
        for ar, en, origin in zip(AR, EN, origins, strict=True)
    ]
    write(here / "stored.jsonl", *map(json.dumps, rows))
    assert list(read_set("stored.jsonl").domains) == domains


def test_a_known_set_gives_the_part_and_the_arabic_that_models_are_evaluated_on(here: Path) -> None:
    for part, number in (("dev", 0), ("devtest", 1)):
        write(here / "f" / part / f"arb_Arab.{part}", AR[number])
        write(here / "f" / part / f"arz_Arab.{part}", "المكتبة فتحت يوم الحد.")
        write(here / "f" / part / f"eng_Latn.{part}", EN[number])
    devtest, dev = read_set("flores200=f"), read_set("flores200=f:dev")
    assert (devtest.name, devtest.arabic, devtest.english) == ("flores200", AR[1:2], EN[1:2])
    assert (dev.name, dev.arabic, dev.english) == ("flores200:dev", AR[:1], EN[:1])
    (here / "f").rename(here / "flores200")
    assert read_set("flores200").english == EN[1:2]


@pytest.mark.parametrize(
    ("spec", "error", "told"),
    [
        ("gone", InputError, r"gone: no such file or folder; give a file, .* flores200, ntrex, .* flores200=FOLDER"),
        ("news.ar,gone.en", InputError, r"gone\.en: no such file or folder; check the name"),
        ("ntrex", InputError, "get it from its publisher .*MicrosoftTranslator/NTREX.* and give its folder"),
        ("both.tsv:test", SettingsError, "a file has no parts; leave out :test"),
        ("flores200=f:test", SettingsError, "has no part test with both languages; there are: dev$"),
        ("plain:test", SettingsError, "has no split 'test'; there are: train"),
        ("named.tsv?ar=arabic", InputError, "ar=arabic: no such column among .*did you mean 'arabisch'"),
        ("documents", InputError, "have to be aligned or translated first; .*jisr corpus build FOLDER documents"),
        ("news.ar", InputError, "is one half of a Moses pair; name both"),
    ],
)
def test_errors_name_the_input_and_the_mend(here: Path, spec: str, error: type[Exception], told: str) -> None:
    write(here / "f" / "arb_Arab.dev", AR[0])
    write(here / "f" / "eng_Latn.dev", EN[0])
    for side, texts in (("ar", AR), ("en", EN)):
        write(here / "documents" / f"letter.{side}.txt", *texts)
    datasets.Dataset.from_list([{"translation": {"ar": AR[0], "en": EN[0]}}]).save_to_disk("plain")
    with pytest.raises(error, match=told):
        read_set(spec)
