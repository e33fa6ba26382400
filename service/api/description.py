"""The description of the interface in OpenAPI: what each operation is sent and answers, with examples, and refuses."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from fastapi import FastAPI

SUMMARY = (
    "Arabic to English over HTTP: texts as LibreTranslate and DeepL take them, articles that are kept, corrected and "
    "fetched as files, and inboxes that are watched."
)
TAGS = [
    {"name": "LibreTranslate", "description": "What LibreTranslate's clients speak, unchanged."},
    {"name": "DeepL", "description": "What DeepL's own clients need of its version 2."},
    {"name": "articles", "description": "Articles: brought, followed, read, put right, fetched as files."},
    {"name": "inbox", "description": "Folders and feeds from which articles come by themselves."},
    {"name": "operations", "description": "For whoever runs the service."},
]
_OPEN = ("/health", "/ready", "/languages", "/frontend/settings", "/download_file/{name}")
_WATCHING = ("/health", "/ready")
_ANY = {
    "400": "the request is not as it should be; the reason says in what",
    "413": "more than a request may hold",
    "421": "this service is not called so (`--allow-host`)",
    "429": "too many requests in a minute; Retry-After says when the next may come",
    "503": "the service is busy, or ends; Retry-After says when to ask again",
    "504": "it took longer than a request may take (`--seconds`)",
}
_OTHER = {
    "401": "a key is needed, or this is none",
    "403": "this may not be done: with this key, from this page, or at all",
    "404": "there is none such",
    "405": "not with this method",
    "409": "not yet, or not any more",
    "422": "a field is not as it should be; the reason says which",
}
_SECURITY: dict[str, Any] = {
    "key": {"type": "http", "scheme": "bearer", "description": "what `jisr keys add` has shown"},
    "deepl": {"type": "apiKey", "in": "header", "name": "Authorization", "description": "DeepL-Auth-Key KEY"},
}


def describe(app: FastAPI) -> None:
    """Have the description of `app` say what is refused, how keys come, and show an example of everything."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(plain())
        return plain()

    app.openapi = described  # type: ignore[method-assign]


def _complete(schema: dict[str, Any]) -> None:
    schema["tags"] = TAGS
    parts = schema.setdefault("components", {})
    parts["securitySchemes"] = _SECURITY
    parts.setdefault("schemas", {}).update({name: _reason(name) for name in ("error", "message")})
    shown = json.loads((files("service.api") / "examples.json").read_text(encoding="utf-8"))
    for method, path, operation in _operations(schema):
        is_deepl = path.startswith("/v2/")
        refused = {"$ref": f"#/components/schemas/{'message' if is_deepl else 'error'}"}
        for status, text in _refusals(path, operation).items():
            operation["responses"][status] = {
                "description": text, "content": {"application/json": {"schema": refused}},
            }  # fmt: skip
        if path not in _OPEN:
            operation["security"] = [{}, {"deepl" if is_deepl else "key": []}]
        _show(operation, shown.get(f"{method} {path}", {}))
    for name in ("HTTPValidationError", "ValidationError"):  # what FastAPI says by itself, and this service does not
        parts["schemas"].pop(name, None)


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _reason(name: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": "the reason, and what mends it"}},
        "required": [name],
        "example": {name: "Slowdown: 300 per 1 minute"},
    }


def _refusals(path: str, operation: dict[str, Any]) -> dict[str, str]:
    """What an operation may be refused for, beside what it says itself."""
    if path in _WATCHING:
        refused = {"421": _ANY["421"]}
        return refused | ({"503": "not yet, or not any more", "500": "never"} if path == "/ready" else {})
    refused = _ANY | {"403": _OTHER["403"]}
    if path not in _OPEN and not path.startswith("/v2/"):
        refused["401"] = _OTHER["401"]
    if "{" in path or "404" in operation["responses"] or "before" in str(operation.get("parameters", "")):
        refused["404"] = _OTHER["404"]
    if path.endswith("/download") or "409" in operation["responses"]:
        refused["409"] = _OTHER["409"]
    if "422" in operation["responses"]:
        refused["422"] = _OTHER["422"]
    own = {status: one["description"] for status, one in operation["responses"].items() if status in refused}
    own.pop("422", None)
    return refused | own


def _show(operation: dict[str, Any], shown: dict[str, Any]) -> None:
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if "request" in shown and kind != "multipart/form-data":
            content["example"] = shown["request"]
    success = next(one for status, one in operation["responses"].items() if status.startswith("2"))
    for content in success.get("content", {}).values():
        if "answer" in shown:
            content["example"] = shown["answer"]
