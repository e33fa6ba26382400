"""What the tests of office formats share: the files that LibreOffice and pandoc made, and small ones of our own.

In office/: `soffice --headless --convert-to docx article.fodt` (odt as well), `--convert-to pptx slides.fodp`, and
`pandoc report.md -o report.docx` (odt and pptx as well) make them.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lxml import etree

from translate.documents import Block, Document, Format, format_name, format_named
from translate.documents.package import Element, open_package

FILES = Path(__file__).with_name("office")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def opened(file: str) -> tuple[Format, Document]:
    form = format_named(format_name(file))
    return form, form.read((FILES / file).read_bytes())


def written(form: Format, document: Document, blocks: list[Block]) -> bytes:
    data = form.write(document, blocks)
    assert isinstance(data, bytes)
    return data


def english(document: Document) -> list[Block]:
    """Every block that has Arabic letters with other words in it, its marks where they are."""
    return [
        replace(block, text="".join("x" if "ء" <= c <= "ي" else c for c in block.text)) for block in document.blocks
    ]


def member(data: bytes, name: str) -> Element:
    return open_package(data, "document").xml(name)


def elements(data: bytes) -> Counter[tuple[str, str]]:
    """How many elements of each name each member has."""
    package = open_package(data, "document")
    return Counter(
        (name, etree.QName(element).localname)
        for name, content in package.members.items()
        if name.endswith((".xml", ".rels")) and content
        for element in package.xml(name).iter("*")
    )


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(body: str, styles: str = "") -> bytes:
    """A Word document with `body`; `w` is the prefix of its elements."""
    types = {"document.main": "document", **({"styles": "styles"} if styles else {})}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>' for kind, name in types.items()
    )
    space = f'xmlns:w="{W[1:-1]}"'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}">{overrides}</Types>',
            "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
            **({"word/styles.xml": f"<w:styles {space}>{styles}</w:styles>"} if styles else {}),
        }
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}<w:rtl/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
