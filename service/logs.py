"""What is written to standard error: one line an event, and never a text, a query or a key."""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb

LOG = logging.getLogger("jisr.service")
KINDS = ("text", "json")
_OURS = ("jisr", "service", "uvicorn")  # whose messages are known to hold nothing of what users send


def set_up(kind: str) -> None:
    """Write what is logged in this process to standard error, as `kind` says: lines of text, or of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if kind == "json" else TextLines())
    handler.addFilter(lambda record: not str(record.msg).startswith("Traceback"))  # a text, with what it quotes
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.INFO)
    logging.getLogger("uvicorn.access").disabled = True  # its lines hold addresses with their queries


def event(name: str, /, level: int = logging.INFO, *, error: BaseException | None = None, **fields: object) -> None:
    """Log that `name` happened; `fields` are names, numbers and identifiers, never what somebody wrote."""
    LOG.log(level, name, exc_info=error, extra={"fields": fields})


class JsonLines(logging.Formatter):
    """A JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_fields(record), ensure_ascii=True, default=str)


class TextLines(logging.Formatter):
    """Time, level, event, and then name=value."""

    def format(self, record: logging.LogRecord) -> str:
        fields = _fields(record)
        head = [str(fields.pop(name)) for name in ("time", "level", "event")]
        pairs = (f"{name}={json.dumps(value) if isinstance(value, str) else value}" for name, value in fields.items())
        return " ".join((*head, *pairs))


def _fields(record: logging.LogRecord) -> dict[str, object]:
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    fields: dict[str, object] = {"time": moment, "level": record.levelname.lower(), "event": _event(record)}
    if record.name != LOG.name:
        fields["logger"] = record.name
    fields |= getattr(record, "fields", {})
    if record.exc_info and record.exc_info[1] is not None:
        fields["error"], fields["trace"] = type(record.exc_info[1]).__name__, _trace(record.exc_info[1])
    return fields


def _event(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in _OURS:
        return " ".join(record.getMessage().split())
    # Of what libraries say, the words that are in their code: what they put into them may be a user's.
    return " ".join(str(record.msg).split()) if record.args else f"{record.module}:{record.lineno}"


def _trace(error: BaseException) -> list[str]:
    """Where it was raised, without the message, which may quote what somebody wrote."""
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)]
