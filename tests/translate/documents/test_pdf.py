"""What a reader sees on paper is read, whatever the order in which a program has stored it."""

from pathlib import Path

import pytest

import jisr
from models.errors import InputError
from translate.documents import Reading
from translate.documents.pdf import Pdf
from translate.documents.visual import reading_order

PDF = Pdf(Reading())
MADE = Path(__file__).parent / "made"

FIRST = (
    "قال وزير الخارجية إن الحكومة السورية تعمل على خطة جديدة لإعادة الإعمار في دمشق وحلب وحمص، وأضاف أن النتائج "
    "ستظهر قريبا في عام 2019 بتكلفة ٣٫٥ مليون دولار (BBC News) كما ذكرت الوكالة."
)
SECOND = "نحن نعمل من أجل السلام في المنطقة. ولا يمكن الاعتماد على الأعلام وحدها، لأن الأمور لا تسير كما نريد."
THIRD = "الصفحة الثانية تبدأ هنا وتتحدث عن موضوع آخر مختلف تماما عن الأول، وفيها جملة طويلة تمتد على أكثر من سطر واحد."
PAGE = f"""<!DOCTYPE html><html lang=ar dir=rtl><head><meta charset=utf-8><title>تقرير</title>
<style>body{{font:16px "Noto Sans Arabic"}} @page{{size:A5}}</style></head><body>
<h1>تقرير عن إعادة الإعمار</h1><p>{FIRST}</p><p>{SECOND}</p><ul><li>دمشق هي العاصمة</li><li>حلب هي الثانية</li></ul>
<div style="page-break-before:always"></div><p>{THIRD}</p></body></html>"""
READ = ["تقرير عن إعادة الإعمار", FIRST, SECOND, "دمشق هي العاصمة", "حلب هي الثانية", THIRD]


WORDS = [f"هذه جملة طويلة رقم {n} وتمتد على سطرين أو أكثر في العمود الضيق." for n in range(8)]
HEAD = PAGE.split("<body>")[0]
COLUMNS = f"{HEAD}<body><h1>عنوان فوق العمودين</h1><div style='columns:2;column-gap:3em'>" + "".join(
    f"<p>{word}</p>" for word in WORDS
)
ENGLISH = [f"This is sentence number {n} of a report that runs over two lines in its column." for n in range(8)]
LONG = " ".join(f"{FIRST[:-1]} ثم" for _ in range(9)) + " انتهى."
_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
# What scripts/make_test_documents.py has printed into made/.
PRINTED = {
    "browser": PAGE,
    "columns": COLUMNS + "</div>",
    "english": COLUMNS.split("<h1>")[0].replace("dir=rtl", "dir=ltr")
    + "<h1>Over both columns</h1><div style='columns:2;column-gap:3em'>"
    + "".join(f"<p>{sentence}</p>" for sentence in ENGLISH)
    + "</div>",
    "long": f"{HEAD}<body><p>{LONG}</p>",
    "scan": f"<style>@page{{margin:0}}</style><img width=300 src='data:image/png;base64,{_PIXEL}'>",
}


def printed(name: str) -> bytes:
    """What Chromium (`browser` and the like) or LibreOffice (`office`, `encrypted`) has printed."""
    return (MADE / f"{name}.pdf").read_bytes()


def texts(data: bytes) -> list[str]:
    return [block.text for block in PDF.read(data).blocks]


def test_a_browsers_print_is_read_without_its_running_heads() -> None:
    document = PDF.read(printed("browser"))
    assert [block.text for block in document.blocks] == READ
    assert [block.kind for block in document.blocks] == ["heading", *["paragraph"] * 5]
    assert PDF.write(document, document.blocks) == "\n\n".join(READ) + "\n"


def test_an_office_programs_print_is_read() -> None:
    found = [text.lstrip("• ") for text in texts(printed("office"))]
    assert [text for text in READ if text not in found] == []


def test_columns_are_read_from_the_right() -> None:
    assert texts(printed("columns")) == ["عنوان فوق العمودين", *WORDS]


def test_columns_without_arabic_are_read_from_the_left() -> None:
    assert texts(printed("english")) == ["Over both columns", *ENGLISH]


def test_a_paragraph_goes_on_on_the_next_page() -> None:
    assert texts(printed("long")) == [LONG]


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("رصم", "مصر"),
        ("ﺮﺼﻣ", "مصر"),
        (["ﺩ", "ﻻ", "ﺑ"], "بلاد"),
        ([".", "د", "لا", "ب"], "بلاد."),
        ("2019 ماع يف", "في عام 2019"),
        (".3.5 ةبسنب", "بنسبة 3.5."),
        ("2019 2018", "2019 2018"),
        ("2019 و 2018", "2018 و 2019"),
        ("2019/3/12 خيرات", "تاريخ 2019/3/12"),
        ("٣٫٥ ةبسنب", "بنسبة ٣٫٥"),
        ("BBC News ةانق", "قناة BBC News"),
        ("لاق (BBC News) ةانق", "قناة (BBC News) قال"),
        ("لاق )BBC News( ةانق", "قناة (BBC News) قال"),
        ("مث (News", "News) ثم"),
        ("«رصم» لاق", "قال «مصر»"),
        ("Windows 10 ماظن", "نظام Windows 10"),
        ("plain text (1)", "plain text (1)"),
    ],
)
def test_a_line_is_turned_into_reading_order(seen: str | list[str], read: str) -> None:
    assert reading_order(list(seen)) == read


def test_what_cannot_be_read_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match=r"no text, only pictures of it.*ocrmypdf -l ara"):
        PDF.read(printed("scan"))
    with pytest.raises(InputError, match="is no PDF"):
        PDF.read(b"plain text")
    whole = printed("browser")
    with pytest.raises(InputError, match=r"is no sound PDF|has no text"):
        PDF.read(whole[: len(whole) // 3])
    with pytest.raises(InputError, match="is encrypted"):
        PDF.read(printed("encrypted"))


def test_the_command_writes_text(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(printed("browser"))
    assert jisr.main(["translate", str(tmp_path / "in"), "-o", str(tmp_path / "out")]) == 0
    english = (tmp_path / "out" / "a.pdf.txt").read_text(encoding="utf-8").split("\n\n")
    assert len(english) == len(READ)
    assert "2019" in english[1] and "BBC" in english[1]
    assert jisr.main(["translate", str(tmp_path / "in" / "a.pdf"), "-o", str(tmp_path / "b.pdf")]) == 2
    assert "read, not written" in capfd.readouterr().err
