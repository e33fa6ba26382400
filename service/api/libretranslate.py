"""LibreTranslate's contract, so that what speaks to it speaks to this service unchanged.

Written from its wire format. It differs where that harms its users: a list is one batch, the language of each of its
texts is looked at by itself, and what HTML shows as `<b>` does not become a tag.
"""

import mimetypes
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from service.access import Calling, allow, is_open
from service.api.articles import attachment
from service.api.documented import LANGUAGE, body
from service.api.fields import Fields, file_field, number_field, read_fields, text_field, texts_field, truth_field
from service.api.refusal import RefusalError, Refusing
from service.database.tables import Suggestion
from service.languages import LANGUAGES, Detection, detect, plain_code
from service.running import Running, Service
from service.texts import FORMATS, Sentence, other_texts, translate_texts
from service.uploads import find_file, translate_file
from translate.documents import known_extensions

router = APIRouter(tags=["LibreTranslate"], route_class=Refusing)
_KEYED = [Depends(allow("translate", "libretranslate"))]

_MOST_ALTERNATIVES = 5
_PATIENCE = 30  # seconds that LibreTranslate's own page waits for an answer
_EXAMPLE = "أعلنت الوزارة عن افتتاح المدرسة. هل تعرف موعدها؟"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What `/translate` is asked for; `detected`: the language of each text, None where it was said."""

    texts: list[str]
    is_list: bool
    detected: list[Detection] | None
    copied: list[bool]
    form: str
    alternatives: int
    details: bool


@router.get("/languages")
@router.post("/languages")
async def languages() -> JSONResponse:
    """The languages that texts may be in, and those that each is translated into."""
    return JSONResponse([asdict(language) for language in LANGUAGES.values()])


@router.post(
    "/detect", dependencies=_KEYED, openapi_extra=body({"q": {"type": "string", "example": _EXAMPLE}}, required=("q",))
)
async def detect_language(request: Request) -> JSONResponse:
    """The languages that a text may be in, the likeliest first; confidence goes from 0 to 100."""
    texts = texts_field(await read_fields(request), "q")
    return JSONResponse([asdict(one) for one in detect("\n".join(texts))])


@router.post(
    "/translate",
    dependencies=_KEYED,
    openapi_extra=body(
        {
            "q": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}], "example": _EXAMPLE},
            "source": LANGUAGE | {"description": "`auto`: that of each text by itself"},
            "target": LANGUAGE | {"example": "en"},
            "format": {"type": "string", "enum": ["text", "html"], "default": "text"},
            "alternatives": {"type": "integer", "default": 0, "description": "how many other translations to give"},
            "details": {"type": "boolean", "default": False, "description": "whether to give sentences and signature"},
            "api_key": {"type": "string"},
        },
        required=("q", "source", "target"),
    ),
)
async def translate(request: Request, service: Running, caller: Calling) -> JSONResponse:
    """Translate a text, or a list of texts as one batch.

    `details` adds `sentences` (where each stands, its translation, score and flags), `model` and `signature`.
    """
    asked = _asked(await read_fields(request), service)
    done = await translate_texts(service.desk, asked.texts, FORMATS[asked.form], copied=asked.copied)
    await run_in_threadpool(service.keyring.spend, caller.id, sum(map(len, asked.texts)))
    reply: dict[str, Any] = {"translatedText": _shaped(asked, [one.text for one in done])}
    if asked.detected is not None:
        reply["detectedLanguage"] = _shaped(asked, [asdict(one) for one in asked.detected])
    if asked.alternatives:
        others = await other_texts(service.desk, done, asked.texts, FORMATS[asked.form], asked.alternatives)
        reply["alternatives"] = _shaped(asked, others)
    if asked.details:
        loaded = service.desk.ready.result()
        reply["sentences"] = _shaped(asked, [[_told(sentence) for sentence in one.sentences] for one in done])
        reply |= {"model": loaded.name, "signature": loaded.signature}
    return JSONResponse(reply)


@router.post(
    "/translate_file",
    dependencies=_KEYED,
    openapi_extra=body(
        {
            "file": {"type": "string", "format": "binary"},
            "source": LANGUAGE,
            "target": LANGUAGE | {"example": "en"},
            "api_key": {"type": "string"},
        },
        required=("file", "source", "target"),
        kinds=("multipart/form-data",),
    ),
)
async def translate_upload(request: Request, service: Running) -> JSONResponse:
    """Translate a file; where the English one can be fetched for a while, as long as nobody else knows the address."""
    fields = await read_fields(request)
    file = file_field(fields, "file")
    source = text_field(fields, "source")
    _check_pair("ar" if source == "auto" else source, text_field(fields, "target"))
    if plain_code(source) == "en":
        raise RefusalError(400, "English (en) is not translated; files in Arabic (ar) are")
    content = await file.read()
    if not file.filename or not content:
        raise RefusalError(400, "Invalid request: empty file")
    kept = await translate_file(service, content, file.filename)
    url = request.url_for("download_file", name=f"{kept.id}.{kept.name}")
    return JSONResponse({"translatedFileUrl": str(url)})


@router.get("/download_file/{name}", response_class=Response)
def download_file(service: Running, name: Annotated[str, Path(max_length=300)]) -> Response:
    """A translated file; `translatedFileUrl` is its address."""
    kept = find_file(service.database, name.partition(".")[0])
    if kept is None:
        raise RefusalError(404, f"{name}: there is no such file, or not any more; translate it again")
    media_type = mimetypes.guess_type(kept.name)[0] or "application/octet-stream"
    return Response(kept.content, media_type=media_type, headers={"Content-Disposition": attachment(kept.name)})


@router.post(
    "/suggest",
    dependencies=_KEYED,
    openapi_extra=body(
        {"q": {"type": "string"}, "s": {"type": "string"}, "source": LANGUAGE, "target": LANGUAGE | {"example": "en"}},
        required=("q", "s", "source", "target"),
    ),
)
async def suggest(request: Request, service: Running, caller: Calling) -> JSONResponse:
    """Suggest a better translation `s` of `q`; it is kept for a person to look at."""
    fields = await read_fields(request)
    source, target = text_field(fields, "q"), text_field(fields, "s")
    _check_pair(text_field(fields, "source"), text_field(fields, "target"))
    _check_size([source, target], service)

    def keep() -> None:
        with service.database.writing() as session:
            session.add(Suggestion(source=source, target=target, owner=caller.owner))

    await run_in_threadpool(keep)
    return JSONResponse({"success": True})


@router.get("/frontend/settings")
async def frontend_settings(service: Running) -> JSONResponse:
    """What LibreTranslate's page and apps ask a server for first."""
    source, target = LANGUAGES["ar"], LANGUAGES["en"]
    needs_key = not await run_in_threadpool(is_open, service)
    return JSONResponse(
        {
            "charLimit": service.settings.characters,
            "frontendTimeout": 1000 * _PATIENCE,
            "apiKeys": needs_key,
            "keyRequired": needs_key,
            "suggestions": True,
            "filesTranslation": True,
            "supportedFilesFormat": sorted(known_extensions()),
            "language": {
                "source": {"code": source.code, "name": source.name},
                "target": {"code": target.code, "name": target.name},
            },
        }
    )


