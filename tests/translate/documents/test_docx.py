"""Word documents: which words are found, where their marks are, and how the direction turns."""

from dataclasses import replace
from pathlib import Path

import pytest

from jisr import main
from tests.translate.documents.archives import W, member, opened, run, word, written
from translate.documents import Block, format_named
from translate.documents.package import Element

DOCX = format_named("docx")
BOLD = "<w:b/><w:bCs/>"


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def shown_field(instruction: str, result: str) -> str:
    instructs = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return f"{field('begin')}{instructs}{field('separate')}{result}{field('end')}"


def marked(block: Block) -> list[tuple[str, bool, int]]:
    return [(block.text[mark.start : mark.end], mark.kept, mark.depth) for mark in block.marks]


def test_every_part_of_the_document_is_found() -> None:
    _, document = opened("article.docx")
    assert [(block.ref[0].split("/")[-1], block.kind, block.text) for block in document.blocks] == [
        ("document.xml", "heading", "موسم الحصاد في الجزيرة"),
        (
            "document.xml",
            "paragraph",
            "قالت وزارة الزراعة يوم الأحد إن محصول القمح زاد هذا العام. ويمكن قراءة التقرير الكامل على موقع الوزارة.",
        ),
        ("document.xml", "line", "العنوان: شارع بغداد\nالمدينة: دمشق"),
        ("document.xml", "paragraph", "القمح والشعير"),
        ("document.xml", "paragraph", "القطن"),
        ("document.xml", "cell", "المحصول"),
        ("document.xml", "cell", "الكمية بالطن"),
        ("document.xml", "cell", "القمح"),
        ("document.xml", "cell", "1200"),
        # A text box stands there twice: drawn, and in the older way for programs that do not know the newer.
        ("document.xml", "paragraph", "المزارعون سعداء بالأمطار"),
        ("document.xml", "paragraph", "المزارعون سعداء بالأمطار"),
        ("footnotes.xml", "paragraph", "بحسب أرقام المكتب المركزي للإحصاء."),
        ("endnotes.xml", "paragraph", "نشر التقرير في دمشق."),
        ("header1.xml", "line", "وزارة الزراعة\nنشرة أسبوعية"),
        ("footer1.xml", "paragraph", "صفحة 1 من 2"),
        ("comments.xml", "paragraph", "هل هذا الرقم صحيح؟"),
        ("core.xml", "paragraph", "تقرير عن الحصاد"),
    ]
    assert marked(document.blocks[1]) == [
        ("وزارة الزراعة", False, 0),  # bold; two runs, as one was edited
        ("محصول القمح", False, 0),  # a bookmark
        ("", False, 0),  # a footnote
        ("التقرير الكامل", False, 0),  # a link
        ("", False, 0),  # a comment
        ("", False, 0),  # an endnote
    ]
    assert marked(document.blocks[14]) == [("1", True, 0), ("2", True, 0)]  # fields with numbers


