"""Texts are translated while a data set is built, to the same bytes in processes and on a cluster."""

import json
from pathlib import Path

import pytest
from ray.cluster_utils import Cluster

from corpus.building import BuildSettings, build, refilter
from corpus.store import Dropped, read_rows
from models import Model
from tests.conftest import ROOT, Jisr
from tests.corpus.building.test_build import digest
from tests.models.conftest import write_taught
from tests.models.sentences import KNOWN
from translate import Translator

SMALL = BuildSettings(unit=100)


@pytest.fixture
def texts(tmp_path: Path) -> str:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "dam.txt").write_bytes((ROOT / "examples/dam.ar.txt").read_bytes())
    (folder / "bridge.txt").write_bytes((ROOT / "examples/pairs/bridge.ar.txt").read_bytes())
    (folder / "odd.txt").write_text("123\n\nOnly English here.\n", encoding="utf-8")
    (folder / "list.md").write_text("# خبر\n\nوصل **الوفد** إلى\nالعاصمة. هل عاد؟\n", encoding="utf-8")
    return f"{folder}?translate=bundled&name=texts"


def rows(folder: Path) -> list[Dropped]:
    return list(read_rows(folder))


def test_every_sentence_is_a_row_as_the_translator_has_it(texts: str, tmp_path: Path, bundled: Model) -> None:
    build(tmp_path / "out", [texts], settings=SMALL, workers=1)
    found = rows(tmp_path / "out")
    documents = {name: (tmp_path / "texts" / name).read_text(encoding="utf-8") for name in ("dam.txt", "bridge.txt")}
    translator = Translator(bundled)
    for name, text in documents.items():
        pairs = [row.pair for row in found if row.pair.origin.document == name]
        translations = list(translator.translate([text]))
        assert [(pair.ar, pair.en, pair.origin.ar_span, pair.origin.model) for pair in pairs] == [
            (one.source, one.target, (one.start, one.end), one.signature) for one in translations
        ]
        for pair, one in zip(pairs, translations, strict=True):
            assert set(one.flags) <= set(pair.flags)
            assert pair.scores["model_logprob"] == pytest.approx(one.score, abs=1e-5)
    marked = [row.pair for row in found if row.pair.origin.document == "list.md"]
    assert [pair.ar for pair in marked] == ["خبر", "وصل الوفد إلى العاصمة.", "هل عاد؟"]
    odd = [row for row in found if row.pair.origin.document == "odd.txt"]
    assert [(row.pair.ar, row.pair.en, row.pair.scores) for row in odd] == [
        ("123", "123", {}),
        ("Only English here.", "Only English here.", {}),
    ]
    assert all(row.reason for row in odd)
    assert {row.pair.origin.method for row in found} == {"machine"}


def test_what_the_guard_holds_to_be_none_is_in_the_ledger_with_the_reason(tmp_path: Path) -> None:
    pairs = {
        "وصل الوفد إلى العاصمة صباح اليوم.": ("The delegation arrived in the capital this morning.", ["cut", "unsure"]),
        "قالت الوزيرة إن العمل سيبدأ قريبا.": ("The minister said that the work work work would begin.", ["repeats"]),
        "عاد الأولاد من المدرسة في المساء.": ("The children came back.", ["short", "unsure"]),
    }
    with (tmp_path / "rows.jsonl").open("w", encoding="utf-8") as file:
        for k, (ar, (en, flags)) in enumerate(pairs.items()):
            row = {"document": "a", "block": k, "start": 0, "end": len(ar), "source": ar, "target": en, "score": -0.5}
            file.write(json.dumps(row | {"flags": flags, "model": "bundled", "cached": False}) + "\n")
    build(tmp_path / "out", [str(tmp_path / "rows.jsonl")], settings=SMALL, workers=1)
    reasons = ["", "translation repeats", "translation short"]
    assert [row.reason for row in rows(tmp_path / "out")] == reasons
    refilter(tmp_path / "out", rules={"max_numbers": "off"}, workers=1)
    assert [row.reason for row in rows(tmp_path / "out")] == reasons


def test_processes_and_two_nodes_give_the_same_bytes(
    cluster: Cluster, texts: str, tmp_path: Path, jisr: Jisr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    for name, arguments in {"local": ("--workers", "2"), "ray": ("--engine", "ray")}.items():
        ran = jisr("corpus", "build", f"{name}/out", texts, *arguments)
        assert ran.returncode == 0, ran.stderr.decode()
    local, on_ray = digest(tmp_path / "local" / "out"), digest(tmp_path / "ray" / "out")
    assert {name for name in local if local[name] != on_ray[name]} <= {"README.md"}  # it names its folder
    assert len(local) == len(on_ray) >= 3


def test_what_the_command_refuses(jisr: Jisr, texts: str) -> None:
    ran = jisr("corpus", "build", "out", texts, "--engine", "ray", "--workers", "2")
    assert (ran.returncode, b"--workers 2: is for --engine local" in ran.stderr) == (2, True)
    ran = jisr("corpus", "build", "out", texts.replace("bundled", "opus-of-nowhere"))
    assert (ran.returncode, b"no model 'opus-of-nowhere'" in ran.stderr) == (1, True)


def test_a_model_that_writes_arabic_takes_english_texts(tmp_path: Path) -> None:
    model = write_taught(tmp_path / "back", KNOWN, reverse=True)
    text = tmp_path / "news.txt"
    text.write_text("".join(f"{english}\n" for _, english in KNOWN) + "word " * 300 + "\n", encoding="utf-8")
    build(tmp_path / "out", [f"{text}?translate={model}&name=news"], settings=SMALL, workers=1)
    found = rows(tmp_path / "out")
    kept = {(row.pair.ar, row.pair.en) for row in found if not row.reason}
    assert kept == set(KNOWN)
    (long,) = [row for row in found if row.pair.en.startswith("word word")]
    assert (long.pair.ar, long.reason) == ("", "translation empty")
    for row in found:
        start, end = row.pair.origin.en_span
        assert text.read_text(encoding="utf-8")[start:end].strip() == row.pair.en
        assert row.pair.origin.method == "machine"
        assert row.pair.origin.model.startswith("back@")
