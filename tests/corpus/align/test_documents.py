"""Two documents aligned from Python."""

from pathlib import Path

import pytest

from corpus.align.documents import align_documents
from corpus.errors import AlignmentError
from models.errors import InputError, SettingsError
from tests.corpus.pairs import AR, EN, LINKS, RECIPE


def test_two_texts_are_cut_and_aligned() -> None:
    aligned = align_documents(AR, EN)
    assert all(AR[one.start : one.end] == one.text for one in aligned.ar)
    assert all(EN[one.start : one.end] == one.text for one in aligned.en)
    assert [(link.ar, link.en) for link in aligned.links] == LINKS
    assert all(0 <= link.score <= 1 for link in aligned.links)
    assert aligned.texts(aligned.links[2])[1] == (
        "The library holds forty thousand books. It has a hall for children and a hall for old newspapers."
    )
    assert aligned.notes == ()


def test_files_are_read_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "ar.md").write_text("# " + AR, encoding="windows-1256")
    (tmp_path / "en.txt").write_text(EN, encoding="windows-1256")
    aligned = align_documents(tmp_path / "ar.md", tmp_path / "en.txt", encoding="windows-1256")
    assert [(link.ar, link.en) for link in aligned.links] == LINKS
    assert aligned.ar[0].start == 2
    with pytest.raises(InputError, match="no such file"):
        align_documents(tmp_path / "missing.txt", tmp_path / "en.txt")
    with pytest.raises(SettingsError, match="no such encoding"):
        align_documents(AR, EN, encoding="latin-arabic")


def test_a_sentence_a_line_is_not_cut() -> None:
    aligned = align_documents("نعم. لا.\n\nشكرا جزيلا.", "Yes. No.\nThank you very much.", sentences=True)
    assert [one.text for one in aligned.ar] == ["نعم. لا.", "شكرا جزيلا."]
    assert [(link.ar, link.en) for link in aligned.links] == [((0,), (0,)), ((1,), (1,))]
    assert aligned.notes == ("the Arabic text: 1 blank line is no sentence; numbers count the sentences",)


@pytest.mark.parametrize(
    ("ar", "en", "message"),
    [
        ("", EN, "the Arabic text: is empty"),
        (EN, AR, "the Arabic text looks English and the English text Arabic"),
        (AR, RECIPE, "the Arabic text and the English text do not correspond"),
    ],
)
def test_what_cannot_be_aligned_is_an_error(ar: str, en: str, message: str) -> None:
    with pytest.raises(AlignmentError, match=message):
        align_documents(ar, en)
