"""The pipeline: sentences in, translations out, in the same order and as many."""

import re
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from models.engines.base import Decoding, Hypothesis
from models.errors import SettingsError
from translate import joints
from translate.batches import Batching, batches, windows
from translate.documents.base import Block, Document
from translate.sentences import VERSION, Sentence, split_sentences
from translate.translation import (
    COPIED,
    CUT,
    EMPTY,
    SUSPICIOUS,
    UNFINISHED,
    Evidence,
    Report,
    TranslatedDocument,
    Translation,
)

if TYPE_CHECKING:
    from models.model import Model

# Letters of the blocks Arabic, Supplement, Extended-A and the presentation forms; no digits, marks or tatweel.
_ARABIC = re.compile(
    "[\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc]"
)
_WORD = re.compile(r"[^\W_]\S*")
# Halves of code points and NUL come from broken JSON and cannot be passed to sentencepiece.
_UNREADABLE = re.compile("[\ud800-\udfff\0]")
_REMEMBERED_LENGTH = 2000  # longer sentences do not come twice, and would make the memory large


def has_arabic(text: str) -> bool:
    """Whether there is an Arabic letter in `text`; without one there is nothing to translate."""
    return _ARABIC.search(text) is not None


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence on its way, and the number of the text or block it is from."""

    block: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the model made of a source."""

    target: str
    score: float | None
    flags: tuple[str, ...]


