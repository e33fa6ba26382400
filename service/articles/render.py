"""Articles as files, with what people have put right in them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from corpus.export.tmx import tmx_head, tmx_tail, tmx_unit
from models.errors import InputError, SettingsError
from service.articles.content import format_of, read_content
from service.articles.read import MissingArticleError, find_version
from service.database.tables import Article, Sentence, Version
from service.running import Service
from translate.documents import is_read_only
from translate.guard.evidence import Evidence
from translate.renderings import rendering
from translate.translation import HUMAN, Translation

FORMATS = ("txt", "html", "docx", "tmx", "jsonl", "original")
_MEDIA = {
    ".txt": "text/plain; charset=utf-8", ".html": "text/html; charset=utf-8", ".jsonl": "application/x-ndjson",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".tmx": "application/x-tmx+xml",
}  # fmt: skip


class UnfinishedError(InputError):
    """An article is not translated yet, or could not be."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file: what is in it, its media type, and its name."""

    content: bytes
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """A version and its sentences, out of the database."""

    article: Article
    version: Version
    sentences: list[Sentence]


def render(service: Service, article_id: str, format: str, number: int | None = None) -> Rendered:  # noqa: A002
    """An article, its newest version or the one of that number, as one of FORMATS.

    txt: its English; html, docx: both languages side by side; tmx, jsonl: sentence by sentence, for programs; original:
    the file that it came as, in English.

    Raises MissingArticleError when there is none, UnfinishedError when it is not translated, SettingsError for another
    format, ClosedError when the service is ending.
    """
    if format not in FORMATS:
        raise SettingsError(f"format={format[:32]}: must be one of {', '.join(FORMATS)}")
    with service.database.reading() as session:
        kept = _kept(session, article_id, number)
    ending = f".{format}" if format != "original" else _own_ending(kept.article.name)
    name = _name(kept.article.name, ending)
    content = _programs(kept, format) if format in ("tmx", "jsonl") else _people(service, kept, format)
    return Rendered(content, _MEDIA.get(ending, "application/octet-stream"), name)


def _kept(session: Session, article_id: str, number: int | None) -> _Kept:
    found = find_version(session, article_id, number)
    version = session.scalars(select(Version).where(Version.id == found.id).options(undefer(Version.content))).one()
    if version.state != "done":
        reason = f" ({version.error})" if version.error else ""
        raise UnfinishedError(f"{article_id}: is {version.state}{reason}; it can be had when it is done")
    article = session.get(Article, article_id)
    if article is None:
        raise MissingArticleError(f"{article_id}: there is no such article")
    sentences = session.scalars(select(Sentence).where(Sentence.version_id == version.id).order_by(Sentence.position))
    return _Kept(article, version, list(sentences))


def _people(service: Service, kept: _Kept, format: str) -> bytes:  # noqa: A002
    name, version = kept.article.name, kept.version
    document = read_content(version.content, name, longest=service.settings.longest)
    filled = service.desk.fill(document, map(_translation, kept.sentences)).result()
    kind, title, out = _WAYS[format]
    model = version.signature.split(" ")[0]
    written = rendering(
        kind, format_of(name), name=name, title=name if title == "name" else kept.article.title, out=out, model=model
    )
    parts = [written.begin(), written.part(filled), written.end()]
    return b"".join(part.encode("utf-8", "replace") if isinstance(part, str) else part for part in parts)


# How translate.renderings is asked for each: the kind, what the document is called, and the file that is written.
_WAYS: dict[str, tuple[str, str, PurePath | None]] = {
    "txt": ("text", "name", None),
    "html": ("side-by-side", "title", None),
    "docx": ("side-by-side", "title", PurePath("article.docx")),
    "original": ("auto", "name", None),
}


def _translation(one: Sentence) -> Translation:
    """The sentence as a translator gives it, with a person's word where there is one."""
    evidence = Evidence(**{"log_probability": None, "length_ratio": 1.0} | one.evidence)
    flags = (HUMAN,) if one.edited is not None else tuple(one.flags)
    signature = HUMAN if one.edited is not None else one.signature
    return Translation(
        one.source, one.shown, one.start, one.end, one.score, evidence, flags, signature, one.cached, one.block
    )


def _programs(kept: _Kept, format: str) -> bytes:  # noqa: A002
    lines = _units(kept) if format == "tmx" else _lines(kept)
    return "".join(lines).encode("utf-8", "replace")


def _units(kept: _Kept) -> Iterator[str]:
    yield tmx_head()
    for one in kept.sentences:
        human = one.edited is not None or one.approved
        told = [("document", kept.article.name), ("method", "human" if human else "machine")]
        told += [] if human else [("model", one.signature), *(("flag", flag) for flag in one.flags)]
        yield tmx_unit(one.source, one.shown, told)
    yield tmx_tail()


def _lines(kept: _Kept) -> Iterator[str]:
    """The objects of `jisr translate --format jsonl`, and a `correction` where a person stands for the sentence."""
    for one in kept.sentences:
        row = {
            "document": kept.article.name, "block": one.block, "start": one.start, "end": one.end,
            "source": one.source, "target": one.target, "score": one.score, "flags": list(one.flags),
            "model": one.signature, "cached": one.cached,
        }  # fmt: skip
        if one.edited is not None or one.approved:
            row["correction"] = one.shown
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _own_ending(name: str) -> str:
    return ".txt" if is_read_only(name) else PurePath(name).suffix.lower() or ".txt"


def _name(name: str, ending: str) -> str:
    """What the English of the file `name` is called.

    >>> _name("سد.ar.docx", ".tmx")
    'سد.en.tmx'
    """
    stem = PurePath(name).stem
    return f"{stem.removesuffix('.ar')}.en{ending}"
