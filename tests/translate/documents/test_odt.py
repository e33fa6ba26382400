"""OpenDocument text: which words are found, where their marks are, and how the direction turns."""

from dataclasses import replace
from pathlib import Path

import pytest

from jisr import main
from tests.translate.documents.archives import english, member, opened, written, zipped
from translate.documents import format_named
from translate.documents.odt import OFFICE, STYLE, TEXT

ODT = format_named("odt")
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"


def text(body: str, styles: str = "") -> bytes:
    """An OpenDocument text with `body`."""
    spaces = f'xmlns:o="{OFFICE[1:-1]}" xmlns:t="{TEXT[1:-1]}" xmlns:s="{STYLE[1:-1]}" xmlns:fo="{FO[1:-1]}"'
    content = (
        f"<o:document-content {spaces}><o:automatic-styles>{styles}</o:automatic-styles>"
        f"<o:body><o:text>{body}</o:text></o:body></o:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def test_every_part_of_the_document_is_found() -> None:
    _, document = opened("article.odt")
    found = [(block.ref[0], block.kind, block.text) for block in document.blocks]
    assert found[0] == ("content.xml", "heading", "موسم الحصاد في الجزيرة")
    assert found[2:5] == [
        ("content.xml", "paragraph", "بحسب أرقام المكتب المركزي للإحصاء."),
        ("content.xml", "paragraph", "هل هذا الرقم صحيح؟"),
        ("content.xml", "paragraph", "نشر التقرير في دمشق."),
    ]
    assert found[8:] == [
        ("content.xml", "cell", "المحصول"),
        ("content.xml", "cell", "الكمية بالطن"),
        ("content.xml", "cell", "القمح"),
        ("content.xml", "cell", "1200"),
        ("content.xml", "paragraph", "المزارعون سعداء بالأمطار"),
        ("styles.xml", "line", "وزارة الزراعة\nنشرة أسبوعية"),
        ("styles.xml", "paragraph", "صفحة 1 من 1"),
        ("meta.xml", "paragraph", "تقرير عن الحصاد"),
    ]
    block = document.blocks[1]
    assert [block.text[mark.start : mark.end] for mark in block.marks] == [
        "وزارة الزراعة",
        "محصول القمح",
        "",
        "التقرير الكامل",
        "",
        "",
    ]


LOOKS = (
    '<s:style s:name="B" s:family="text"><s:text-properties fo:font-weight="bold"/></s:style>'
    '<s:style s:name="B2" s:family="text"><s:text-properties fo:font-weight="bold" fo:language="ar"/></s:style>'
    '<s:style s:name="N" s:family="text"><s:text-properties fo:language="ar" fo:country="SY"/></s:style>'
    '<s:style s:name="H" s:family="text"><s:text-properties s:text-position="super 58%"/></s:style>'
)


@pytest.mark.parametrize(
    ("paragraph", "text_of_it", "marks"),
    [
        ('قال <t:span t:style-name="N">الوزير</t:span> أمس', "قال الوزير أمس", []),
        ('<t:span t:style-name="B">دم</t:span><t:span t:style-name="B2">شق</t:span> ثم حمص', "دمشق ثم حمص", ["دمشق"]),
        ('المساحة 5 كم<t:span t:style-name="H">2</t:span>', "المساحة 5 كم", [""]),
        ('أهلا  \n  وسهلا<t:s t:c="3"/>بكم', "أهلا وسهلا   بكم", []),
        ('أهلا <t:bookmark-start t:name="a"/>بكم<t:bookmark-end t:name="a"/>', "أهلا بكم", ["بكم"]),
        ("الاسم:<t:tab/>علي", "الاسم:\nعلي", ["\n"]),
        ('<t:a>قرأ <t:span t:style-name="B">علي</t:span> الكتاب</t:a>', "قرأ علي الكتاب", ["قرأ علي الكتاب", "علي"]),
    ],
)
def test_spans_are_stretches(paragraph: str, text_of_it: str, marks: list[str]) -> None:
    document = ODT.read(text(f"<t:p>{paragraph}</t:p>", LOOKS))
    (block,) = document.blocks
    assert block.text == text_of_it
    assert [block.text[mark.start : mark.end] for mark in block.marks] == marks
    again = ODT.read(written(ODT, document, [replace(block, text=text_of_it + "!")])).blocks[0]
    assert (again.text, again.marks) == (text_of_it + "!", block.marks)


@pytest.mark.parametrize("words", ["a  b", "  a", "a   ", "a\tb", "a & <b>"])
def test_blanks_and_signs_come_back(words: str) -> None:
    document = ODT.read(text("<t:p>أهلا</t:p>"))
    again = ODT.read(written(ODT, document, [replace(document.blocks[0], text=words)]))
    assert again.blocks[0].text == words.replace("\t", " ")


def test_what_was_deleted_is_no_text() -> None:
    deletion = "<t:changed-region><t:deletion><t:p>قديم</t:p></t:deletion></t:changed-region>"
    source = text(f"<t:tracked-changes>{deletion}</t:tracked-changes><t:p>جديد</t:p>")
    assert [block.text for block in ODT.read(source).blocks] == ["جديد"]


def test_the_direction_turns_with_the_words() -> None:
    form, document = opened("article.odt")
    data = written(form, document, english(document))
    for name in ("content.xml", "styles.xml"):
        root = member(data, name)
        assert {mode for mode in root.xpath("//@*[local-name()='writing-mode']") if mode.startswith("rl")} == set()
        assert set(root.xpath("//@*[local-name()='text-align']")) <= {"start", "center"}
        assert set(root.xpath("//@*[local-name()='language']")) <= {"en", "none"}


def test_a_document_comes_out_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = Path(__file__).with_name("office") / "article.odt"
    out = tmp_path / "article.odt"
    assert main(["translate", str(source), "-o", str(out), "--model", "bundled"]) == 0, capsys.readouterr().err
    root = member(out.read_bytes(), "content.xml")
    (link,) = root.iter(f"{TEXT}a")
    assert "report" in "".join(link.itertext())
    assert [note.get(f"{TEXT}note-class") for note in root.iter(f"{TEXT}note")] == ["footnote", "endnote"]
