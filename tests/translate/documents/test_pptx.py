"""PowerPoint presentations: which words are found, where their marks are, and how the direction turns."""

from pathlib import Path

import pytest

from jisr import main
from tests.translate.documents.archives import english, member, opened, written

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def test_every_part_of_the_presentation_is_found() -> None:
    _, document = opened("slides.pptx")
    assert [(block.ref[0].split("/")[-1], block.kind, block.text) for block in document.blocks] == [
        ("slide1.xml", "paragraph", "خطة بناء المدارس"),
        ("slide1.xml", "paragraph", "بدأت وزارة التربية بناء عشر مدارس، ويمكن قراءة الخطة كاملة."),
        ("slide1.xml", "paragraph", "ينتهي العمل في الصيف وتفتح المدارس في الخريف"),  # a break in the sentence
        ("slide1.xml", "paragraph", "المدينة"),
        ("slide1.xml", "paragraph", "الريف"),
        ("slide1.xml", "cell", "السنة"),
        ("slide1.xml", "cell", "عدد الطلاب"),
        ("slide1.xml", "cell", "2025"),
        ("slide1.xml", "cell", "ثلاثة آلاف طالب"),
        ("notesSlide1.xml", "paragraph", "اشكر الحضور في البداية."),
        ("core.xml", "paragraph", "خطة المدارس"),
    ]
    block = document.blocks[1]
    assert [block.text[mark.start : mark.end] for mark in block.marks] == ["وزارة التربية", "الخطة"]


def test_a_number_of_a_note_is_no_word() -> None:
    _, document = opened("report.pptx")
    block = next(block for block in document.blocks if "الانقطاع." in block.text)
    assert [block.text[mark.start : mark.end] for mark in block.marks] == [
        "الماء النظيف",
        "المدينة القديمة",
        "",
        "المضخات الجديدة",
    ]


def test_the_direction_turns_with_the_words() -> None:
    form, document = opened("slides.pptx")
    root = member(written(form, document, english(document)), "ppt/slides/slide1.xml")
    paragraphs = [one for one in root.iter(f"{A}p") if "".join(one.itertext(f"{A}t"))]
    assert [(one.find(f"{A}pPr").get("rtl"), one.find(f"{A}pPr").get("algn")) for one in paragraphs] == [
        ("0", "ctr"),
        ("0", "l"),
        ("0", "l"),
        ("0", "ctr"),
        ("0", "ctr"),
        ("0", "l"),
        ("0", "l"),
        ("0", "l"),
        ("0", "l"),
    ]
    assert {language for one in root.iter(f"{A}rPr") if (language := one.get("lang"))} == {"en-US"}


def test_a_presentation_comes_out_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = Path(__file__).with_name("office") / "slides.pptx"
    out = tmp_path / "slides.pptx"
    assert main(["translate", str(source), "-o", str(out), "--model", "bundled"]) == 0, capsys.readouterr().err
    root = member(out.read_bytes(), "ppt/slides/slide1.xml")
    texts = ["".join(one.itertext(f"{A}t")) for one in root.iter(f"{A}p")]
    assert "ministry " in texts[1].lower()
    links = [run for run in root.iter(f"{A}r") if run.find(f"{A}rPr/{A}hlinkClick") is not None]
    assert ["plan" in (run.findtext(f"{A}t") or "") for run in links] == [True]
