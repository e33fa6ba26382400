"""Texts that a model is to translate."""

from pathlib import Path

import pytest

from corpus.pairs import UNKNOWN_SPAN, Origin
from corpus.sources import Untranslated, open_source
from models import Model
from models.errors import InputError, ModelError, SettingsError
from tests.corpus.sources.reads import Write

LINE = "وصل الوفد إلى العاصمة صباح اليوم.\n"


def texts(spec: str) -> list[Untranslated]:
    items = list(open_source(spec).items())
    found = [item for item in items if isinstance(item, Untranslated)]
    assert len(found) == len(items)
    return found


def test_the_files_of_a_folder_are_documents(write: Write, tmp_path: Path, bundled: Model) -> None:
    write("b.txt", LINE)
    write("a/c.md", "# عنوان\n")
    write("a/photo.jpg", b"\xff\xd8\xff")
    spec = f"{tmp_path}?translate=auto&licence=CC0-1.0&name=mine"
    first, second = texts(spec)
    assert second == Untranslated(
        Origin("mine", "a/c.md", 0, licence="CC0-1.0", method="machine"),
        "# عنوان\n",
        "ar",
        "markdown",
        0,
        "bundled",
        bundled.revision,
    )
    assert (first.origin.document, first.text, first.format) == ("b.txt", LINE, "text")
    source = open_source(spec)
    list(source.items())
    assert dict(source.left_out) == {"another kind of file": 1}


def test_a_damaged_file_of_a_folder_does_not_stop_the_others(write: Write, tmp_path: Path) -> None:
    write("a.txt", b"\xd8\xb4\xff")
    write("b.txt", LINE)
    source = open_source(f"{tmp_path}?translate=bundled")
    assert [item.text for item in source.items() if isinstance(item, Untranslated)] == [LINE]
    (note,) = source.notes
    assert note.startswith(f"stopped early: {tmp_path}/a.txt: line 1 (byte 2) is not utf-8; ")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_long_text_comes_in_pieces_that_cut_no_paragraph(write: Write, end: str) -> None:
    paragraph = (LINE * 40).replace("\n", end) + end
    text = paragraph * 60
    found = texts(write("long.txt", text) + "?translate=bundled")
    assert "".join(one.text for one in found) == text
    assert [one.text for one in found] == [text[one.start : one.start + len(one.text)] for one in found]
    assert len(found) > 3
    assert all(one.text.endswith(f".{end}{end}") and len(one.text) < 40_000 for one in found)
    assert [one.origin.document for one in found] == [f"long.txt#{k}" for k in range(len(found))]
    assert {one.origin.ar_span for one in found} == {UNKNOWN_SPAN}


def test_a_text_without_an_empty_line_is_cut_at_lines(write: Write) -> None:
    found = texts(write("lines.txt", LINE * 3000) + "?translate=bundled")
    assert "".join(one.text for one in found) == LINE * 3000
    assert len(found) > 3
    assert all(one.text.endswith(".\n") for one in found)


@pytest.mark.parametrize(
    ("line", "settings", "expected"),
    [
        ('{"ar": "نعم."}', "", ("a.jsonl#0", "نعم.")),
        ('{"id": 7, "text": "نعم."}', "", ("a.jsonl#0", "نعم.")),
        ('{"document": "خبر", "text": "نعم."}', "", ("خبر", "نعم.")),
        ('{"url": "x", "body": {"ar": "نعم."}}', "&ar=body.ar&document=url", ("x", "نعم.")),
    ],
)
def test_json_lines(write: Write, line: str, settings: str, expected: tuple[str, str]) -> None:
    (found,) = texts(write("a.jsonl", line) + "?translate=bundled" + settings)
    assert (found.origin.document, found.text) == expected


def test_what_is_wrong_is_said(write: Write, tmp_path: Path) -> None:
    text = write("in/a.txt", LINE)
    with pytest.raises(ModelError, match="no model 'opus-of-nowhere'"):
        open_source(f"{text}?translate=opus-of-nowhere")
    with pytest.raises(SettingsError, match="translate=bundled: is for texts of one language, not tsv"):
        open_source(f"{text}?translate=bundled&kind=tsv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no text or Markdown file in this folder"):
        open_source(f"{tmp_path}/empty?translate=bundled")
    with pytest.raises(InputError, match="untranslated is one file or folder"):
        open_source(f"{text},{text}?translate=bundled")
    with pytest.raises(InputError, match="the fields are id; add"):
        texts(write("a.jsonl", '{"id": 7}') + "?translate=bundled")


def test_another_model_is_another_source(write: Write) -> None:
    text = write("a.txt", LINE)
    same = {open_source(f"{text}?translate={name}&name=mine").fingerprint for name in ("bundled", "bundled")}
    assert len(same) == 1
    assert open_source(f"{text}?kind=untranslated&name=mine").kind == "untranslated"
