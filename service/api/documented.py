"""How a request that is read by hand is described in OpenAPI."""

from collections.abc import Mapping, Sequence
from typing import Any

LANGUAGE: dict[str, Any] = {"type": "string", "example": "ar"}
_FORM = "application/x-www-form-urlencoded"


def body(
    fields: Mapping[str, Mapping[str, Any]],
    *,
    required: Sequence[str],
    kinds: Sequence[str] = ("application/json", _FORM),
) -> dict[str, Any]:
    """The body of a request, an object of `fields`, sent as any of `kinds`."""
    schema = {"type": "object", "properties": dict(fields), "required": list(required)}
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema} for kind in kinds}}}
