"""Small files that unfold to what no machine holds."""

import zlib
from collections.abc import Sequence

import pytest

from models.errors import InputError
from translate.documents import Reading, pdf_limits
from translate.documents.pdf import Pdf

PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 6 0 R>>/XObject<</X 5 0 R>>>>>>"
)
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TEXT = b"BT /F 9 Tf 9 50 Td (plain words) Tj ET"


def made(*streams: bytes, forms: Sequence[bytes] = ()) -> bytes:
    """A PDF of a page with the contents `streams[0]`, whose form X is `streams[1]`, and `forms` from number 7 on."""
    head = b"<</Filter/FlateDecode/Length %d%s>>stream\n%s\nendstream"
    packed = [zlib.compress(one, 9) for one in streams]
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</Font<</F 6 0 R>>/XObject<</X %d 0 R>>>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", PAGE]
    objects.append(head % (len(packed[0]), b"", packed[0]))
    objects.append(head % (len(packed[-1]), form % 7, packed[-1]))
    objects.append(FONT)
    objects += [head % (len(one), form % (8 + number), one) for number, one in enumerate(map(zlib.compress, forms))]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, one) for n, one in enumerate(objects, 1))
    return body + b"trailer\n<</Root 1 0 R/Size %d>>\n%%%%EOF\n" % (len(objects) + 1)


def test_what_unpacks_to_far_too_much_is_refused() -> None:
    assert [block.text for block in Pdf(Reading()).read(made(TEXT)).blocks] == ["plain words"]
    bomb = made(b" " * (pdf_limits._MOST_BYTES + 1))
    assert len(bomb) < 2 << 20
    with pytest.raises(InputError, match="unpacks to more than 256 MiB"):
        Pdf(Reading()).read(bomb)


def test_forms_in_forms_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_limits, "_MOST_THINGS", 2_000)
    many = b"/X Do " * 10
    bomb = made(many, many, forms=[*[many] * 6, TEXT])
    with pytest.raises(InputError, match="draws more than 2,000 letters and forms; split it"):
        Pdf(Reading()).read(bomb)
