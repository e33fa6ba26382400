"""Texts that are waited for: read, put to the desk together, and written again."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from service.desk import Desk
from service.running import ServedTranslator
from translate.documents import Block, Document, Format, format_named
from translate.documents.base import Span
from translate.documents.html import HtmlText
from translate.translation import TranslatedDocument, Translation
from translate.translator import Translator

_Answer = TypeVar("_Answer")
_SHORT = 20_000  # characters that are read in a millisecond or so
FORMATS: dict[str, Format] = {"text": format_named("text"), "html": HtmlText(), "xml": HtmlText(xml=True)}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translated sentence, and where it stands in the text: code points; None in HTML, where markup may stand in it.

    `block`: the number of the line, paragraph or cell that it is in.
    """

    block: int
    start: int | None
    end: int | None
    translation: Translation


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """A text in English, and its sentences; none where it was English already."""

    text: str
    sentences: tuple[Sentence, ...] = ()


async def translate_texts(
    desk: Desk, texts: Sequence[str], form: Format, *, copied: Sequence[bool]
) -> list[TranslatedText]:
    """The translation of each of `texts`, all in one batch; those `copied` are returned as they are.

    Raises BusyError and ClosedError as the desk does.
    """
    wanted = [text for text, copy in zip(texts, copied, strict=True) if not copy and not text.isspace()]
    documents = await _aside(sum(map(len, wanted)), lambda: [form.read(text) for text in wanted])
    done = await asyncio.wrap_future(desk.translate(documents))
    written = iter(
        await _aside(sum(map(len, wanted)), lambda: [_written(form, *one) for one in zip(documents, done, strict=True)])
    )
    return [
        TranslatedText(text) if copy or text.isspace() else next(written)
        for text, copy in zip(texts, copied, strict=True)
    ]


async def other_texts(
    desk: Desk, done: Sequence[TranslatedText], texts: Sequence[str], form: Format, count: int
) -> list[list[str]]:
    """Up to `count` other translations of each of `texts`, of which `done` are the best; none of what was copied.

    Raises ClosedError at the end.
    """
    wanted = [number for number, one in enumerate(done) if one.sentences]
    documents = [form.read(texts[number]) for number in wanted]

    def work(translator: Translator) -> list[list[TranslatedDocument]]:
        if not isinstance(translator, ServedTranslator):
            raise TypeError("a service has translators of its own")
        return translator.others(documents, count)

    found: list[list[str]] = [[] for _ in done]
    for number, document, some in zip(wanted, documents, await asyncio.wrap_future(desk.call(work)), strict=True):
        found[number] = [_written(form, document, one).text for one in some]
    return found


async def _aside(size: int, work: Callable[[], _Answer]) -> _Answer:
    """`work`, done in a thread where `size` characters take long."""
    return work() if size <= _SHORT else await run_in_threadpool(work)


def _written(form: Format, document: Document, done: TranslatedDocument) -> TranslatedText:
    text = form.write(document, done.blocks)
    if not isinstance(text, str):
        raise TypeError("texts come as text")
    return TranslatedText(text, tuple(_placed(document.blocks[one.block], one) for one in done.translations))


def _placed(block: Block, one: Translation) -> Sentence:
    if not isinstance(block.ref, tuple):
        return Sentence(one.block, None, None, one)
    return Sentence(one.block, _place(block.ref, one.start), _place(block.ref, one.end), one)


def _place(lines: Sequence[Span], at: int) -> int:
    """Where in the source place `at` of a block is, whose lines are joined by one character."""
    for line in lines:
        if at <= line.end - line.start:
            return line.start + at
        at -= line.end - line.start + 1
    return lines[-1].end
