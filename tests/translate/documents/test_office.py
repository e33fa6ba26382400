"""Office documents that LibreOffice and pandoc have made come back with other words and all that stood around them."""

from dataclasses import replace

import pytest

from tests.translate.documents.archives import FILES, elements, english, opened, written
from translate.arabic.letters import has_arabic

OFFICE = ["article.docx", "article.odt", "report.docx", "report.odt", "report.pptx", "slides.pptx"]
# What a paragraph that is written again has more or fewer of: runs that look alike are one, and the direction is gone.
_TURNED = {
    "article.docx": {"r", "rPr", "t", "rtl", "lang", "bidi", "bidiVisual", "rtlGutter", "b", "bCs"},
    "report.docx": {"r", "rPr", "t", "rtl", "bidi", "b", "i"},
    "article.odt": {"span", "s"},
}


@pytest.mark.parametrize("file", OFFICE)
def test_a_document_with_its_own_words_is_the_same_file(file: str) -> None:
    form, document = opened(file)
    assert form.write(document, document.blocks) == (FILES / file).read_bytes()


@pytest.mark.parametrize("file", OFFICE)
def test_other_words_keep_every_mark_and_all_that_stands_around_them(file: str) -> None:
    form, document = opened(file)
    new = english(document)
    data = written(form, document, new)
    again = form.read(data)
    assert [block.text for block in again.blocks] == [block.text for block in new]
    assert not any(has_arabic(block.text) for block in again.blocks)
    places = [[(mark.start, mark.end, mark.depth, mark.kept) for mark in block.marks] for block in again.blocks]
    assert places == [[(mark.start, mark.end, mark.depth, mark.kept) for mark in block.marks] for block in new]
    before, after = elements((FILES / file).read_bytes()), elements(data)
    differ = {name for (part, name), count in (before | after).items() if before[part, name] != after[part, name]}
    assert differ <= _TURNED.get(file, set())


@pytest.mark.parametrize("file", OFFICE)
def test_words_without_marks_lose_no_note_and_no_picture(file: str) -> None:
    form, document = opened(file)
    data = written(form, document, [replace(block, text="Word", marks=()) for block in document.blocks])
    before, after = elements((FILES / file).read_bytes()), elements(data)
    for name in ("footnoteReference", "endnoteReference", "drawing", "bookmarkStart", "bookmarkEnd", "note", "frame"):
        assert {k: n for k, n in before.items() if k[1] == name} == {k: n for k, n in after.items() if k[1] == name}


@pytest.mark.parametrize("file", OFFICE)
def test_another_number_of_blocks_is_refused(file: str) -> None:
    form, document = opened(file)
    with pytest.raises(ValueError, match="translations"):
        form.write(document, document.blocks[1:])
