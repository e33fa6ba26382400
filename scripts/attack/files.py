"""Files that are not what they seem: bombs, broken ones, and such as name what lies outside them."""

import gzip
import io
import zipfile
from collections.abc import Callable
from functools import cache

ARABIC = "وصل الوفد إلى القاهرة صباح اليوم."
_ZEROS = 200 << 20  # bytes that a bomb unfolds to
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_ENTITIES = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>'
_OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@cache
def files() -> tuple[tuple[str, bytes], ...]:
    """Names and contents."""
    made: list[tuple[str, Callable[[], bytes]]] = [
        ("bomb.docx", lambda: _zip({"word/document.xml": bytes(_ZEROS), "[Content_Types].xml": b"<Types/>"})),
        ("bomb.epub", lambda: _zip({"META-INF/container.xml": bytes(_ZEROS)})),
        ("bomb.odt", lambda: _zip({"content.xml": bytes(_ZEROS)})),
        ("bomb.pptx", lambda: _zip({"ppt/presentation.xml": bytes(_ZEROS)})),
        ("nested.docx", lambda: _zip({"word/document.xml": _zip({"a": bytes(_ZEROS // 8)})})),
        ("laughs.docx", lambda: _zip({"word/document.xml": f"{_ENTITIES}<x>&l9;</x>".encode()})),
        ("laughs.xliff", lambda: f"{_ENTITIES}<xliff><file>&l9;</file></xliff>".encode()),
        ("laughs.xhtml", lambda: f"{_ENTITIES}<html><body><p>&l9;</p></body></html>".encode()),
        ("outside.xliff", lambda: f"{_OUTSIDE}<xliff><file><body>&e;</body></file></xliff>".encode()),
        ("outside.xhtml", lambda: f"{_OUTSIDE}<html><body><p>{ARABIC} &e;</p></body></html>".encode()),
        ("slip.docx", lambda: _zip({"../../../../tmp/zzqx": b"x", "word/document.xml": b"<x/>"})),
        ("slip.epub", lambda: _zip({"META-INF/container.xml": b"<x/>", "/etc/zzqx": b"x"})),
        ("cut.docx", lambda: _zip({"word/document.xml": b"<x/>"})[:-30]),
        ("no.docx", lambda: b"PK\x03\x04" + bytes(400)),
        ("no.pdf", lambda: b"%PDF-1.7\n1 0 obj << /Length 99999999999 >> stream\n" + bytes(1000)),
        ("loop.pdf", lambda: b"%PDF-1.4\n1 0 obj<</Type/Pages/Kids[1 0 R]/Count 9999>>endobj\ntrailer<</Root 1 0 R>>"),
        ("deep.html", lambda: b"<div>" * 60_000 + ARABIC.encode() + b"</div>" * 60_000),
        ("deep.json", lambda: b"[" * 100_000 + b"]" * 100_000),
        ("deep.md", lambda: b">" * 30_000 + ARABIC.encode()),
        ("emphasis.md", lambda: b"*a_ " * 30_000),
        ("brackets.md", lambda: b"[" * 30_000),
        ("wide.csv", lambda: ("," * 100_000 + ARABIC).encode()),
        ("one.csv", lambda: b'"' + b"a" * 500_000),
        ("one.txt", lambda: "و".encode() * 300_000),
        ("zeros.txt", lambda: bytes(100_000)),
        ("random.txt", lambda: bytes(range(256)) * 400),
        ("sixteen.txt", lambda: ARABIC.encode("utf-16")),
        ("squeezed.txt", lambda: gzip.compress(bytes(1 << 20))),
        ("marks.srt", lambda: b"1\n99:99:99,999 --> -1:00:00,000\n" + ARABIC.encode() + b"\n\n" * 5_000),
        ("marks.vtt", lambda: b"WEBVTT\n\n" + b"00:00.000 --> 00:00.000\n<c.a><c.b>" * 3_000 + ARABIC.encode()),
        ("text.po", lambda: b'msgid "a"\nmsgstr "' + b"\\" * 50_000 + b'"\n'),
        ("text.html", lambda: f"<p onclick=alert('zzqx')>{ARABIC}<script>alert('zzqx')</script></p>".encode()),
        ("text.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload=\"alert('zzqx')\"/>"),
        ("text.exe", lambda: b"MZ" + bytes(100)),
        ("empty.txt", lambda: b""),
    ]
    return tuple((name, make()) for name, make in made)


def _zip(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()