@router.get("/spec", include_in_schema=False)
async def spec(request: Request) -> JSONResponse:
    """The description of the whole interface, which is OpenAPI here."""
    return JSONResponse(request.app.openapi())


def _asked(fields: Fields, service: Service) -> _Asked:
    texts = texts_field(fields, "q")
    source, target = text_field(fields, "source"), text_field(fields, "target")
    form = text_field(fields, "format", "text")
    if form not in ("text", "html"):
        raise RefusalError(400, f"{form} format is not supported")
    _check_size(texts, service)
    detected = [detect(text)[0] for text in texts] if source == "auto" else None
    sources = [one.language for one in detected] if detected is not None else [source] * len(texts)
    for one in dict.fromkeys(sources):
        _check_pair(one, target)
    return _Asked(
        texts,
        is_list=isinstance(fields["q"], list),
        detected=detected,
        copied=[plain_code(one) == plain_code(target) for one in sources],
        form=form,
        alternatives=number_field(fields, "alternatives", _MOST_ALTERNATIVES),
        details=truth_field(fields, "details"),
    )


def _check_size(texts: list[str], service: Service) -> None:
    for size, most in ((len(texts), service.settings.texts), (sum(map(len, texts)), service.settings.characters)):
        if size > most:
            raise RefusalError(400, f"Invalid request: request ({size}) exceeds text limit ({most})")


def _check_pair(source: str, target: str) -> None:
    for code in (source, target):
        if plain_code(code) not in LANGUAGES:
            raise RefusalError(400, f"{code} is not supported")
    known, wanted = LANGUAGES[plain_code(source)], LANGUAGES[plain_code(target)]
    if wanted.code not in known.targets:
        raise RefusalError(
            400,
            f"{wanted.name} ({wanted.code}) is not available as a target language from {known.name} ({known.code})",
        )


def _shaped(asked: _Asked, found: list[Any]) -> Any:
    """In the shape of what was asked: a list for a list, one for one."""
    return found if asked.is_list else found[0]


def _told(sentence: Sentence) -> dict[str, Any]:
    one = sentence.translation
    return {
        "block": sentence.block,
        "start": sentence.start,
        "end": sentence.end,
        "source": one.source,
        "target": one.target,
        "score": None if one.score is None else round(one.score, 4),
        "flags": list(one.flags),
        "cached": one.cached,
    }
