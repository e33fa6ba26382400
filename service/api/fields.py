"""The fields of a request, however they are sent: JSON, a form, or behind the question mark."""

import json
import re
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.datastructures import ImmutableMultiDict, UploadFile

from service.api.refusal import RefusalError

Fields = Mapping[str, Any]
_HALF = re.compile("[\ud800-\udfff]")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def read_fields(request: Request) -> Fields:
    """The fields of `request`; one that comes several times is a list.

    Raises RefusalError when they cannot be read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        return _read_json(await request.body())
    fields = _gathered(request.query_params)
    if kind in _FORMS:
        fields |= _gathered(await request.form())
    return fields


def _read_json(body: bytes) -> Fields:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusalError(400, "Invalid JSON format") from None
    if not isinstance(found, dict):
        raise RefusalError(400, "Invalid JSON format: an object with the fields is wanted")
    return found


def _gathered(pairs: "ImmutableMultiDict[str, Any]") -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs.multi_items():
        before = fields.get(name)
        fields[name] = value if before is None else [*before, value] if isinstance(before, list) else [before, value]
    return fields


def text_field(fields: Fields, name: str, default: str | None = None) -> str:
    """A field that is one text; without `default`, it must be there and hold something.

    Raises RefusalError when it is missing or no text.
    """
    value = fields.get(name)
    if value in (None, ""):
        if default is None:
            raise RefusalError(400, f"Invalid request: missing {name} parameter")
        return default
    if not isinstance(value, str):
        raise RefusalError(400, f"Invalid request: {name} must be a text")
    return _whole(value, name)


def texts_field(fields: Fields, name: str) -> list[str]:
    """A field that is a text, or a list of at least one.

    Raises RefusalError when it is missing or anything else.
    """
    value = fields.get(name)
    if value in (None, "", []):
        raise RefusalError(400, f"Invalid request: missing {name} parameter")
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise RefusalError(400, f"Invalid request: {name} must be a text or a list of texts")
    return [_whole(text, name) for text in texts]


def number_field(fields: Fields, name: str, most: int) -> int:
    """A field that is a whole number from 0 to `most`; 0 where it is missing.

    Raises RefusalError when it is none.
    """
    value = fields.get(name)
    if value in (None, ""):
        return 0
    if isinstance(value, bool) or not isinstance(value, str | int) or not re.fullmatch("-?[0-9]{1,9}", str(value)):
        raise RefusalError(400, f"Invalid request: {name} parameter is not a number")
    if not 0 <= int(value) <= most:
        raise RefusalError(400, f"Invalid request: {name} parameter must be from 0 to {most}")
    return int(value)


def truth_field(fields: Fields, name: str) -> bool:
    """A field that is true or false; false where it is missing.

    Raises RefusalError when it is neither.
    """
    value = fields.get(name)
    if value in (None, "", False, 0, "0", "false"):
        return False
    if value in (True, 1, "1", "true"):
        return True
    raise RefusalError(400, f"Invalid request: {name} must be true or false")


def file_field(fields: Fields, name: str) -> UploadFile:
    """A field that is a file.

    Raises RefusalError when it is missing or none.
    """
    value = fields.get(name)
    if value in (None, ""):
        raise RefusalError(400, f"Invalid request: missing {name} parameter")
    if not isinstance(value, UploadFile):
        raise RefusalError(400, f"Invalid request: {name} must be one file, sent as multipart/form-data")
    return value


def _whole(text: str, name: str) -> str:
    if _HALF.search(text):
        raise RefusalError(400, f"Invalid request: {name} holds half of a character (a lone surrogate)")
    return text
