"""What comes out of a translated document: the document itself, its text, an object a sentence, or both languages."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from translate.documents import Format, format_name, is_read_only
from translate.translation import TranslatedDocument


class Rendering(Protocol):
    """How a document that comes in parts is written: what comes first, what each part becomes, what comes last."""

    def begin(self) -> str | bytes: ...

    def part(self, translated: TranslatedDocument) -> str | bytes: ...

    def end(self) -> str | bytes: ...


@dataclass(frozen=True, slots=True)
class _Parts:
    """A rendering with nothing before and behind the parts."""

    part: Callable[[TranslatedDocument], str | bytes]

    def begin(self) -> str:
        return ""

    def end(self) -> str:
        return ""


class _JsonLines:
    """design.md's object a sentence; other programs read it, so fields and their order are fixed."""

    def __init__(self, document: str, model: str) -> None:
        self._document, self._model = document, model
        self._blocks = 0  # written so far

    def begin(self) -> str:
        return ""

    def part(self, translated: TranslatedDocument) -> str:
        lines = "".join(self._lines(translated))
        self._blocks += len(translated.document.blocks)
        return lines

    def end(self) -> str:
        return ""

    def _lines(self, translated: TranslatedDocument) -> Iterator[str]:
        for one in translated.translations:
            row = {
                "document": self._document,
                "block": self._blocks + one.block,
                "start": one.start,
                "end": one.end,
                "source": one.source,
                "target": one.target,
                "score": None if one.score is None else round(one.score, 4),
                "flags": list(one.flags),
                "model": self._model,
                "cached": one.cached,
            }
            yield json.dumps(row, ensure_ascii=False) + "\n"


def rendering(kind: str, form: Format, *, name: str, title: str, out: PurePath | None, model: str) -> Rendering:
    """The rendering called `kind` (auto, text, jsonl, side-by-side) of a document of the format `form`.

    `name`, `title`: what the document is called, to programs and to people. `out`: the file it goes to; side by side
    is a docx where that ends in .docx, an HTML page else.
    """
    if kind == "jsonl":
        return _JsonLines(name, model)
    if kind == "side-by-side":
        if out is not None and out.suffix.lower() == ".docx":
            from translate.sidebyside.paper import Paper

            return Paper(title, model)
        from translate.sidebyside.page import Page

        return Page(title, model)
    if kind == "text" and format_name(title) != "text":
        return _Parts(_lines)
    return _Parts(lambda translated: form.write(translated.document, translated.blocks))


def _lines(translated: TranslatedDocument) -> str:
    """A line a block."""
    return "".join(" ".join(filter(None, map(str.strip, block.text.split("\n")))) + "\n" for block in translated.blocks)


def ending(name: str, kind: str) -> str:
    """What is added to the `name` of a file where the result is of another kind than the file."""
    if kind == "jsonl":
        return ".jsonl"
    if kind == "side-by-side":
        return ".html"
    as_text = is_read_only(name) or (kind == "text" and not name.lower().endswith((".txt", ".text")))
    return ".txt" if as_text else ""
