"""Archives that are broken, hostile or something else are refused, with what mends them."""

import io
import struct
import zipfile

import pytest

from models.errors import InputError
from tests.translate.documents.archives import FILES, run, word, zipped
from translate.documents import format_named
from translate.documents.package import open_package

DOCX, PPTX, ODT = format_named("docx"), format_named("pptx"), format_named("odt")
LONG = 48 << 20


def encrypted() -> bytes:
    data = bytearray(word(f"<w:p>{run('مرحبا')}</w:p>"))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        data[place + flags] |= 1
    return bytes(data)


def bomb(declared: int | None = None) -> bytes:
    """An archive that unpacks to 48 MiB of nothing; `declared` is the size that its directory claims."""
    data = bytearray(zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": bytes(LONG)}))
    if declared is not None:
        place = data.rfind(b"PK\x01\x02")
        data[place + 24 : place + 28] = struct.pack("<I", declared)
    return bytes(data)


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/document.xml", "<b/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("مرحبا".encode(), "is no Word document.*save it again"),
        (b"", "is no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "encrypted or in an old binary format.*without a password"),
        (encrypted(), "is encrypted; open it and save it without a password"),
        (word(f"<w:p>{run('مرحبا')}</w:p>")[:-40], "damaged"),
        (bomb(), "unpacks to over 32 MiB"),
        (bomb(declared=100), "unpacks to over 32 MiB|damaged"),
        (twice(), "holds word/document.xml twice"),
        (zipped({str(number): b"" for number in range(20_001)}), "more than 20,000 members"),
        (zipped({"a.txt": b"a"}), "is no Word document .*lacks its main part"),
        ((FILES / "slides.pptx").read_bytes(), "holds a document of PowerPoint; give it the right ending"),
        ((FILES / "article.odt").read_bytes(), "is no Word document"),
        (word("<w:p><w:r></w:p>"), "word/document.xml in it is no sound XML"),
        (word("<w:p>&bomb;</w:p>"), "word/document.xml in it is no sound XML"),
    ],
)
def test_what_is_no_sound_word_document_is_refused(source: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        DOCX.read(source)


def test_other_formats_are_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"is no PowerPoint presentation .*holds a document of Word"):
        PPTX.read((FILES / "article.docx").read_bytes())
    with pytest.raises(InputError, match=r"is no OpenDocument text .*lacks its mimetype"):
        ODT.read((FILES / "article.docx").read_bytes())
    sheet = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"})
    with pytest.raises(InputError, match=r"holds application/vnd\.oasis\.opendocument\.spreadsheet"):
        ODT.read(sheet)


def test_an_encrypted_opendocument_text_is_refused() -> None:
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": "<manifest><encryption-data/></manifest>",
    }
    with pytest.raises(InputError, match="without a password"):
        ODT.read(zipped(members))
    with pytest.raises(InputError, match=r"lacks content\.xml"):
        ODT.read(zipped({"mimetype": members["mimetype"]}))


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "مرحبا"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
def test_no_entity_is_ever_expanded(declaration: str) -> None:
    content = f"{declaration}<x>{'&a;' if 'ENTITY' in declaration else ''}</x>"
    package = open_package(zipped({"content.xml": content}), "document")
    with pytest.raises(InputError, match=r"content\.xml in it has a document type"):
        package.xml("content.xml")


def test_a_billion_laughs_take_no_time() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    for use in ("<x>&l11;</x>", '<x a="&l11;"/>'):
        package = open_package(zipped({"content.xml": f"<!DOCTYPE x [{entities}]>{use}"}), "document")
        with pytest.raises(InputError, match=r"content\.xml in it"):
            package.xml("content.xml")


def test_other_members_come_out_as_they_went_in() -> None:
    source = zipped({"[Content_Types].xml": "<Types/>", "media/image.png": bytes(range(256))})
    package = open_package(source, "document")
    root = package.xml("[Content_Types].xml")
    root.set("a", "مرحبا")
    again = open_package(package.written({"[Content_Types].xml": root}), "document")
    assert again.members["media/image.png"] == bytes(range(256))
    assert again.xml("[Content_Types].xml").get("a") == "مرحبا"
    assert list(again.members) == list(package.members)
