"""The interface is described as it is, and shown by examples that work."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import httpx
import jsonschema
import pytest

from service.api.description import TAGS

EXAMPLES: dict[str, dict[str, Any]] = json.loads((files("service.api") / "examples.json").read_text(encoding="utf-8"))
READ_BY_PEOPLE = {"GET /metrics", "GET /articles/{article_id}/events"}
# What needs more than a body to be asked: another test does.
BY_HAND = {
    "POST /translate_file", "POST /inboxes/{inbox_id}/items/{item_id}/retry",
    "POST /articles/{article_id}/versions/{number}/retry",
}  # fmt: skip


@pytest.fixture(scope="module")
def schema(http: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = http.get("/openapi.json").json()
    return found


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_it_is_openapi_and_libretranslates_spec(http: httpx.Client, schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.")
    assert http.get("/spec").json() == schema
    assert http.get("/docs").status_code == http.get("/redoc").status_code == 404  # their scripts come from elsewhere


def test_every_operation_is_described(schema: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in TAGS}
    found = dict(operations(schema))
    assert set(EXAMPLES) <= set(found)
    for name, operation in found.items():
        assert operation["description"], name
        assert set(operation["tags"]) <= tags, name
        assert "421" in operation["responses"], name
        if "/health" not in name and "/ready" not in name:
            assert {"400", "413", "429", "503", "504"} <= set(operation["responses"]), name
        for status, answer in operation["responses"].items():
            assert answer["description"], (name, status)


def test_every_body_and_every_answer_in_json_has_an_example(schema: dict[str, Any]) -> None:
    for name, operation in operations(schema):
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            if kind != "multipart/form-data":
                assert content["example"], name
                jsonschema.validate(content["example"], resolved(schema, content["schema"]))
        for status, answer in operation["responses"].items():
            for kind, content in answer.get("content", {}).items():
                if status.startswith("2") and kind == "application/json":
                    assert content["example"], (name, status)


def resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    return {"components": schema["components"], **part}


def test_the_reasons_of_refusals_stand_where_they_are_said_to(http: httpx.Client, schema: dict[str, Any]) -> None:
    for path, field in (("/translate", "error"), ("/v2/translate", "message")):
        said = schema["paths"][path]["post"]["responses"]["400"]["content"]["application/json"]["schema"]["$ref"]
        assert said == f"#/components/schemas/{field}"
        assert list(http.post(path, json={}).json()) == [field]


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - READ_BY_PEOPLE - BY_HAND))
def test_the_examples_are_what_is_answered(http: httpx.Client, article: str, name: str) -> None:
    example = EXAMPLES[name]
    method, path = name.split(" ")
    path = path.format(article_id=article, number=1, position=0)
    answer = http.request(method, path, **({"json": example["request"]} if "request" in example else {}))
    assert answer.is_success, answer.text
    assert shape(answer.json()) == shape(example["answer"])


@pytest.fixture(scope="module")
def article(http: httpx.Client) -> str:
    brought = http.post("/articles", json={"text": "أعلنت الوزارة عن افتتاح المدرسة."}).json()["id"]
    http.get(f"/articles/{brought}/events")  # to its end
    http.post("/inboxes", json=EXAMPLES["POST /inboxes"]["request"])
    return str(brought)


def shape(value: Any) -> Any:
    """The names in `value`, and of lists what their first thing is like."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value[:1]]
    return ...
