"""Web pages come back as they were, with English in the place of what people read."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InputError
from translate.documents import Block, Document, Reading
from translate.documents.html import Html, HtmlText, Xhtml
from translate.translator import Translator

HTML, XHTML = Html(Reading()), Xhtml(Reading())


def texts(page: str) -> list[str]:
    return [block.text for block in HTML.read(page.encode()).blocks]


def filled(page: str, words: list[str]) -> str:
    """`page` with each of its blocks replaced, marks left where they are."""
    document = HTML.read(page.encode())
    blocks = [replace(block, text=text) for block, text in zip(document.blocks, words, strict=True)]
    return HTML.write(document, blocks).decode()


def only(page: str) -> Block:
    (block,) = HTML.read(page.encode()).blocks
    return block


BLOCKS = [
    ("<p>نص<p>ثان", ["نص", "ثان"]),
    ("<title>عنوان</title><h1>رأس</h1><p>نص</p>", ["عنوان", "رأس", "نص"]),
    ("<ul><li>أول<li>ثان<ul><li>فرعي</ul></ul>", ["أول", "ثان", "فرعي"]),
    ("<div>قبل<div>داخل</div>بعد<br>سطر</div>", ["قبل", "داخل", "بعد", "سطر"]),
    ("<table><caption>جدول</caption><tr><th>رأس<td>خلية</table>", ["جدول", "رأس", "خلية"]),
    ("<p>\n  نص \t طويل\n  هنا  </p>", ["نص طويل هنا"]),
    ("<p>نص <b>غامق</b> هنا</p>", ["نص غامق هنا"]),
    ("<a href=x><div>عنوان</div><div>نص</div></a>", ["عنوان", "نص"]),
    ("<p><a href=1>الرئيسية</a> | <a href=2>أخبار</a></p>", ["الرئيسية", "أخبار"]),
    ("<p><span>جزء</span> <span>من جملة</span></p>", ["جزء من جملة"]),
    ("<script>var a='<p>نص</p>'</script><style>/* نص */</style><p>نص</p>", ["نص"]),
    ("<pre>نص</pre><textarea>نص</textarea><template><p>نص</p></template>", []),
    ("<p>قبل <svg><title>سر</title><text>سر</text></svg> بعد</p>", ["قبل بعد"]),
    ("<p>قبل <math><mi>س</mi></math> بعد</p>", ["قبل بعد"]),
    ("<div translate=no>اسم <p>آخر</p></div><p class='x notranslate'>اسم<p>نص", ["نص"]),
    ("<html class=notranslate translate=no><p>نص", ["نص"]),
    ("<code>كود</code>", []),
    ("<p>•</p><p> &nbsp; </p><p>2019</p>", ["2019"]),
    ("<p>نص<!-- <p>تعليق --> آخر</p>", ["نص آخر"]),
    ("<p>م<sup>2</sup> هنا<sup><a href=#n>[1]</a></sup> ثم</p>", ["م2 هنا ثم"]),
    ('<p>هنا<a href=#n role="doc-noteref">1</a> ثم</p>', ["هنا ثم"]),
    ('<img alt="صورة" title="عنوان" src="نص.png">', ["صورة", "عنوان"]),
    ('<input placeholder="بحث"><input type=submit value="أرسل"><input value="نص">', ["بحث", "أرسل"]),
    ('<meta name=description content="وصف"><meta property="og:title" content="عنوان"><meta name=x content=نص>',
     ["وصف", "عنوان"]),
    ("<select><option label=خيار>واحد<option>اثنان</select>", ["خيار", "واحد", "اثنان"]),
    ("<p>نص <b>غير <i>مغلق</b> هنا</i> ثم", ["نص", "غير", "مغلق", "هنا", "ثم"]),
    ("<p>&lt;b&gt; &amp; &#1606;&#x635; &copy;", ["<b> & نص ©"]),
    ("<p>5 < 6 نص</p>", ["5 < 6 نص"]),
]  # fmt: skip


@pytest.mark.parametrize(("page", "expected"), BLOCKS)
def test_blocks_are_what_people_read(page: str, expected: list[str]) -> None:
    assert texts(page) == expected


@pytest.mark.parametrize("page", [page for page, _ in BLOCKS])
def test_a_page_given_its_own_words_is_the_same_byte_for_byte(page: str) -> None:
    for form in (HTML, XHTML):
        document = form.read(page.encode())
        assert form.write(document, document.blocks) == page.encode()


@pytest.mark.parametrize(
    ("page", "words", "expected"),
    [
        ("<p>\n نص\n</p>", ["text"], "<p>\n text\n</p>"),
        ("<p>نص", ["<b>1 & 2</b>"], "<p>&lt;b&gt;1 &amp; 2&lt;/b&gt;"),
        ("<p>&lt;b&gt;نص&lt;/b&gt;", ["<b>text</b>"], "<p>&lt;b&gt;text&lt;/b&gt;"),
        ("<p>&amp;lt;b&amp;gt; نص", ["&lt;b&gt; text"], "<p>&amp;lt;b&amp;gt; text"),
        ("<title>نص</title>", ["</title><script>"], "<title>&lt;/title&gt;&lt;script&gt;</title>"),
        ('<img alt="نص">', ['"x" onload=\'y\' <'], '<img alt="&quot;x&quot; onload=\'y\' &lt;">'),
        ("<img alt='نص'>", ["a'b\"c"], "<img alt='a&#39;b\"c'>"),
        ("<img alt=نص src=x>", ["two words"], '<img alt="two words" src=x>'),
        ('<p dir="rtl" lang="ar-SY">نص', ["text"], '<p dir="ltr" lang="en">text'),
        ("<html lang=ar xml:lang='ar' dir=RTL><p>نص", ["text"], "<html lang=en xml:lang='en' dir=ltr><p>text"),
        ("<p lang=fr dir=auto>نص <i lang=ar>آخر</i> ثم", ["xx yyy z"], "<p lang=fr dir=auto>xx <i lang=en>yyy</i> z"),
        ("<body dir=rtl><p align=right style='text-align: right'>نص", ["text"],
         "<body dir=ltr><p align=left style='text-align: left'>text"),
        ("<p align=right>نص", ["text"], "<p align=right>text"),
        ("<style>p{direction : rtl}</style><p>نص", ["text"], "<style>p{direction : ltr}</style><p>text"),
    ],
)  # fmt: skip
def test_translations_cannot_become_markup_and_read_from_left_to_right(
    page: str, words: list[str], expected: str
) -> None:
    assert filled(page, words) == expected


def test_marks_and_what_is_in_their_attributes_are_written() -> None:
    page = '<p>زر <a title="دليل" href="?a=1&copy=2">الدليل</a> ثم <img alt="صورة"> هنا</p>'
    document = HTML.read(page.encode())
    paragraph, guide, picture = document.blocks
    link, image = paragraph.marks
    assert (paragraph.text, link.start, link.end, image.start) == ("زر الدليل ثم هنا", 3, 9, 12)
    moved = replace(
        paragraph, text="See the guide now", marks=(replace(link, start=4, end=13), replace(image, start=13, end=13))
    )
    blocks = [moved, replace(guide, text='a "guide"'), replace(picture, text="picture")]
    assert HTML.write(document, blocks).decode() == (
        '<p>See <a title="a &quot;guide&quot;" href="?a=1&copy=2">the guide</a> <img alt="picture"> now</p>'
    )


def test_marks_that_nest_and_words_that_are_kept() -> None:
    block = only("<p>قال <b>الوزير <i>الأول</i></b> إن <code>x<em>y</em></code> خطة <u class=notranslate>ياهو</u> ثم")
    assert block.text == "قال الوزير الأول إن xy خطة ياهو ثم"
    marks = [(block.text[mark.start : mark.end], mark.kept, mark.depth) for mark in block.marks]
    assert marks == [
        ("الوزير الأول", False, 0),
        ("الأول", False, 1),
        ("xy", True, 0),
        ("y", True, 1),
        ("ياهو", True, 0),
    ]


def test_what_stands_around_all_words_is_no_mark() -> None:
    assert only("<p><img src=x> <b><a href=y>كل الكلام</a></b> <svg></svg></p>").marks == ()


def test_xhtml_has_empty_elements_and_sections() -> None:
    page = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "<p>x">]><p><a id="n"/>نص <span/> آخر</p><script/><p>ثم</p>'
    assert [block.text for block in XHTML.read(page.encode()).blocks] == ["نص آخر", "ثم"]
    assert texts("<p><script/>نص</script><p>ثم") == ["ثم"]


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("windows-1256", '<meta charset="windows-1256">'),
        ("windows-1256", '<meta http-equiv=content-type content="text/html; charset=windows-1256">'),
        ("windows-1256", ""),
        ("windows-1256", "<meta charset=utf-8>"),
        ("iso-8859-6", "<meta charset=ISO-8859-6>"),
        ("utf-8-sig", "<meta charset=windows-1256>"),
        ("utf-16-le", "\ufeff"),
        ("utf-16-be", "\ufeff<meta charset=utf-16>"),
        ("utf-8", "<meta charset=utf-16>"),
        ("utf-8", "<meta charset=unheard-of>"),
    ],
)
def test_a_page_is_written_in_its_own_encoding(encoding: str, head: str) -> None:
    page = f"{head}<p>نص عربي طويل</p>".encode(encoding)
    document = HTML.read(page)
    (block,) = document.blocks
    assert block.text == "نص عربي طويل"
    assert HTML.write(document, document.blocks) == page
    written = HTML.write(document, [replace(block, text="naïve 中 text")])
    expected = "naïve 中 text" if encoding.startswith("utf") else written.decode(encoding)[len(head) + 3 : -4]
    assert written == f"{head}<p>{expected}</p>".encode(encoding)
    assert encoding.startswith("utf") or "&#20013;" in expected


def test_what_is_declared_in_xml_counts() -> None:
    page = '<?xml version="1.0" encoding="windows-1256"?><html xmlns="http://www.w3.org/1999/xhtml"><p>نص</p></html>'
    assert XHTML.read(page.encode("windows-1256")).blocks[0].text == "نص"


def test_bytes_in_no_encoding_are_refused() -> None:
    with pytest.raises(InputError, match=r"byte 6 is not utf-8.*save it as UTF-8"):
        HTML.read(b"<p>caf\xe9 \xe8 \xe0 plain")


BITS = ["نص", " ", "\n", "<p>", "</p>", "<b>", "</b>", "<i", ">", "</i>", "<a href='x' title=نص>", "</a>", "<br/>",
        "<td>", "<li>", "<div>", "</div>", "<code>", "</code>", "<sup>", "</sup>", "<svg>", "</svg>", "<!--", "-->",
        "<script>", "</script>", "<title>", "</title>", "&lt;", "&#1606;", "&", "<", '"', "'", "=", "/", "<![CDATA[",
        "]]>", "<!DOCTYPE [", "<u translate=no>", "</u>", "<img alt='نص'>", "\0", "\r", "<?x", "نص ."]  # fmt: skip


@given(st.one_of(st.lists(st.sampled_from(BITS), max_size=40).map("".join), st.text(max_size=60)))
def test_identity_is_exact_and_marks_nest_for_any_text(page: str) -> None:
    data = page.encode()
    for form in (HTML, XHTML):
        document = form.read(data)
        assert form.write(document, document.blocks) == data
        for block in document.blocks:
            assert_nested(block)
        # Words that change do not change how many paragraphs there are.
        blocks = [replace(block, text=block.text.replace("ن", "T")) for block in document.blocks]
        again = form.read(form.write(document, blocks))
        assert [one.text for one in again.blocks] == [one.text for one in blocks]


def assert_nested(block: Block) -> None:
    around: list[tuple[int, int]] = [(0, len(block.text))]
    for mark in block.marks:
        del around[mark.depth + 1 :]
        assert around[-1][0] <= mark.start <= mark.end <= around[-1][1]
        around.append((mark.start, mark.end))


def test_a_page_of_tags_that_are_never_closed_is_read() -> None:
    for piece in ("<b>", "</b>", "<a x='", "<p", "<!--", "<![CDATA[", "<!DOCTYPE [", "<a>ن</a>", "<b>ن", "<sup>ن"):
        page = piece * 5_000
        document = XHTML.read(page.encode())
        assert XHTML.write(document, document.blocks) == page.encode()


NEWS = """<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>أخبار اليوم</title></head>
<body><h1>زيارة الوزير إلى دمشق</h1>
<p>قال <b>وزير الخارجية</b> إن <a href="https://example.org/a?b=1&c=2">الحكومة</a> تعمل على خطة جديدة.</p>
<p>الوسم &lt;b&gt; يكتب هكذا.</p><p>اكتب <code>jisr translate</code> ثم انتظر.</p></body></html>
"""


def test_a_page_is_translated_with_its_links_around_their_words() -> None:
    document = HTML.read(NEWS.encode())
    with Translator() as translator:
        (translated,) = translator.translate_documents([document])
    english = HTML.write(document, translated.blocks).decode()
    assert '<html lang="en" dir="ltr">' in english
    assert '<a href="https://example.org/a?b=1&c=2">' in english
    assert "overnment</a>" in english
    assert "<b>" in english and english.count("</b>") == 1
    assert "<code>jisr translate</code>" in english
    assert not any("\u0600" <= letter <= "\u06ff" for letter in english)


def test_a_page_made_by_an_office_program() -> None:
    page = (Path(__file__).parent / "made" / "office.html").read_bytes()
    document: Document = HTML.read(page)
    assert HTML.write(document, document.blocks) == page
    assert "قال وزير الخارجية إن الحكومة تعمل على خطة جديدة." in [block.text for block in document.blocks]
    written = HTML.write(document, [replace(block, text="x", marks=()) for block in document.blocks])
    assert b'dir="rtl"' in page and b'dir="rtl"' not in written


def test_text_that_is_html_is_read_whatever_it_says_of_its_encoding() -> None:
    page = "<meta charset=windows-1256><p dir=rtl>كيف <b>حالك</b>؟ 😀<p>شكرا"
    form = HtmlText()
    document = form.read(page)
    assert [block.text for block in document.blocks] == ["كيف حالك؟ 😀", "شكرا"]
    assert form.write(document, document.blocks) == page
    written = form.write(document, [replace(block, text="a < b", marks=()) for block in document.blocks])
    assert written == "<meta charset=windows-1256><p dir=ltr>a &lt; b<p>a &lt; b"
    assert [block.text for block in HtmlText(xml=True).read("<p/>مرحبا").blocks] == ["مرحبا"]
    with pytest.raises(ValueError, match="2 blocks but 1"):
        form.write(document, document.blocks[:1])
