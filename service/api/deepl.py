"""A part of DeepL's contract, version 2: texts, languages, usage; enough for its own clients.

What DeepL has and this has not is not refused: formality, context, glossaries of DeepL's, style. Its glossary is the
service's (`jisr serve --glossary`).
"""

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from service.access import Calling, allow
from service.api.documented import body
from service.api.fields import Fields, read_fields, text_field, texts_field, truth_field
from service.api.refusal import RefusalError, RefusingAsDeepL
from service.languages import detect, plain_code
from service.running import Running
from service.texts import FORMATS, translate_texts
from translate.documents import Format, Reading, format_named

_KEYED = [Depends(allow("translate", "deepl"))]
router = APIRouter(prefix="/v2", tags=["DeepL"], route_class=RefusingAsDeepL, dependencies=_KEYED)

_TARGETS = {"EN": "English", "EN-GB": "English (British)", "EN-US": "English (American)"}
_SOURCES = {"AR": "Arabic", "EN": "English"}
_TYPE = {"name": "type", "in": "query", "schema": {"type": "string", "enum": ["source", "target"]}}
_UNLIMITED = 1_000_000_000_000  # what DeepL says where there is no limit
# Line breaks end sentences where DeepL's "1" says so, and are only a margin's where its "nonewlines" does; 0 (one
# sentence) is more than a model can read at a time, and is taken as "nonewlines".
_LINES = {"1": True, "0": False, "nonewlines": False}


@router.post(
    "/translate",
    openapi_extra=body(
        {
            "text": {"type": "array", "items": {"type": "string"}, "example": ["كيف حالك؟"]},
            "source_lang": {"type": "string", "enum": list(_SOURCES), "description": "that of each text, if missing"},
            "target_lang": {"type": "string", "enum": list(_TARGETS)},
            "tag_handling": {"type": "string", "enum": ["html", "xml"]},
            "split_sentences": {"type": "string", "enum": list(_LINES)},
            "show_billed_characters": {"type": "boolean"},
        },
        required=("text", "target_lang"),
    ),
)
async def translate(request: Request, service: Running, caller: Calling) -> JSONResponse:
    """Translate texts, as one batch."""
    fields = await read_fields(request)
    texts = texts_field(fields, "text")
    if len(texts) > service.settings.texts:
        raise RefusalError(413, f"Too many texts. Maximum is {service.settings.texts}")
    if 0 < service.settings.characters < sum(map(len, texts)):
        raise RefusalError(413, f"Request size exceeded. Maximum is {service.settings.characters} characters")
    if plain_code(text_field(fields, "target_lang")) != "en":
        raise RefusalError(400, "Value for 'target_lang' not supported.")
    sources = _sources(fields, texts)
    copied = [source == "en" for source in sources]
    done = await translate_texts(service.desk, texts, _form(fields), copied=copied)
    await run_in_threadpool(service.keyring.spend, caller.id, sum(map(len, texts)))
    billed = truth_field(fields, "show_billed_characters")
    rows: list[dict[str, Any]] = []
    for text, source, one in zip(texts, sources, done, strict=True):
        row: dict[str, Any] = {"detected_source_language": source.upper(), "text": one.text}
        rows.append(row | {"billed_characters": len(text)} if billed else row)
    return JSONResponse({"translations": rows})


@router.get("/languages", openapi_extra={"parameters": [_TYPE]})
async def languages(request: Request) -> JSONResponse:
    """The languages of texts (`type=source`), or those that they are translated into (`type=target`)."""
    kind = text_field(await read_fields(request), "type", "source")  # DeepL's client sends it as a form, though it GETs
    if kind == "target":
        return JSONResponse([_language(code, name) | {"supports_formality": False} for code, name in _TARGETS.items()])
    if kind != "source":
        raise RefusalError(400, "Value for 'type' not supported.")
    return JSONResponse([_language(code, name) for code, name in _SOURCES.items()])


@router.get("/usage")
def usage(service: Running, caller: Calling) -> JSONResponse:
    """The characters that were translated for the key that asks; there is no quota of them."""
    return JSONResponse({"character_count": service.keyring.spent(caller.id), "character_limit": _UNLIMITED})


def _language(code: str, name: str) -> dict[str, Any]:
    return {"language": code, "name": name}


def _sources(fields: Fields, texts: list[str]) -> list[str]:
    source = text_field(fields, "source_lang", "")
    found = [plain_code(source)] * len(texts) if source else [detect(text)[0].language for text in texts]
    if not {one.upper() for one in found} <= set(_SOURCES):
        what = "Value for 'source_lang'" if source else "Source language"
        raise RefusalError(400, f"{what} not supported.")
    return found


def _form(fields: Fields) -> Format:
    tags = text_field(fields, "tag_handling", "")
    if tags not in ("", "html", "xml"):
        raise RefusalError(400, "Value for 'tag_handling' not supported.")
    if tags:
        return FORMATS[tags]
    split = fields.get("split_sentences")
    if split in (None, ""):
        return FORMATS["text"]
    if not isinstance(split, str | int) or str(split) not in _LINES:
        raise RefusalError(400, "Value for 'split_sentences' not supported.")
    return format_named("text", Reading(lines=_LINES[str(split)]))
