"""What bench_segment.py counts, on texts where the counts can be read off."""

from collections import Counter
from pathlib import Path

import pytest
from page_section import replace_section
from segmentation.gold import Document, Score, read_documents, score
from segmentation.places import false_cuts
from segmentation.splitters import SPLITTERS, load, wrong_offsets


def marked(text: str, kinds: str, *ignored: str) -> Document:
    """A document from a text with | at its boundaries; `ignored` are parts of it in which cuts are not judged."""
    plain = text.replace("|", "")
    boundaries = [place - text[:place].count("|") for place, char in enumerate(text) if char == "|"]
    ignore = tuple((plain.index(part), plain.index(part) + len(part)) for part in ignored)
    return Document(plain, tuple(boundaries), tuple(kinds), ignore)


def ends(document: Document, *heads: str) -> list[int]:
    """The offsets behind the texts `heads`."""
    return [document.text.index(head) + len(head) for head in heads]


NEWS = marked("عنوان الخبر |وصل الوفد. |ثم قال: |غادروا! هذا كل شيء، انتهى.", "NTS")


@pytest.mark.parametrize(
    ("heads", "gold", "hits", "false"),
    [
        (["الوفد.", "انتهى."], (1, 1, 1), (1, 0, 0), (0, 0, 0)),  # the end of the text is no merit
        (["الوفد. "], (1, 1, 1), (1, 0, 0), (0, 0, 0)),  # on either side of the white space
        (["الخبر", "الوفد.", "قال:"], (1, 1, 1), (1, 1, 1), (0, 0, 0)),
        (["غادروا!", "شيء،", "هذا"], (1, 1, 1), (0, 0, 0), (1, 1, 1)),
        ([], (1, 1, 1), (0, 0, 0), (0, 0, 0)),
    ],
)
def test_cuts_are_counted_by_what_the_sentence_ends_in(
    heads: list[str], gold: tuple[int, ...], hits: tuple[int, ...], false: tuple[int, ...]
) -> None:
    assert score(NEWS, ends(NEWS, *heads)) == Score(gold, hits, false)


def test_a_quote_behind_the_mark_belongs_to_it_and_direction_marks_are_not_seen() -> None:
    document = marked("قال: «وصلوا.»\u200f |\u202bثم مضى. انتهى", "T")
    assert score(document, ends(document, "«وصلوا.»")) == Score((1, 0, 0), (1, 0, 0), (0, 0, 0))
    assert score(document, ends(document, "\u202b")) == Score((1, 0, 0), (1, 0, 0), (0, 0, 0))
    assert score(document, ends(document, "مضى.")) == Score((1, 0, 0), (0, 0, 0), (1, 0, 0))
    assert score(document, ends(document, "«وصلوا.")) == Score((1, 0, 0), (0, 0, 0), (1, 0, 0))


def test_inside_an_ignored_span_a_cut_is_neither_right_nor_wrong_but_at_its_ends_it_is() -> None:
    document = marked("وصل الوفد. |ثم نام. ثم قام. |انتهى", "TT", "ثم نام. ثم قام.")
    assert score(document, ends(document, "نام.", "قام.")) == Score((2, 0, 0), (1, 0, 0), (0, 0, 0))


def test_f1_is_micro_over_the_documents() -> None:
    both = Score((3, 0, 1), (2, 0, 0), (1, 0, 0)) + Score((4, 0, 0), (4, 0, 0), (0, 1, 0))
    assert both == Score((7, 0, 1), (6, 0, 0), (1, 1, 0))
    assert (both.precision, both.recall, both.f1) == (0.75, 0.75, 0.75)
    assert (both.recall_of("T"), both.recall_of("S"), both.recall_of("N")) == (6 / 7, None, 0.0)
    assert (both.precision_of("T"), both.precision_of("S"), both.precision_of("N")) == (6 / 7, 0.0, None)
    assert Score().f1 == 0.0


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("اشترى الخبز، والجبن،» والزيتون", {"commas": 2}),
        ("قال: نعم", {"colons": 1}),
        ("بلغ 1.5 و١٫٥ و4،1 و1.234.567 عند 10:08", {"numbers": 5}),
        ("سنة 1998. انتهى", {}),
        ("قال د. أحمد و أ. د. منى", {"abbreviations": 2}),
        ("في 505 ق.م. كانت شركة Apple Inc. صغيرة", {"abbreviations": 2}),
        ("وكان ذلك يومًا. انتهى", {}),
        ("اعتقل دي. كي. أريا", {"initials": 1}),
        ("زر https://example.org/a.b?x=1، أو news@example.org أو example.com", {"addresses": 3, "commas": 1}),
    ],
)
def test_places_where_nothing_ends(text: str, kinds: dict[str, int]) -> None:
    document = marked(text, "")
    everywhere = document.cuts(range(len(text) + 1))
    assert false_cuts(document, everywhere) == (Counter(kinds), Counter(kinds))
    there, cut = false_cuts(document, set())
    assert (there, cut.total()) == (Counter(kinds), 0)


def test_a_place_with_a_gold_boundary_or_in_an_ignored_span_is_not_counted() -> None:
    document = marked("قال: |نعم، انتهى: كذا", "S", "نعم، انتهى")
    assert false_cuts(document, set())[0] == Counter(colons=1)


def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text('{"text": "أ.\\u2028ب", "boundaries": [2], "kinds": ["T"], "ignore": [[0, 1]], "id": 1}\n', "utf-8")
    assert read_documents(file) == [Document("أ.\u2028ب", (2,), ("T",), ((0, 1),))]


@pytest.mark.parametrize("name", SPLITTERS)
def test_every_splitter_cuts_plain_sentences_and_its_offsets_are_into_the_text(name: str) -> None:
    text = "وصل الوفد 😀 إلى القرية. هل عاد منها؟ نعم عاد."
    pieces = load(name).split(text)
    assert [piece.strip() for _, _, piece in pieces] == ["وصل الوفد 😀 إلى القرية.", "هل عاد منها؟", "نعم عاد."]
    assert wrong_offsets(text, pieces) == 0


def test_offsets_that_are_not_into_the_text_are_found() -> None:
    assert wrong_offsets("أب", [(0, 1, "أ"), (1, 2, "ب")]) == 0
    assert wrong_offsets("أب", [(0, 1, "ب"), (0, 2, "أب")]) == 2
    assert wrong_offsets("أب", [(0, 3, "أب")]) == 1


def test_a_section_of_a_page_is_replaced_and_a_missing_one_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("قبل\n<!-- table -->\nold \\1\n<!-- /table -->\nبعد\n", "utf-8")
    replace_section(page, "table", "new \\1")
    assert page.read_text("utf-8") == "قبل\n<!-- table -->\nnew \\1\n<!-- /table -->\nبعد\n"
    with pytest.raises(ValueError, match=r"page\.md: no section between <!-- scores -->"):
        replace_section(page, "scores", "")
