"""What is no article is refused with the reason, and leaves nothing behind."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from service.database.tables import Article, Block, Sentence, Version
from tests.service.articles.waiting import finished
from tests.service.serving import Served, own_settings, serving
from tests.translate.documents.archives import run, word, zipped

LINE = "وصل الوفد إلى القاهرة."
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))


@pytest.fixture(scope="module")
def small(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Served]]:
    """A service that takes little."""
    settings = own_settings(tmp_path_factory.mktemp("small"), upload_bytes=100_000, longest=2_000)
    with serving(settings) as served, httpx.Client(base_url=served.url, timeout=60, trust_env=False) as client:
        yield client, served


def rows(served: Served) -> list[int]:
    with served.service.database.reading() as session:
        return [
            session.scalar(select(func.count()).select_from(one)) or 0 for one in (Article, Version, Block, Sentence)
        ]


def bomb() -> bytes:
    """A Word document of a few kilobytes that unpacks to 64 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in zipfile_members(word(run(LINE))).items():
            archive.writestr(name, content)
        archive.writestr("word/media/image.bmp", b"\0" * (64 << 20))
    return out.getvalue()


def zipfile_members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def laughs() -> bytes:
    members = zipfile_members(word(f"<w:p>{run('&l11;')}</w:p>"))
    members["word/document.xml"] = f"<!DOCTYPE x [{LAUGHS}]>".encode() + members["word/document.xml"]
    return zipped(members)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "is no Word document"),
        ("a.txt", b"\x7fELF\x02\x01\x01\0\0\0", "is a binary file"),
        ("a.pdf", b"<html>", "is no PDF"),
        ("a.epub", LINE.encode(), "is no"),
        ("a.json", b'{"a": ', "JSON"),
        ("a.json", b"[" * 90_000, "in each other"),
        ("a.xlf", f"<!DOCTYPE x [{LAUGHS}]><xliff>&l11;</xliff>".encode(), ""),
        ("a.txt", b"\xff\xfe\xff", "is no sound UTF-16"),
        ("a.txt", b"\xd9\x88\xff\xd8" * 9, "save it as UTF-8"),
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \r\n\t\n", "is empty"),
        ("a.txt", b"Nothing but English.", "no Arabic letters"),
        ("a.txt", b"\xef\xbb\xbf", "is empty"),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", "no Arabic letters"),
        ("a.docx", bomb(), "unpacks to over"),
        ("a.docx", laughs(), "is no sound XML"),
    ],
)
def test_a_file_that_is_none_is_told(
    small: tuple[httpx.Client, Served], name: str, content: bytes, message: str
) -> None:
    http, served = small
    before = rows(served)
    answer = http.post("/articles", files={"file": (name, content)})
    assert (answer.status_code, message in answer.json()["error"]) == (400, True), answer.text
    assert answer.json()["error"].startswith(f"{name}: ")
    assert rows(served) == before


def test_what_is_too_much_is_told(small: tuple[httpx.Client, Served]) -> None:
    http, served = small
    before = rows(served)
    long = f"{LINE}\n" * 100
    for answer, message in (
        (http.post("/articles", json={"text": long}), "has 2,200 characters, and 2,000 are taken"),
        (http.post("/articles", files={"file": ("a.txt", long.encode())}), "has 2,200 characters"),
        (http.post("/articles", files={"file": ("a.txt", b"x" * 100_001)}), "larger than 100,000 bytes"),
        (http.post("/articles", files={"file": ("a.txt", b"x" * 1_000_000)}), ""),
        (http.post("/articles", content=iter([b" " * 100_000] * 9), headers={"Content-Type": "application/json"}), ""),
        (http.post("/articles", data={"text": "x" * 300_000}), ""),
    ):
        assert (answer.status_code, message in answer.json()["error"]) == (413, True), answer.text
    assert rows(served) == before


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"text"', b"{}", b'{"text": 5}', b'{"text": null}', b'{"text": ["x"]}',
        b'{"address": {"a": 1}}', b'{"text": "x", "address": "y"}', b'{"title": "x"}', b'{"file": "x"}',
        b'{"text": ""}',
        b'{"text": "\\ud800"}', b"\xff\xfe", b'{"text": "x", "title": 5}', b"[" * 50_000, b'{"text": NaN}',
    ],
)  # fmt: skip
def test_a_request_that_is_none_is_told(small: tuple[httpx.Client, Served], body: bytes) -> None:
    http, served = small
    before = rows(served)
    answer = http.post("/articles", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]
    assert rows(served) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "multipart/form-data"}, {"Content-Type": "multipart/form-data; boundary="},
        {"Content-Type": "multipart/form-data; boundary=x"}, {"Content-Type": "text/plain"}, {},
        {"Content-Type": "application/x-www-form-urlencoded; charset=utf-99"},
    ],
)  # fmt: skip
def test_a_form_that_is_none_is_told(small: tuple[httpx.Client, Served], headers: dict[str, str]) -> None:
    http, served = small
    before = rows(served)
    answer = http.post("/articles", content=b"--x\r\nwrong", headers=headers)
    assert answer.status_code == 400, answer.text
    assert rows(served) == before


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"), ("C:\\Windows\\a.txt", "a.txt"),
        ("x" * 5000 + ".txt", "x" * 196 + ".txt"),
        ('a"; filename="evil.exe.txt', 'a"; filename="evil.exe.txt'), ("مقال\u202etxt.exe.txt", "مقالtxt.exe.txt"),
        ("<script>alert(1)</script>.txt", "script>.txt"), ("..", "text.txt"), ("نص", "نص"),
        ("a.txt\0.html", "a.txt.html"),
    ],
)  # fmt: skip
def test_a_name_does_no_harm(small: tuple[httpx.Client, Served], name: str, kept: str) -> None:
    from service.articles.bring import bring

    http, served = small
    brought = bring(served.service, LINE.encode(), name)
    whole = finished(http, {"id": brought.article_id, "version": 1})
    assert whole["article"]["name"] == kept
    for format in ("original", "txt", "html", "docx", "tmx", "jsonl"):  # noqa: A001
        answer = http.get(f"/articles/{brought.article_id}/download", params={"format": format})
        assert answer.status_code == 200
        disposition = answer.headers["content-disposition"]
        plain = disposition.removeprefix('attachment; filename="').partition('"')[0]
        assert disposition.startswith(f"attachment; filename=\"{plain}\"; filename*=UTF-8''")
        assert all(letter.isascii() and (letter.isalnum() or letter in "-_. ") for letter in plain)
        assert disposition.count(";") == 2


def test_what_the_text_holds_is_only_text(small: tuple[httpx.Client, Served]) -> None:
    http, _ = small
    title = "<img src=x onerror=alert(1)>\r\nSet-Cookie: a=b"
    text = f"<script>alert(1)</script> {LINE} ' OR 1=1 --\n{LINE} \x00 \x07 \u202e \U0010ffff"
    brought = http.post("/articles", content=json.dumps({"text": text, "title": title})).json()
    assert "error" in brought  # no JSON without its content type
    brought = http.post("/articles", json={"text": text.replace("\0", ""), "title": title}).json()
    whole = finished(http, brought)
    assert whole["article"]["title"] == "<img src=x onerror=alert(1)> Set-Cookie: a=b"
    page = http.get(f"/articles/{brought['id']}/download", params={"format": "html"}).text
    assert "<script>alert" not in page
    assert "<img" not in page
    for search in ("%", "_", "'", "\\", "\0", "<script>", "x" * 1000):
        assert http.get("/articles", params={"search": search}).status_code == 200
