"""Forms as people write them by hand."""

import json
import urllib.request

import httpx
import pytest

from tests.service.serving import Served

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("text", ["وصل الوفد.", "وصل+الوفد.", "%D9%88صل الوفد."])
def test_letters_that_were_not_encoded_are_utf_8(http: httpx.Client, text: str) -> None:
    wanted = http.post("/translate", data={"q": "وصل الوفد.", "source": "ar", "target": "en"}).json()
    raw = f"q={text}&source=ar&target=en".encode()
    assert http.post("/translate", content=raw, headers=FORM).json() == wanted
    assert "delegation" in wanted["translatedText"]


def test_deepl_and_detect_read_them_as_well(http: httpx.Client) -> None:
    said = http.post("/v2/translate", content="text=وصل الوفد.&target_lang=EN".encode(), headers=FORM).json()
    assert said["translations"][0]["detected_source_language"] == "AR"
    assert http.post("/detect", content="q=مرحبا".encode(), headers=FORM).json()[0]["language"] == "ar"


def test_a_body_of_another_kind_is_left_alone(server: Served) -> None:
    body = json.dumps({"q": "وصل الوفد.", "source": "ar", "target": "en"}, ensure_ascii=False).encode()
    request = urllib.request.Request(f"{server.url}/translate", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as reply:
        assert "delegation" in json.load(reply)["translatedText"]
