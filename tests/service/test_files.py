"""Files through LibreTranslate's /translate_file."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import docx
import httpx
import pytest
from sqlalchemy import select

from service.database.tables import File, now
from service.uploads import remove_old_files
from tests.service.serving import Served

PAIR = {"source": "ar", "target": "en"}
ARTICLE = Path(__file__).parents[2] / "examples" / "dam.ar.txt"


def sent(http: httpx.Client, name: str, content: bytes, **fields: str) -> httpx.Response:
    return http.post("/translate_file", data=PAIR | fields, files={"file": (name, content)})


def fetched(http: httpx.Client, response: httpx.Response) -> httpx.Response:
    assert list(response.json()) == ["translatedFileUrl"]
    return http.get(response.json()["translatedFileUrl"])


def test_a_text_comes_back_in_english(http: httpx.Client, server: Served) -> None:
    file = fetched(http, sent(http, ARTICLE.name, ARTICLE.read_bytes(), source="auto"))
    wanted = http.post("/translate", json=PAIR | {"q": ARTICLE.read_text(encoding="utf-8")}).json()["translatedText"]
    assert (file.status_code, file.content.decode()) == (200, wanted)
    assert file.headers["content-disposition"].startswith('attachment; filename="dam.en.txt"')
    assert file.headers["x-content-type-options"] == "nosniff"


def test_a_word_document_comes_back_translated(http: httpx.Client) -> None:
    document = docx.Document()
    document.add_paragraph("وصل الوفد إلى القاهرة.")
    document.save(stream := io.BytesIO())
    file = fetched(http, sent(http, "تقرير.docx", stream.getvalue()))
    (paragraph,) = docx.Document(io.BytesIO(file.content)).paragraphs
    assert paragraph.text.startswith("The delegation arrived")
    assert "filename*=UTF-8''%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.en.docx" in file.headers["content-disposition"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("page.html", "<p dir=rtl>مرحبا".encode(), "<p dir=ltr>Hello"),
        ("film.srt", "1\n00:00:01,000 --> 00:00:02,000\nمرحبا\n".encode(), "1\n00:00:01,000 --> 00:00:02,000\nHello\n"),
        ("old.txt", "مرحبا يا صديقي العزيز".encode("windows-1256"), None),
    ],
)
def test_other_formats(http: httpx.Client, name: str, content: bytes, expected: str | None) -> None:
    text = fetched(http, sent(http, name, content)).content.decode()
    assert text == expected if expected else text.isascii()


@pytest.mark.parametrize(
    ("name", "content", "status", "message"),
    [
        ("x.exe", b"MZ", 400, "x.exe: its name must end in one of .csv"),
        ("noending", b"x", 400, "noending: its name must end in one of"),
        ("empty.txt", b"", 400, "Invalid request: empty file"),
        ("english.txt", b"Hello.", 400, "english.txt: no Arabic letters in it"),
        ("blank.txt", b"  \n", 400, "blank.txt: is empty"),
        ("broken.docx", b"PK\x03\x04 nothing", 400, "broken.docx: "),
        ("binary.txt", b"\0\1\2", 400, "binary.txt: is a binary file"),
        ("../../etc/passwd.txt", "مرحبا".encode(), 200, ""),
    ],
)
def test_bad_files_are_refused_with_the_reason(
    http: httpx.Client, name: str, content: bytes, status: int, message: str
) -> None:
    response = sent(http, name, content)
    assert response.status_code == status
    assert message in response.json().get("error", "")
    if status == 200:
        assert fetched(http, response).headers["content-disposition"].startswith('attachment; filename="passwd.en.txt"')


def test_a_bomb_is_refused(http: httpx.Client) -> None:
    with zipfile.ZipFile(stream := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 60_000_000)
    response = sent(http, "bomb.docx", stream.getvalue())
    assert (response.status_code, "bomb.docx" in response.json()["error"]) == (400, True)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"source": ""}, "Invalid request: missing source parameter"),
        ({"source": "fr"}, "fr is not supported"),
        ({"source": "en"}, "English (en) is not translated; files in Arabic (ar) are"),
        ({"target": "ar"}, "Arabic (ar) is not available as a target language from Arabic (ar)"),
    ],
)
def test_what_is_wrong_is_said(http: httpx.Client, fields: dict[str, str], message: str) -> None:
    response = sent(http, "x.txt", "مرحبا".encode(), **fields)
    assert (response.status_code, response.json()) == (400, {"error": message})


def test_a_file_must_be_one(http: httpx.Client) -> None:
    assert http.post("/translate_file", data=PAIR).json() == {"error": "Invalid request: missing file parameter"}
    response = http.post("/translate_file", json=PAIR | {"file": "x"})
    assert response.json() == {"error": "Invalid request: file must be one file, sent as multipart/form-data"}


def test_what_is_not_there_cannot_be_fetched(http: httpx.Client) -> None:
    for name in ("0" * 32 + ".x.txt", "..%2f..%2fetc%2fpasswd", "%00", "'"):
        assert http.get(f"/download_file/{name}").status_code == 404


def test_old_files_go(http: httpx.Client, server: Served) -> None:
    response = sent(http, "x.txt", "مرحبا".encode())
    database = server.service.database
    remove_old_files(database, 1.0)
    assert fetched(http, response).status_code == 200
    with database.writing() as session:
        for file in session.scalars(select(File)):
            file.created = now() - timedelta(hours=2)
    remove_old_files(database, 1.0)
    gone = fetched(http, response)
    assert (gone.status_code, gone.json()["error"][-52:]) == (
        404,
        "there is no such file, or not any more; translate it again"[-52:],
    )