class Translator:
    """Translates Arabic texts and documents into English with one model; a context manager that frees it.

    `model`: a name (`auto`, `bundled`, one of `jisr models list`), a folder, or a model already loaded, which then
    stays open. `progress` is called with the number of source characters that have been translated since the last call.

    Raises ModelError when the model cannot be loaded.
    """

    def __init__(
        self,
        model: "str | Model" = "auto",
        engine: str = "auto",
        decoding: Decoding | None = None,
        *,
        batching: Batching | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.decoding = decoding or Decoding()
        self.batching = batching or Batching()
        self._owned = isinstance(model, str)
        self.model = _load(model, engine) if isinstance(model, str) else model
        self._limit = min(self.model.engine.max_source, self.batching.longest)
        self.signature = f"{self.model.signature} {_settings(self.decoding)} cut-{self._limit} sentences-{VERSION}"
        self._progress = progress or (lambda characters: None)
        self._memory: OrderedDict[str, _Drawn] = OrderedDict()
        self._counts: Counter[str] = Counter()
        self._seconds = 0.0

    def close(self) -> None:
        """Free the model."""
        if self._owned:
            self.model.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def report(self) -> Report:
        """What has been done so far."""
        return Report(**self._counts, seconds=self._seconds)

    def translate(self, texts: Iterable[str]) -> Iterator[Translation]:
        """Translate each sentence of each text, in order; `block` is the number of the text.

        Holds no more in memory than the settings `sentences` and `characters` say, however long the stream is.
        """
        if isinstance(texts, str):
            raise SettingsError("texts is one string where a list of strings is wanted: translate([text])")
        units = (_Unit(number, sentence) for number, text in enumerate(texts) for sentence in split_sentences(text))
        for window in self._windows(units):
            yield from self._window([unit for unit in window if isinstance(unit, _Unit)])

    def translate_documents(self, documents: Iterable[Document]) -> Iterator[TranslatedDocument]:
        """Translate documents, in order; the sentences of several documents go through the model together."""
        done: list[Translation] = []
        for window in self._windows(_units(documents)):
            translations = self._window([item for item in window if isinstance(item, _Unit)])
            for item in window:
                if isinstance(item, _Unit):
                    done.append(next(translations))
                else:
                    yield TranslatedDocument(item, tuple(done), _filled(item.blocks, done))
                    done = []

    def _windows(self, items: "Iterable[_Unit | Document]") -> "Iterator[list[_Unit | Document]]":
        limits = self.batching
        return windows(items, _weight, count=limits.sentences, total=limits.characters)

    def _window(self, units: Sequence[_Unit]) -> Iterator[Translation]:
        started = time.perf_counter()
        drawn = self._drawn(list(dict.fromkeys(unit.sentence.text for unit in units)))
        fresh = {source for source in drawn if source not in self._memory}
        translations = [self._translation(unit, drawn[unit.sentence.text], fresh) for unit in units]
        for source, one in drawn.items():
            self._remember(source, one)
        self._seconds += time.perf_counter() - started
        yield from translations

    def _translation(self, unit: _Unit, drawn: _Drawn, fresh: set[str]) -> Translation:
        source, start, end = unit.sentence.text, unit.sentence.start, unit.sentence.end
        copied = COPIED in drawn.flags
        cached = not copied and source not in fresh
        fresh.discard(source)
        self._counts.update(
            sentences=1,
            words=len(_WORD.findall(source)),
            repeated=cached,
            cut=CUT in drawn.flags,
            copied=copied,
            flagged=not SUSPICIOUS.isdisjoint(drawn.flags),
        )
        evidence = Evidence(drawn.score, len(drawn.target) / len(source))
        return Translation(
            source, drawn.target, start, end, drawn.score, evidence, drawn.flags, self.signature, cached, unit.block
        )

    def _remember(self, source: str, drawn: _Drawn) -> None:
        if len(source) > _REMEMBERED_LENGTH or COPIED in drawn.flags:
            return
        self._memory[source] = drawn
        self._memory.move_to_end(source)
        while len(self._memory) > self.batching.remembered:
            self._memory.popitem(last=False)

    def _drawn(self, sources: Sequence[str]) -> dict[str, _Drawn]:
        """What becomes of each source: copied, remembered or generated."""
        drawn = {s: _Drawn(s, None, (COPIED,)) if not has_arabic(s) else self._memory.get(s) for s in sources}
        parts = self._parts([source for source, known in drawn.items() if known is None])
        generated = self._generate(list(dict.fromkeys(part for cut in parts.values() for part in cut)))
        self._progress(sum(len(source) for source, known in drawn.items() if known is not None))
        for source, cut in parts.items():
            drawn[source] = _joined(cut, [generated[part] for part in cut])
        return {source: one for source, one in drawn.items() if one is not None}

    def _parts(self, sources: Sequence[str]) -> dict[str, list[str]]:
        """Each source, in parts that the model can take."""
        sizes = self._sizes(sources)
        return {
            source: [source] if size <= self._limit else joints.cut(source, self._sizes, self._limit)
            for source, size in zip(sources, sizes, strict=True)
        }

    def _sizes(self, texts: Sequence[str]) -> list[int]:
        return [len(pieces) for pieces in self._encode(texts)]

    def _encode(self, texts: Sequence[str]) -> list[list[str]]:
        return self.model.vocabulary.encode([_UNREADABLE.sub("\ufffd", text) for text in texts])

    def _generate(self, texts: Sequence[str]) -> dict[str, _Drawn]:
        pieces = self._encode(texts)
        generated = {text: _Drawn("", None, (EMPTY,)) for text in texts}
        wanted = [number for number, one in enumerate(pieces) if one]
        groups = [
            [wanted[index] for index in group]
            for group in batches([len(pieces[number]) for number in wanted], self.batching.tokens)
        ]
        results = self.model.engine.generate(([pieces[number] for number in group] for group in groups), self.decoding)
        for group, hypotheses in zip(groups, results, strict=True):
            targets = self.model.vocabulary.decode([hypothesis.pieces for hypothesis in hypotheses])
            for number, target, hypothesis in zip(group, targets, hypotheses, strict=True):
                generated[texts[number]] = _Drawn(target, hypothesis.score, _flags(target, hypothesis))
            self._progress(sum(len(texts[number]) for number in group))
        return generated


def _load(name: str, engine: str) -> "Model":
    from models.model import load  # brings the engine; importing translate stays light

    return load(name, engine=engine)


def _settings(decoding: Decoding) -> str:
    return f"beam-{decoding.beam} length-{decoding.length_penalty:g} most-{decoding.max_ratio:g}x+{decoding.max_extra}"


def _flags(target: str, hypothesis: Hypothesis) -> tuple[str, ...]:
    return (() if hypothesis.finished else (UNFINISHED,)) + (() if target else (EMPTY,))


def _joined(sources: Sequence[str], parts: Sequence[_Drawn]) -> _Drawn:
    """One result from those of the parts; the score is the mean of theirs, weighted by the length of the targets."""
    if len(parts) == 1:
        return parts[0]
    scored = [(part.score, len(part.target) + 1) for part in parts if part.score is not None]
    weight = sum(length for _, length in scored)
    score = sum(value * length for value, length in scored) / weight if weight else None
    flags = dict.fromkeys([CUT, *(flag for part in parts for flag in part.flags)])
    return _Drawn(joints.join(sources, [part.target for part in parts]), score, tuple(flags))


def _units(documents: Iterable[Document]) -> "Iterator[_Unit | Document]":
    """The sentences of each document, then the document itself, which says that it is complete."""
    for document in documents:
        for number, block in enumerate(document.blocks):
            for sentence in split_sentences(block.text, lines=not block.wrapped):
                yield _Unit(number, sentence)
        yield document


def _weight(item: "_Unit | Document") -> int:
    return len(item.sentence.text) if isinstance(item, _Unit) else len(item.source)


def _filled(blocks: Sequence[Block], translations: Iterable[Translation]) -> tuple[str, ...]:
    """The text of each block with its sentences replaced; sentences that touched get a blank between them."""
    parts: list[list[str]] = [[] for _ in blocks]
    places = [0] * len(blocks)
    for one in translations:
        gap = blocks[one.block].text[places[one.block] : one.start]
        parts[one.block] += [gap or (" " if places[one.block] else ""), one.target]
        places[one.block] = one.end
    return tuple("".join(part) + block.text[place:] for part, block, place in zip(parts, blocks, places, strict=True))
