"""Quality is a test: the numbers in floors.toml hold on the frozen samples beside it."""

import tomllib
from pathlib import Path

from sacrebleu.metrics import CHRF

from models import Model
from translate import Translator, split_sentences

HERE = Path(__file__).parent
FLOORS = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))


def test_segmentation() -> None:
    right = found = wanted = 0
    for paragraph in (HERE / "sentences.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        gold, end = set(), -1
        for sentence in paragraph.split("\n"):
            end += len(sentence) + 1
            gold.add(end)
        cuts = {sentence.end for sentence in split_sentences(paragraph.replace("\n", " "))}
        inner = gold - {end}  # where a text ends is no merit
        right += len(cuts & inner)
        found += len(cuts - {end})
        wanted += len(inner)
    assert wanted == 19
    assert 2 * right / (found + wanted) >= FLOORS["segmentation"]["f1"]


def test_translation_with_the_bundled_model(bundled: Model) -> None:
    rows = (HERE / "pairs.tsv").read_text(encoding="utf-8").splitlines()
    sources, references = zip(*(row.split("\t") for row in rows), strict=True)
    targets = [translation.target for translation in Translator(bundled).translate(sources)]
    assert len(targets) == len(sources)
    assert CHRF().corpus_score(targets, [list(references)]).score >= FLOORS["translation"]["chrf"]
