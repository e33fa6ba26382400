"""DeepL's own client, pointed at the service."""

from collections.abc import Callable, Iterator
from typing import Any

import deepl
import httpx
import pytest

from tests.service.serving import Served
from translate import Translator

ARABIC = "أعلنت الوزارة عن افتتاح المدرسة الجديدة. هل تعرف موعدها؟"


@pytest.fixture(scope="module")
def client(server: Served) -> Iterator[deepl.DeepLClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deepl.http_client.max_network_retries", 0)
        yield deepl.DeepLClient("any", server_url=server.url)


@pytest.fixture(scope="module")
def english(server: Served) -> Callable[[str], str]:
    def translated(text: str) -> str:
        def work(translator: Translator) -> str:
            return " ".join(one.target for one in translator.translate([text]))

        return server.service.desk.call(work).result()

    return translated


def test_a_text(client: deepl.DeepLClient, english: Callable[[str], str]) -> None:
    found = client.translate_text(ARABIC, target_lang="EN-US")
    assert isinstance(found, deepl.TextResult)
    assert (found.text, found.detected_source_lang) == (english(ARABIC), "AR")
    assert found.billed_characters == len(ARABIC)


def test_a_list_of_texts(client: deepl.DeepLClient, english: Callable[[str], str]) -> None:
    texts = [ARABIC, "Stays.", "مرحبا"]
    found = client.translate_text(texts, target_lang="EN-GB", formality="prefer_more", context="x")
    assert isinstance(found, list)
    assert [one.text for one in found] == [english(ARABIC), "Stays.", english("مرحبا")]
    assert [one.detected_source_lang for one in found] == ["AR", "EN", "AR"]


def test_html_and_xml(client: deepl.DeepLClient) -> None:
    for kind, text in (
        ("html", "<p dir=rtl>كيف <b>حالك</b>؟ &lt;i&gt;<br>شكرا"),
        ("xml", "<a><b/>مرحبا &amp; شكرا</a>"),
    ):
        found = client.translate_text(text, target_lang="EN-US", source_lang="AR", tag_handling=kind)
        assert isinstance(found, deepl.TextResult)
        assert found.text.count("<") == text.count("<")
        assert not any("\u0600" <= letter <= "\u06ff" for letter in found.text)


@pytest.mark.parametrize(("split", "is_one"), [("1", False), ("nonewlines", True), ("0", True)])
def test_whether_line_breaks_end_sentences(
    client: deepl.DeepLClient, split: str, is_one: bool, http: httpx.Client
) -> None:
    text = "وصل الوفد\nإلى القاهرة"
    found = client.translate_text(text, target_lang="EN-US", source_lang="AR", split_sentences=split)
    assert isinstance(found, deepl.TextResult)
    alone = [client.translate_text(line, target_lang="EN-US", source_lang="AR") for line in text.split("\n")]
    lines = [one.text for one in alone if isinstance(one, deepl.TextResult)]
    assert (found.text.split("\n") != lines) == is_one


def test_languages_and_usage(client: deepl.DeepLClient) -> None:
    assert [one.code for one in client.get_source_languages()] == ["AR", "EN"]
    assert [one.code for one in client.get_target_languages()] == ["EN", "EN-GB", "EN-US"]
    assert not client.get_usage().any_limit_reached


def test_a_form_is_understood(http: httpx.Client, english: Callable[[str], str]) -> None:
    reply = http.post("/v2/translate", data={"text": ["مرحبا", "شكرا"], "target_lang": "en"}).json()
    assert [one["text"] for one in reply["translations"]] == [english("مرحبا"), english("شكرا")]
    assert list(reply["translations"][0]) == ["detected_source_language", "text"]


@pytest.mark.parametrize(
    ("changed", "status", "message"),
    [
        ({"target_lang": "FR"}, 400, "Value for 'target_lang' not supported."),
        ({"source_lang": "FR"}, 400, "Value for 'source_lang' not supported."),
        ({"text": ["Ceci est une phrase en français, pour voir la langue."]}, 400, "Source language not supported."),
        ({"tag_handling": "tex"}, 400, "Value for 'tag_handling' not supported."),
        ({"split_sentences": "2"}, 400, "Value for 'split_sentences' not supported."),
        ({"text": None}, 400, "Invalid request: missing text parameter"),
        ({"text": [1]}, 400, "Invalid request: text must be a text or a list of texts"),
        ({"text": ["ا"] * 2001}, 413, "Too many texts. Maximum is 2000"),
    ],
)
def test_errors_are_worded_as_deepl_does(
    http: httpx.Client, changed: dict[str, Any], status: int, message: str
) -> None:
    response = http.post("/v2/translate", json={"text": ["مرحبا"], "target_lang": "EN"} | changed)
    assert (response.status_code, response.json()) == (status, {"message": message})


def test_its_client_raises_what_it_knows(client: deepl.DeepLClient, http: httpx.Client) -> None:
    with pytest.raises(deepl.DeepLException, match="Value for 'target_lang' not supported"):
        client.translate_text("مرحبا", target_lang="FR")
    assert http.get("/v2/languages", params={"type": "x"}).json() == {"message": "Value for 'type' not supported."}
    assert http.get("/v2/no-such-thing").json() == {"message": "Not Found"}
