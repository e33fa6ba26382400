"""Files of every kind come in, and go out as the kind they were, with what people have put right in them."""

import html
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.service.articles.waiting import finished

MADE = Path(__file__).parents[2] / "translate" / "documents"
SMALL = {
    "film.srt": "1\n00:00:01,000 --> 00:00:03,000\nأين ذهب الجميع؟\n\n2\n00:00:04,000 --> 00:00:06,000\nلا أعرف.\n",
    "news.csv": "id,title\n1,وصول الوفد إلى العاصمة\n2,بدء المحادثات\n",
    "page.html": '<html lang="ar" dir="rtl"><h1>الجسر الجديد</h1><p>افتتح <b>الوزير</b> الجسر أمس.</p></html>',
    "data.json": '{"title": "الجسر الجديد", "count": 3}',
    "note.md": "# الجسر الجديد\n\nافتتح *الوزير* الجسر أمس.\n",
}


def content(name: str) -> bytes:
    if name in SMALL:
        return SMALL[name].encode()
    return next(MADE.glob(f"*/{name}")).read_bytes()


def words(data: bytes) -> str:
    """All that is written in a file, whatever it is packed in and however it is escaped."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            parts = [archive.read(one).decode("utf-8", "replace") for one in archive.namelist()]
        return html.unescape(re.sub(r"<[^>]*>", "", "\n".join(parts)))
    return re.sub(r'\\([<>"])', r"\1", html.unescape(data.decode())).replace('""', '"')


def brought(http: httpx.Client, name: str) -> dict[str, Any]:
    whole = finished(http, http.post("/articles", files={"file": (name, content(name))}).json())
    assert whole["version"]["state"] == "done", whole["version"]["error"]
    return whole


@pytest.mark.parametrize("name", ["article.docx", "article.odt", "slides.pptx", "office.epub", *SMALL])
def test_it_goes_out_as_what_it_came_as(http: httpx.Client, name: str) -> None:
    whole = brought(http, name)
    position = next(
        block["sentences"][0]["position"]
        for block in whole["blocks"]
        if block["sentences"] and "copied" not in block["sentences"][0]["flags"]
    )
    place = f"/articles/{whole['article']['id']}"
    http.put(f"{place}/versions/1/sentences/{position}", json={"target": 'Put "right" & <by hand>.'})
    answer = http.get(f"{place}/download", params={"format": "original"})
    assert answer.status_code == 200
    stem, _, ending = name.rpartition(".")
    assert f'filename="{stem}.en.{ending}"' in answer.headers["content-disposition"]
    assert 'Put "right" & <by hand>.' in words(answer.content)
    assert form_of(answer.content) == form_of(content(name))
    for block in whole["blocks"]:
        for one in block["sentences"]:
            if one["position"] != position and "copied" not in one["flags"]:
                assert one["source"] not in words(answer.content)


def form_of(data: bytes) -> list[str]:
    """The members of an archive; nothing of what is none."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def test_a_page_is_turned_round(http: httpx.Client) -> None:
    whole = brought(http, "page.html")
    page = http.get(f"/articles/{whole['article']['id']}/download").text
    assert page.startswith('<html lang="en" dir="ltr">')
    assert page.count("<b>") == page.count("</b>") == 1


def test_a_pdf_goes_out_as_text(http: httpx.Client) -> None:
    whole = brought(http, "office.pdf")
    answer = http.get(f"/articles/{whole['article']['id']}/download")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert 'filename="office.en.txt"' in answer.headers["content-disposition"]
    for block in whole["blocks"]:
        for one in block["sentences"]:
            assert one["shown"] in answer.text


def test_text_in_the_encodings_that_arabic_has(http: httpx.Client) -> None:
    line = "وصل الوفد إلى القاهرة صباح اليوم."
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "windows-1256"):
        answer = http.post("/articles", files={"file": ("a.txt", line.encode(encoding))})
        whole = finished(http, answer.json())
        assert [one["source"] for block in whole["blocks"] for one in block["sentences"]] == [line], encoding


def test_what_is_not_translated_cannot_be_had_yet(http: httpx.Client) -> None:
    brought = http.post("/articles", json={"text": "وصل الوفد إلى القاهرة صباح اليوم.\n" * 300}).json()
    answer = http.get(f"/articles/{brought['id']}/download")
    assert (answer.status_code, answer.json()["error"].partition(": is ")[2]) in (
        (409, "waiting; it can be had when it is done"), (409, "working; it can be had when it is done"),
    )  # fmt: skip
    finished(http, brought)
    assert http.get(f"/articles/{brought['id']}/download").status_code == 200
    assert http.get(f"/articles/{brought['id']}/download", params={"format": "exe"}).status_code == 422