@pytest.mark.parametrize(
    ("paragraph", "text", "marks"),
    [
        # Runs that only spell checking, language and direction tell apart are one.
        (
            run("قال ") + '<w:proofErr w:type="spellStart"/>' + run("الوزير", '<w:lang w:bidi="ar-EG"/>') + run(" أمس"),
            "قال الوزير أمس",
            [],
        ),
        # The bold blank and the bold full stop are no stretch of their own.
        (run("قال") + run(" ", BOLD) + run("الوزير ", BOLD) + run("أمس في دمشق") + run(".", BOLD),
         "قال الوزير أمس في دمشق.", [("الوزير", False, 0)]),
        # A note in the middle of a bold stretch leaves it one.
        (run("في دمشق ثم ") + run("حلب", BOLD) + '<w:r><w:footnoteReference w:id="1"/></w:r>' + run(" وحمص", BOLD),
         "في دمشق ثم حلب وحمص", [("حلب وحمص", False, 0), ("", False, 1)]),
        # A field is words where it shows Arabic; else what it shows is kept.
        (run("راجع ") + shown_field("REF a", run("الفصل الأول")) + run(" صفحة ") + shown_field("PAGEREF a", run("12")),
         "راجع الفصل الأول صفحة 12", [("الفصل الأول", False, 0), ("12", True, 0)]),
        # A field in a field, in a link, that begins what ends in another paragraph: the line of a table of contents.
        (field("begin") + '<w:hyperlink w:anchor="a">' + run("المقدمة") + "<w:r><w:tab/></w:r>"
         + shown_field("PAGEREF a", run("3")) + "</w:hyperlink>",
         "المقدمة\n3", [("", False, 0), ("المقدمة\n3", False, 0), ("\n", True, 1), ("3", True, 1)]),
        # Of a bookmark and a field that cross, the field stays whole.
        ('<w:bookmarkStart w:id="1" w:name="a"/>' + run("قال ") + field("begin") + field("separate") + run("علي")
         + '<w:bookmarkEnd w:id="1"/>' + run(" الكبير") + field("end"),
         "قال علي الكبير", [("", False, 0), ("علي الكبير", False, 0), ("", False, 1)]),
        # What was deleted is no text; what was inserted is.
        (run("كان ") + '<w:ins w:id="1">' + run("الطقس") + "</w:ins><w:del w:id=\"2\"><w:r><w:delText>الجو</w:delText>"
         "</w:r></w:del>" + run(" جميلا"), "كان الطقس جميلا", [("الطقس", False, 0), ("", False, 0)]),
        # A note's number that someone typed, and a unit of measure.
        (run("المساحة 5 كم") + run("2", '<w:vertAlign w:val="superscript"/>') + run(" فقط"), "المساحة 5 كم فقط",
         [("", False, 0)]),
        # A line break that only wraps a line ends no sentence.
        (run("قال وزير المالية أمس إن الحكومة تعمل على") + "<w:r><w:br/></w:r>"
         + run("خطة جديدة لدعم المزارعين، وإن النتائج") + "<w:r><w:br/></w:r>" + run("ستظهر قريبا."),
         "قال وزير المالية أمس إن الحكومة تعمل على خطة جديدة لدعم المزارعين، وإن النتائج ستظهر قريبا.",
         [("", False, 0), ("", False, 0)]),
    ],
)  # fmt: skip
def test_runs_are_stretches(paragraph: str, text: str, marks: list[tuple[str, bool, int]]) -> None:
    document = DOCX.read(word(f"<w:p>{paragraph}</w:p>"))
    (block,) = document.blocks
    assert block.text == text
    assert marked(block) == marks
    again = DOCX.read(written(DOCX, document, [replace(block, text=text + "!")]))
    assert (again.blocks[0].text, marked(again.blocks[0])) == (text + "!", marks)


def test_marks_go_where_the_translation_has_them() -> None:
    paragraph = run("قرأ ") + run("التقرير", BOLD) + '<w:r><w:footnoteReference w:id="4"/></w:r>' + run(" كاملا")
    document = DOCX.read(word(f"<w:p><w:pPr><w:spacing/></w:pPr>{paragraph}</w:p>"))
    bold, note = document.blocks[0].marks
    marks = (replace(note, start=7, end=7), replace(bold, start=12, end=18))
    data = written(DOCX, document, [replace(document.blocks[0], text="He read the report.", marks=marks)])
    (written_again,) = member(data, "word/document.xml").iter(f"{W}p")
    assert described(written_again) == ["pPr", "He read", "[footnoteReference 4]", " the ", "b: report", "."]


def described(paragraph: Element) -> list[str]:
    found = []
    for child in paragraph:
        text = "".join(child.itertext(f"{W}t"))
        note = child.find(f"{W}footnoteReference")
        bold = "b: " if child.find(f"{W}rPr/{W}b") is not None else ""
        if note is not None:
            found.append(f"[footnoteReference {note.get(f'{W}id')}]")
        else:
            found.append(f"{bold}{text}" if text else child.tag.removeprefix(W))
    return found


