"""Books come back with the same members, in English."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from models.errors import InputError
from translate.arabic.letters import has_arabic
from translate.documents import Reading
from translate.documents.epub import Epub
from translate.translator import Translator

EPUB = Epub(Reading())
MADE = Path(__file__).parent / "made"

BOOK = """---
title: كتاب التاريخ
lang: ar
dir: rtl
---
# الفصل الأول

قال **وزير الخارجية** إن [الحكومة](https://example.org/a?b=1&c=2) تعمل.[^1]

[^1]: المصدر: وكالة الأنباء.

| المدينة | السكان |
|---|---|
| دمشق | 1711000 |

# الفصل الثاني

نحن نعمل من أجل السلام.
"""


@pytest.fixture(scope="module", params=["pandoc", "office"])
def book(request: pytest.FixtureRequest) -> bytes:
    """BOOK as pandoc and LibreOffice write it (scripts/make_test_documents.py)."""
    return (MADE / f"{request.param}.epub").read_bytes()


def members(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(contents: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def test_a_book_given_its_own_words_is_the_same(book: bytes) -> None:
    document = EPUB.read(book)
    assert EPUB.write(document, document.blocks) == book


def test_a_book_has_its_title_and_its_paragraphs(book: bytes) -> None:
    texts = [block.text for block in EPUB.read(book).blocks]
    wanted = ["قال وزير الخارجية إن الحكومة تعمل.", "دمشق", "نحن نعمل من أجل السلام."]
    assert texts[0] == "كتاب التاريخ"
    assert [text for text in texts if text in wanted] == wanted
    assert any("المصدر: وكالة الأنباء." in text for text in texts)


def test_a_changed_book_has_the_same_members_and_mimetype_comes_first_and_stored(book: bytes) -> None:
    document = EPUB.read(book)
    written = EPUB.write(document, [replace(block, text=f"T{n}") for n, block in enumerate(document.blocks)])
    assert list(members(written)) == list(members(book))
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert written[30:58] == b"mimetypeapplication/epub+zip"
    again = EPUB.read(written)
    assert [block.text for block in again.blocks] == [f"T{n}" for n, _ in enumerate(document.blocks)]


def test_a_book_is_turned_round_in_english() -> None:
    document = EPUB.read((MADE / "pandoc.epub").read_bytes())
    with Translator() as translator:
        (translated,) = translator.translate_documents([document])
    written = EPUB.write(document, translated.blocks)
    package = members(written)["EPUB/content.opf"].decode()
    assert "<dc:language>en</dc:language>" in package
    pages = [data.decode() for name, data in members(written).items() if name.endswith(".xhtml")]
    assert 'xml:lang="en"' in pages[0] and not any('"ar"' in page for page in pages)
    assert [block.text for block in EPUB.read(written).blocks if has_arabic(block.text)] == []
    links = [link.get("href") for page in pages for link in etree.fromstring(page.encode()).iter("{*}a")]
    assert "https://example.org/a?b=1&c=2" in links


CONTAINER = '<container><rootfiles><rootfile full-path="OPS/a.opf"/></rootfiles></container>'
PACKAGE = """<package xml:lang="ar"><metadata><dc:title>كتاب &amp; آخر</dc:title><dc:language> ar-SY </dc:language>
<dc:description>&lt;p&gt;وصف&lt;/p&gt;</dc:description></metadata><manifest>
<item href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item href="a%20b.xhtml" media-type="application/xhtml+xml"/>
<item href="s.css" media-type="text/css"/></manifest><spine page-progression-direction="rtl"/></package>"""
SMALL: dict[str, bytes | str] = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": CONTAINER,
    "OPS/a.opf": PACKAGE,
    "OPS/toc.ncx": "<ncx><docTitle><text>كتاب</text></docTitle><navLabel><text> فصل </text></navLabel></ncx>",
    "OPS/a b.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml" dir="rtl"><body><p>نص<br/>آخر</p></body></html>',
    "OPS/s.css": "body { direction: rtl; text-align: right }",
}


def test_what_describes_the_book_is_translated_and_turned() -> None:
    document = EPUB.read(packed(SMALL))
    assert [block.text for block in document.blocks] == ["كتاب & آخر", "كتاب", "فصل", "نص", "آخر"]
    words = ["a & <b>", "book", "chapter", "text", "other"]
    blocks = [replace(block, text=text) for block, text in zip(document.blocks, words, strict=True)]
    written = EPUB.write(document, blocks)
    found = {name: data.decode() for name, data in members(written).items()}
    package = PACKAGE.replace('"ar"', '"en"').replace(" ar-SY ", " en ").replace("rtl", "ltr")
    assert found["OPS/a.opf"] == package.replace("كتاب &amp; آخر", "a &amp; &lt;b&gt;")
    assert "<text>book</text></docTitle><navLabel><text> chapter </text>" in found["OPS/toc.ncx"]
    assert found["OPS/a b.xhtml"].endswith('dir="ltr"><body><p>text<br/>other</p></body></html>')
    assert found["OPS/s.css"] == "body { direction: ltr; text-align: left }"


def encryption(method: str) -> str:
    return f'<encryption><enc:EncryptedData><enc:EncryptionMethod Algorithm="{method}"/></enc:EncryptedData>'


@pytest.mark.parametrize(
    ("book", "message"),
    [
        (b"plain text", "is no book"),
        (packed(SMALL)[:-40], "is no book"),
        (packed(SMALL | {"META-INF/encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}), "DRM"),
        (packed({"word/document.xml": "x"}), "lacks META-INF/container.xml"),
        (packed({name: data for name, data in SMALL.items() if name != "OPS/a.opf"}), "lacks OPS/a.opf"),
        (packed(SMALL | {"OPS/a b.xhtml": b"caf\xe9 \xe8"}), "OPS/a b.xhtml in it: byte 3 is not utf-8"),
        (packed(SMALL | {"OPS/bomb": b"\0" * (40 << 20)}), "unpacks to over"),
    ],
)
def test_what_cannot_be_read_is_refused(book: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        EPUB.read(book)


def test_fonts_that_are_obfuscated_do_no_harm() -> None:
    book = packed(SMALL | {"META-INF/encryption.xml": encryption("http://www.idpf.org/2008/embedding")})
    assert len(EPUB.read(book).blocks) == 5
