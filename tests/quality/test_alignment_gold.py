"""The gold alignments are consistent in themselves.

alignment/documents.jsonl was written for this project, Arabic, English and links alike; names, figures and events are
invented. A line is a document pair: its Arabic and English sentences and the links between them, as two lists of
indices each. A link is the smallest set of sentences whose content stays within it: two for two stands only where a
sentence of one side has content of both on the other. A sentence that nothing on the other side translates is a link
of its own with one side empty. Links stand in Arabic order; only in documents of the kind "moved" do they cross.
Two of the pairs stand in examples/pairs as running text, a paragraph a line.
"""

import json
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

DOCUMENTS = [
    json.loads(line)
    for line in (Path(__file__).parent / "alignment" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
]
PAIRS = Path(__file__).parents[2] / "examples" / "pairs"

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["id"])


def scripts(text: str) -> set[str]:
    """The scripts of the letters in a text, by the first word of their Unicode names."""
    return {unicodedata.name(character).split()[0] for character in text if character.isalpha()}


def test_the_set_is_large_and_of_many_kinds() -> None:
    kinds = {document["kind"] for document in DOCUMENTS}
    assert kinds == {
        "dialogue", "free", "interview", "literary", "moved", "news", "page", "report", "speech", "summary",
    }  # fmt: skip
    beads = Counter((len(ar), len(en)) for document in DOCUMENTS for ar, en in document["links"])
    assert beads.total() >= 300
    assert beads.keys() >= {(1, 0), (0, 1), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (1, 4)}


def test_identifiers_are_unique() -> None:
    identifiers = [document["id"] for document in DOCUMENTS]
    assert len(identifiers) == len(set(identifiers))
    assert all(document.keys() == {"id", "kind", "src", "tgt", "links"} for document in DOCUMENTS)


@each_document
def test_sentences_are_text_in_their_own_script(document: dict[str, Any]) -> None:
    for side, script in (("src", "ARABIC"), ("tgt", "LATIN")):
        for sentence in document[side]:
            assert sentence == " ".join(sentence.split())
            assert scripts(sentence) == {script}, sentence


@each_document
def test_every_sentence_is_in_one_link(document: dict[str, Any]) -> None:
    for side, name in enumerate(("src", "tgt")):
        covered = [index for link in document["links"] for index in link[side]]
        assert sorted(covered) == list(range(len(document[name])))


@each_document
def test_links_are_runs_and_deletions_single(document: dict[str, Any]) -> None:
    for ar, en in document["links"]:
        assert all(second == first + 1 for side in (ar, en) for first, second in pairwise(side))
        assert (ar and en) or len(ar) + len(en) == 1


@each_document
def test_links_stand_in_arabic_order_and_cross_only_where_passages_moved(document: dict[str, Any]) -> None:
    arabic, english = ([link[side][0] for link in document["links"] if link[side]] for side in (0, 1))
    assert arabic == sorted(arabic)
    assert (english == sorted(english)) == (document["kind"] != "moved")


@pytest.mark.parametrize("path", sorted(PAIRS.glob("*.txt")), ids=lambda path: path.name)
def test_examples_are_their_gold_in_paragraphs(path: Path) -> None:
    name, language, _ = path.name.split(".")
    (document,) = (document for document in DOCUMENTS if document["id"] == name)
    sentences = iter(document["src" if language == "ar" else "tgt"])
    for paragraph in path.read_text(encoding="utf-8").splitlines():
        rest = paragraph
        while rest:
            sentence = next(sentences)
            assert re.match(re.escape(sentence) + "( |$)", rest), (sentence, rest)
            rest = rest[len(sentence) + 1 :]
    assert next(sentences, None) is None


def test_both_languages_of_an_example_are_there() -> None:
    names = Counter(path.name.split(".")[0] for path in PAIRS.glob("*.txt"))
    assert names == {"bridge": 2, "clinic": 2}