def test_a_link_cut_in_two_is_written_twice_and_its_note_once() -> None:
    link = (
        f'<w:hyperlink w:anchor="a">{run("نعم. ")}<w:r><w:footnoteReference w:id="4"/></w:r>{run("لا.")}</w:hyperlink>'
    )
    document = DOCX.read(word(f"<w:p>{link}</w:p>"))
    around, note = document.blocks[0].marks
    marks = (replace(around, start=0, end=3), replace(note, start=1, end=1), replace(around, start=4, end=6))
    data = written(DOCX, document, [replace(document.blocks[0], text="Yes or no.", marks=marks)])
    root = member(data, "word/document.xml")
    assert ["".join(one.itertext(f"{W}t")) for one in root.iter(f"{W}hyperlink")] == ["Yes", "or"]
    assert len(list(root.iter(f"{W}footnoteReference"))) == 1


STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:pPr><w:bidi/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Left"><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:bidi w:val="0"/></w:pPr></w:style>'
)


def paragraph(text: str, style: str = "", side: str = "right", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:p><w:pPr>{named}<w:jc w:val="{side}"/></w:pPr>{run(text, properties)}</w:p>'


def test_the_direction_turns_with_the_words() -> None:
    cell = paragraph("أهلا", style="Left")
    body = (
        paragraph("أهلا", properties='<w:szCs w:val="40"/><w:lang w:bidi="ar-SA"/>')  # right is where its lines end
        + paragraph("أهلا", style="Left")  # flush right because it is Arabic
        + f"<w:tbl><w:tblPr><w:bidiVisual/></w:tblPr><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"
        + "<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t>2026</w:t></w:r></w:p>"
        + "<w:sectPr><w:bidi/></w:sectPr>"
    )
    document = DOCX.read(word(body, STYLES))
    blocks = [replace(block, text=block.text.replace("أهلا", "Hello")) for block in document.blocks]
    data = written(DOCX, document, blocks)
    root, styles = member(data, "word/document.xml"), member(data, "word/styles.xml")
    assert [side.get(f"{W}val") for side in root.iter(f"{W}jc")] == ["right", "left", "right"]
    for name in ("bidi", "rtl", "bidiVisual"):
        assert not [*root.iter(W + name), *styles.iter(W + name)]
    assert [one.get(f"{W}val") for one in [*root.iter(f"{W}lang"), *styles.iter(f"{W}lang")]] == ["en-US", "en-US"]
    assert [one.get(f"{W}val") for one in root.iter(f"{W}sz")] == ["40"]


def test_a_paragraph_that_is_still_arabic_keeps_its_direction() -> None:
    bidi = "<w:pPr><w:bidi/></w:pPr>"
    document = DOCX.read(word(f"<w:p>{bidi}{run('أهلا')}</w:p><w:p>{bidi}{run('بسم الله')}</w:p>"))
    blocks = [replace(document.blocks[0], text="Hello"), document.blocks[1]]
    first, second = member(written(DOCX, document, blocks), "word/document.xml").iter(f"{W}p")
    assert [len(list(one.iter(f"{W}bidi", f"{W}rtl"))) for one in (first, second)] == [0, 2]


def test_a_document_comes_out_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = Path(__file__).with_name("office") / "article.docx"
    out = tmp_path / "article.docx"
    assert main(["translate", str(source), "-o", str(out), "--model", "bundled"]) == 0, capsys.readouterr().err
    document = DOCX.read(out.read_bytes())
    texts = [block.text for block in document.blocks]
    assert texts[13].startswith("Ministry of")
    assert texts[14].startswith("Page 1 ")
    assert texts[8] == "1200"
    root = member(out.read_bytes(), "word/document.xml")
    (link,) = root.iter(f"{W}hyperlink")
    assert "report" in "".join(link.itertext(f"{W}t"))
    assert [len(list(root.iter(W + name))) for name in ("footnoteReference", "endnoteReference")] == [1, 1]
