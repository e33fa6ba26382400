"""LibreTranslate's contract: what its clients send is understood, and what they expect comes back."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from deep_translator import LibreTranslator
from deep_translator.exceptions import ServerException
from libretranslatepy import LibreTranslateAPI

from service.database.tables import Suggestion
from tests.service.serving import Served
from translate import Translator

ASKED = {"q": "كيف حالك؟", "source": "ar", "target": "en"}
ARABIC = "أعلنت الوزارة عن افتتاح المدرسة الجديدة. هل تعرف موعدها؟"
PERSIAN = "من به مدرسه می‌روم و کتاب می‌خوانم هر روز صبح زود در خانه"


@pytest.fixture(scope="module")
def english(server: Served) -> Callable[[str], str]:
    """What the translator of the service makes of a line."""

    def translated(text: str) -> str:
        def work(translator: Translator) -> str:
            return " ".join(one.target for one in translator.translate([text]))

        return server.service.desk.call(work).result()

    return translated


def error_of(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/json"
    assert list(response.json()) == ["error"]
    return response.status_code, response.json()["error"]


def test_libretranslatepy(server: Served, english: Callable[[str], str]) -> None:
    client = LibreTranslateAPI(server.url)
    assert client.translate(ARABIC, "ar", "en") == english(ARABIC)
    assert client.detect(ARABIC)[0]["language"] == "ar"
    assert [one["code"] for one in client.languages()] == ["ar", "en"]


def test_deep_translator(server: Served, english: Callable[[str], str]) -> None:
    client = LibreTranslator(source="ar", target="en", custom_url=f"{server.url}/", api_key="any")
    assert client.translate(ARABIC) == english(ARABIC)
    assert client.translate_batch(["مرحبا", ARABIC]) == [english("مرحبا"), english(ARABIC)]
    with pytest.raises(ServerException):
        LibreTranslator(source="fr", target="en", custom_url=f"{server.url}/", api_key="any").translate("bonjour")


@pytest.mark.parametrize(
    "sent", [{"json": ASKED}, {"data": ASKED}, {"params": ASKED}, {"data": ASKED, "files": {"x": b""}}]
)
def test_a_request_may_be_json_a_form_or_a_query(
    http: httpx.Client, sent: dict[str, Any], english: Callable[[str], str]
) -> None:
    response = http.post("/translate", **sent)
    assert (response.status_code, response.json()) == (200, {"translatedText": english("كيف حالك؟")})
    assert response.json()["translatedText"].endswith("?")


def test_a_list_is_answered_by_a_list(http: httpx.Client, english: Callable[[str], str]) -> None:
    texts = [ARABIC, "", "  ", "مرحبا", "2020", "😀"]
    response = http.post("/translate", json=ASKED | {"q": texts})
    assert response.json() == {"translatedText": [english(ARABIC), "", "  ", english("مرحبا"), "2020", "😀"]}


def test_a_list_is_one_batch(http: httpx.Client, server: Served) -> None:
    before = server.service.desk.rounds
    texts = [f"وصل القطار رقم {number}" for number in range(50)]
    assert len(http.post("/translate", json=ASKED | {"q": texts}).json()["translatedText"]) == 50
    assert server.service.desk.rounds == before + 1


def test_lines_blanks_and_ends_of_lines_stay(http: httpx.Client, english: Callable[[str], str]) -> None:
    text = "\n  مرحبا\r\n\r\n\tكيف حالك؟  \n\n\nشكرا\n"
    expected = f"\n  {english('مرحبا')}\r\n\r\n\t{english('كيف حالك؟')}  \n\n\n{english('شكرا')}\n"
    assert http.post("/translate", json=ASKED | {"q": text}).json() == {"translatedText": expected}
    assert http.post("/translate", data=ASKED | {"q": text}).json() == {"translatedText": expected}


def test_the_language_of_each_text_is_found_by_itself(http: httpx.Client, english: Callable[[str], str]) -> None:
    texts = [ARABIC, "This is a sentence in English, which stays as it is.", "مرحبا", "WordPress", "12", "سلام"]
    reply = http.post("/translate", json=ASKED | {"q": texts, "source": "auto"}).json()
    assert [one["language"] for one in reply["detectedLanguage"]] == ["ar", "en", "ar", "en", "en", "ar"]
    assert reply["detectedLanguage"][0]["confidence"] > 90
    assert reply["detectedLanguage"][4]["confidence"] == 0
    assert reply["translatedText"] == [
        english(texts[0]),
        texts[1],
        english("مرحبا"),
        "WordPress",
        "12",
        english("سلام"),
    ]


def test_one_text_has_one_detected_language(http: httpx.Client) -> None:
    reply = http.post("/translate", json=ASKED | {"q": ARABIC, "source": "auto"}).json()
    assert list(reply) == ["translatedText", "detectedLanguage"]
    assert (reply["detectedLanguage"]["language"], type(reply["translatedText"])) == ("ar", str)


def test_english_to_english_is_left_alone(http: httpx.Client) -> None:
    text = "Stays <b>as it is."
    for source in ("en", "auto", "en-GB"):
        reply = http.post("/translate", json={"q": text, "source": source, "target": "en-US", "format": "html"})
        assert reply.json()["translatedText"] == text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"q": None}, "Invalid request: missing q parameter"),
        ({"q": ""}, "Invalid request: missing q parameter"),
        ({"q": []}, "Invalid request: missing q parameter"),
        ({"source": None}, "Invalid request: missing source parameter"),
        ({"target": ""}, "Invalid request: missing target parameter"),
        ({"q": 7}, "Invalid request: q must be a text or a list of texts"),
        ({"q": ["مرحبا", None]}, "Invalid request: q must be a text or a list of texts"),
        ({"q": {"text": "مرحبا"}}, "Invalid request: q must be a text or a list of texts"),
        ({"source": ["ar"]}, "Invalid request: source must be a text"),
        ({"source": "fr"}, "fr is not supported"),
        ({"source": "zz"}, "zz is not supported"),
        ({"target": "es"}, "es is not supported"),
        ({"target": "ar"}, "Arabic (ar) is not available as a target language from Arabic (ar)"),
        ({"source": "en", "target": "ar"}, "Arabic (ar) is not available as a target language from English (en)"),
        ({"source": "auto", "q": PERSIAN}, "fa is not supported"),
        ({"source": "auto", "q": "یہ ایک جملہ ہے"}, "ur is not supported"),
        ({"source": "auto", "q": "Ceci est une phrase en français, pour voir la langue."}, "fr is not supported"),
        ({"format": "xml"}, "xml format is not supported"),
        ({"alternatives": "abc"}, "Invalid request: alternatives parameter is not a number"),
        ({"alternatives": 1.5}, "Invalid request: alternatives parameter is not a number"),
        ({"alternatives": 6}, "Invalid request: alternatives parameter must be from 0 to 5"),
        ({"details": "perhaps"}, "Invalid request: details must be true or false"),
        ({"q": ["ا"] * 2001}, "Invalid request: request (2001) exceeds text limit (2000)"),
        ({"q": "ا" * 200_001}, "Invalid request: request (200001) exceeds text limit (200000)"),
    ],
)
def test_what_is_wrong_is_said(http: httpx.Client, changed: dict[str, Any], message: str) -> None:
    assert error_of(http.post("/translate", json=ASKED | changed)) == (400, message)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"null", b'"q"', b"\xff", b"[" * 100_000, b"9" * 10_000, b'{"q": NaN, "source"']
)
def test_json_that_is_none_is_refused(http: httpx.Client, content: bytes) -> None:
    status, message = error_of(http.post("/translate", content=content, headers={"content-type": "application/json"}))
    assert (status, message[:19]) == (400, "Invalid JSON format")


def test_half_a_character_is_refused(http: httpx.Client) -> None:
    content = b'{"q": "\\ud800", "source": "ar", "target": "en"}'
    response = http.post("/translate", content=content, headers={"content-type": "application/json"})
    assert error_of(response) == (400, "Invalid request: q holds half of a character (a lone surrogate)")


def test_other_errors_have_the_same_shape(http: httpx.Client) -> None:
    assert error_of(http.get("/translate")) == (405, "Method Not Allowed")
    assert error_of(http.get("/no-such-page")) == (404, "Not Found")


@pytest.mark.parametrize(
    ("page", "pattern"),
    [
        ("قال &lt;b&gt;مرحبا&lt;/b&gt; &amp; شكرا", None),
        ("<p dir='rtl' lang='ar'>كيف <b>حالك</b>؟</p>\n<p>شكرا</p>", "<p dir='ltr' lang='en'>"),
        ("<a href='/x?a=1&amp;b=2' title='مرحبا'>كيف حالك؟</a>", "<a href='/x?a=1&amp;b=2' title='Hello'>"),
        ("<meta charset=windows-1256><p>مرحبا", "<meta charset=windows-1256><p>Hello"),
        ("<script>alert('مرحبا')</script>", "<script>alert('مرحبا')</script>"),
        ("<b>مرحبا", "<b>Hello"),
    ],
)
def test_html_stays_html_and_text_stays_text(http: httpx.Client, page: str, pattern: str | None) -> None:
    found = http.post("/translate", json=ASKED | {"q": page, "format": "html"}).json()["translatedText"]
    assert found.count("<") == page.count("<")
    assert pattern is None or pattern in found
    assert found != page or "<script>" in page


def test_details_on_request(http: httpx.Client, server: Served, english: Callable[[str], str]) -> None:
    text = f"\n  {ARABIC}\nHello.\n"
    reply = http.post("/translate", json=ASKED | {"q": text, "details": True}).json()
    assert list(reply) == ["translatedText", "sentences", "model", "signature"]
    assert (reply["model"], reply["signature"]) == ("bundled", server.service.desk.ready.result().signature)
    sources = [text[one["start"] : one["end"]] for one in reply["sentences"]]
    assert sources == [one["source"] for one in reply["sentences"]]
    assert sources == [*(part + mark for part, mark in zip(ARABIC.split(". "), (".", ""), strict=True)), "Hello."]
    first, _, last = reply["sentences"]
    assert (first["target"], first["block"], last["block"]) == (english(first["source"]), 0, 1)
    assert -5 < first["score"] < 0
    assert (last["flags"], last["score"]) == (["copied"], None)
    again = http.post("/translate", data=ASKED | {"q": text, "details": "true"}).json()
    assert [one["cached"] for one in again["sentences"]] == [True, True, False]
    page = http.post("/translate", json=ASKED | {"q": ["<p>مرحبا"], "details": 1, "format": "html"}).json()
    assert [[one["start"] for one in some] for some in page["sentences"]] == [[None]]


def test_alternatives_on_request(http: httpx.Client) -> None:
    text = "وأكد عدد من مزارعي القطن أن منسوب المياه هذا العام ما زال دون المتوسط لكن الوضع أفضل من العام الماضي."
    reply = http.post("/translate", json=ASKED | {"q": text, "alternatives": 2}).json()
    assert list(reply) == ["translatedText", "alternatives"]
    assert len({reply["translatedText"], *reply["alternatives"]}) == 1 + len(reply["alternatives"]) >= 2
    assert len(reply["alternatives"]) <= 2
    some = http.post("/translate", json=ASKED | {"q": [text, "12", ""], "alternatives": 1}).json()["alternatives"]
    assert some == [reply["alternatives"][:1], [], []]


def test_detect(http: httpx.Client) -> None:
    for sent in ({"json": {"q": ARABIC}}, {"data": {"q": ARABIC}}, {"params": {"q": ARABIC}}):
        found = http.post("/detect", **sent).json()  # type: ignore[arg-type]
        assert (found[0]["language"], found[0]["confidence"] > 90) == ("ar", True)
    assert http.post("/detect", json={"q": PERSIAN}).json()[0]["language"] == "fa"
    assert http.post("/detect", json={"q": "12"}).json() == [{"language": "en", "confidence": 0.0}]
    short = http.post("/detect", json={"q": "مرحبا"}).json()
    assert [one["language"] for one in short] == ["ar"]
    assert short[0]["confidence"] < 50, "how sure it is of so little must not be overstated"
    assert error_of(http.post("/detect", json={})) == (400, "Invalid request: missing q parameter")


def test_languages(http: httpx.Client) -> None:
    expected = [
        {"code": "ar", "name": "Arabic", "targets": ["en"]},
        {"code": "en", "name": "English", "targets": ["en"]},
    ]
    assert http.get("/languages").json() == http.post("/languages").json() == expected


def test_frontend_settings(http: httpx.Client) -> None:
    found = http.get("/frontend/settings").json()
    assert found["language"] == {
        "source": {"code": "ar", "name": "Arabic"},
        "target": {"code": "en", "name": "English"},
    }
    assert (found["charLimit"], found["apiKeys"], found["suggestions"]) == (200_000, False, True)
    assert {".txt", ".docx", ".html", ".srt"} <= set(found["supportedFilesFormat"])


def test_spec(http: httpx.Client) -> None:
    paths = http.get("/spec").json()["paths"]
    assert {"/translate", "/detect", "/languages", "/suggest", "/health"} <= set(paths)


def test_a_suggestion_is_kept(http: httpx.Client, server: Served) -> None:
    sent = {"q": "مرحبا", "s": "Hi there", "source": "ar", "target": "en"}
    assert http.post("/suggest", data=sent).json() == {"success": True}
    with server.service.database.reading() as session:
        (kept,) = session.query(Suggestion).all()
        assert (kept.source, kept.target, kept.accepted) == ("مرحبا", "Hi there", None)
    assert error_of(http.post("/suggest", json=sent | {"s": ""})) == (400, "Invalid request: missing s parameter")
    assert error_of(http.post("/suggest", json=sent | {"target": "fr"})) == (400, "fr is not supported")
