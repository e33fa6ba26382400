"""Quality is a test: the numbers in floors.toml hold on the frozen samples beside it."""

import json
import re
import tomllib
from itertools import accumulate
from pathlib import Path

from sacrebleu.metrics import CHRF

from corpus import align_sentences
from models import Model
from tests.conftest import ROOT
from translate import Translator, split_clauses, split_sentences

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


def test_clauses() -> None:
    right = acceptable = made = 0
    for row in (HERE / "long.tsv").read_text(encoding="utf-8").splitlines():
        if row.startswith(("#", "source\t")):
            continue
        pieces = re.split("([⟂¦])", row.split("\t")[0])
        ends = list(accumulate(len(piece) for piece in pieces[::2]))
        marks = dict(zip(ends, pieces[1::2], strict=False))
        clauses = split_clauses("".join(pieces[::2]), 40)
        assert "".join(clause.text for clause in clauses) == "".join(pieces[::2])
        found = [marks.get(clause.start) for clause in clauses[1:]]
        right += found.count("⟂")
        acceptable += len(found) - found.count(None)
        made += len(found)
    assert made >= 60
    assert right / made >= FLOORS["clauses"]["right"]
    assert acceptable / made >= FLOORS["clauses"]["acceptable"]


def test_headlines() -> None:
    rows = [row.split("\t") for row in (HERE / "headlines.tsv").read_text(encoding="utf-8").splitlines()]
    found = [[s.text for s in split_sentences(f"{headline} {article}")] for headline, article in rows]
    right = sum(sentences == row for sentences, row in zip(found, rows, strict=True))
    wrong = sum(sentences not in (row, [" ".join(row)]) for sentences, row in zip(found, rows, strict=True))
    assert right / len(rows) >= FLOORS["headlines"]["recall"]
    assert right / (right + wrong) >= FLOORS["headlines"]["precision"]


def test_alignment() -> None:
    right = made = found = wanted = 0
    for line in (HERE / "alignment" / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        gold = {(tuple(ar), tuple(en)) for ar, en in document["links"]}
        links = {(link.ar, link.en) for link in align_sentences(document["src"], document["tgt"])}
        right += len(links & gold)
        made += len(links)
        found += sum(all(link) for link in links & gold)
        wanted += sum(all(link) for link in gold)
    assert wanted == 363
    precision, recall = right / made, found / wanted
    assert 2 * precision * recall / (precision + recall) >= FLOORS["alignment"]["f1"]


def test_translation_with_the_bundled_model(bundled: Model) -> None:
    rows = (ROOT / "experiments/data/general.tsv").read_text(encoding="utf-8").splitlines()
    sources, references = zip(*(row.split("\t") for row in rows), strict=True)
    targets = [translation.target for translation in Translator(bundled).translate(sources)]
    assert len(targets) == len(sources)
    assert CHRF().corpus_score(targets, [list(references)]).score >= FLOORS["translation"]["chrf"]
