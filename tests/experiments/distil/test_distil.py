"""The bundled model teaches a tiny student, from the command line."""

import json
from pathlib import Path

import pytest

from corpus.store import read_pairs
from experiments.distil.run import DistilSettings, learn, teach
from experiments.evaluate.outputs import translate_set
from models.errors import SettingsError
from tests.conftest import ROOT, Jisr
from tests.models.conftest import network, write_network, write_taught, write_vocabulary
from tests.models.sentences import KNOWN

RECIPE = """
name = "tiny"
data = "more"
dev_ar = "dev.ar"
dev_en = "dev.en"
[shape]
width = 32
heads = 2
feed_forward = 64
encoder_layers = 1
decoder_layers = 1
positions = 160
source_subwords = 300
target_subwords = 300
[schedule]
updates = 6
warmup = 2
batch_tokens = 512
[checkpoints]
every = 3
validation_lines = 2
[[sources]]
files = "real.tsv.gz"
weight = 2
"""


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the bundled model makes of an article."""
    folder = tmp_path_factory.mktemp("taught")
    # By this name, whose hash does not fall into the validation split.
    text = f"{ROOT / 'examples/dam.ar.txt'}?name=dam"
    teach("bundled", [text], folder / "taught", workers=1)
    return folder / "taught"


def test_the_student_learns_the_teacher_s_text(tmp_path: Path, jisr: Jisr) -> None:
    write_taught(tmp_path / "teacher", KNOWN, positions=160)
    (tmp_path / "news.txt").write_text("".join(f"{arabic}\n" for arabic, _ in KNOWN) + "خبر " * 400, encoding="utf-8")
    for name, column in (("dev.ar", 0), ("dev.en", 1)):
        (tmp_path / name).write_text("".join(f"{pair[column]}\n" for pair in KNOWN[:2]), encoding="utf-8")
    ran = jisr(
        *("models", "distil", "teacher", "--on", "news.txt", "--out", "student", "--dev", "dev.ar", "dev.en"),
        *("--initial", "teacher", "--epochs", "2", "--threads", "1", "--workers", "1"),
    )
    assert (ran.returncode, ran.stdout) == (0, b"student/model\n"), ran.stderr.decode()
    assert {(pair.ar, pair.en) for pair in read_pairs(tmp_path / "student/taught", "train")} == set(KNOWN)
    log = [json.loads(line) for line in (tmp_path / "student/log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert log[-1]["update"] == 2
    texts, _ = translate_set(str(tmp_path / "student/model"), [arabic for arabic, _ in KNOWN])
    # What the teacher, from which it started, knew; two updates can cost a letter.
    assert sum(text == english for text, (_, english) in zip(texts, KNOWN, strict=True)) >= len(KNOWN) - 1


def test_a_recipe_s_own_sources_are_learned_too(taught: Path, tmp_path: Path) -> None:
    import gzip

    (tmp_path / "more").mkdir()
    with gzip.open(tmp_path / "more/real.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("وصل وفد من القرية إلى المدينة.\tA delegation from the village arrived in the city.\n")
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE, encoding="utf-8")
    for name, text in (("dev.ar", "هل عاد الوفد؟"), ("dev.en", "Has the delegation returned?")):
        (tmp_path / name).write_text(f"{text}\n", encoding="utf-8")
    settings = DistilSettings(recipe=recipe, dev=(tmp_path / "dev.ar", tmp_path / "dev.en"))
    outcome = learn(taught, tmp_path / "run", settings, threads=1)
    assert outcome.finished
    kept = len(list(read_pairs(taught, "train")))
    assert kept > 5
    assert outcome.counts["data/train-*.parquet: kept"] == kept
    assert outcome.counts["real.tsv.gz: kept"] == 1
    assert (tmp_path / "run/model/model.safetensors").is_file()


def test_without_lines_held_back_it_says_so_and_goes_on(taught: Path, tmp_path: Path) -> None:
    initial = tmp_path / "initial"
    write_vocabulary(initial)
    write_network(initial, network(initial, deviation=0.02, max_position_embeddings=160))
    said: list[str] = []
    assert learn(
        taught, tmp_path / "run", DistilSettings(epochs=1, initial=str(initial)), threads=1, say=said.append
    ).finished
    assert "no document fell into its validation split" in said[0]
    assert len((tmp_path / "run/dev.ar").read_text(encoding="utf-8").splitlines()) > 5


def test_a_teacher_that_writes_arabic_is_refused(tmp_path: Path) -> None:
    back = tmp_path / "back"
    write_vocabulary(back, reverse=True)
    write_network(back, network(back, deviation=0.02))
    with pytest.raises(SettingsError, match="translates en-ar; a teacher translates from Arabic"):
        teach(str(back), ["news.txt"], tmp_path / "out")
