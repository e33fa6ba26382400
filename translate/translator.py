"""The pipeline: sentences in, translations out, in the same order and as many."""

import re
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

from models.engines.base import Decoding
from models.errors import SettingsError
from translate import clauses, sentences
from translate.batches import Batching, windows
from translate.documents.base import Block, Document
from translate.drafter import Drafter
from translate.guard.ladder import NO_REPEAT, OTHER_BEAM, RESPLIT, Draft
from translate.guard.settings import DEFAULT, Guard
from translate.sentences import Sentence, split_sentences
from translate.translation import COPIED, CUT, Report, TranslatedDocument, Translation

if TYPE_CHECKING:
    from models.model import Model

_WORD = re.compile(r"[^\W_]\S*")
_REMEMBERED_LENGTH = 2000  # longer sentences do not come twice, and would make the memory large


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence on its way, and the number of the text or block it is from."""

    block: int
    sentence: Sentence


class Translator:
    """Translates Arabic texts and documents into English with one model; a context manager that frees it.

    `model`: a name (`auto`, `bundled`, one of `jisr models list`), a folder, or a model already loaded, which then
    stays open. A sentence of more than `max_words` words is translated clause by clause (`auto`: what the model says
    is best; None: whole, as far as the model takes it). `guard` says when a translation is suspicious and whether it
    is tried again (None: only what is unfinished or empty is flagged). `progress` is called with the number of source
    characters that have been translated since the last call.

    Raises ModelError when the model cannot be loaded, SettingsError when `max_words` is too few.
    """

    def __init__(
        self,
        model: "str | Model" = "auto",
        engine: str = "auto",
        decoding: Decoding | None = None,
        *,
        batching: Batching | None = None,
        max_words: int | Literal["auto"] | None = "auto",
        guard: Guard | None = DEFAULT,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.decoding = decoding or Decoding()
        self.batching = batching or Batching()
        self._owned = isinstance(model, str)
        self.model = _load(model, engine) if isinstance(model, str) else model
        words = self.model.max_words if max_words == "auto" else max_words
        self._drafter = Drafter(
            self.model,
            self.decoding,
            batching=self.batching,
            guard=guard,
            max_words=words,
            progress=progress or (lambda characters: None),
        )
        self.signature = (
            f"{self.model.signature} {_settings(self.decoding)} "
            f"cut-{words or 'none'}-{self._drafter.limit} {guard.signature if guard else 'no-guard'} "
            f"sentences-{sentences.VERSION} clauses-{clauses.VERSION}"
        )
        self._progress = progress or (lambda characters: None)
        self._memory: OrderedDict[str, Draft] = OrderedDict()
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
        units = (_Unit(number, one) for number, text in enumerate(texts) for one in _sentences(text, None))
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
        sources = list(dict.fromkeys(unit.sentence.text for unit in units))
        known = {source: self._memory[source] for source in sources if source in self._memory}
        self._progress(sum(map(len, known)))
        fresh = self._drafter.drafts([source for source in sources if source not in known])
        drafts = known | fresh
        new = set(fresh)
        translations = [self._translation(unit, drafts[unit.sentence.text], new) for unit in units]
        for source, draft in drafts.items():
            self._remember(source, draft)
        self._seconds += time.perf_counter() - started
        yield from translations

    def _translation(self, unit: _Unit, draft: Draft, new: set[str]) -> Translation:
        source, start, end = unit.sentence.text, unit.sentence.start, unit.sentence.end
        cached = COPIED not in draft.notes and source not in new
        new.discard(source)
        self._count(source, draft, cached)
        flags = (*draft.notes, *draft.reasons)
        return Translation(
            source, draft.target, start, end, draft.score, draft.evidence, flags, self.signature, cached, unit.block
        )

    def _count(self, source: str, draft: Draft, cached: bool) -> None:
        self._counts.update(
            sentences=1,
            words=len(_WORD.findall(source)),
            repeated=cached,
            cut=CUT in draft.notes,
            copied=COPIED in draft.notes,
            resplit=RESPLIT in draft.notes,
            no_repeat=NO_REPEAT in draft.notes,
            other_beam=any(note.startswith(OTHER_BEAM) for note in draft.notes),
            flagged=bool(draft.reasons),
        )

    def _remember(self, source: str, draft: Draft) -> None:
        if len(source) > _REMEMBERED_LENGTH or COPIED in draft.notes:
            return
        self._memory[source] = draft
        self._memory.move_to_end(source)
        while len(self._memory) > self.batching.remembered:
            self._memory.popitem(last=False)


def _load(name: str, engine: str) -> "Model":
    from models.model import load  # brings the engine; importing translate stays light

    return load(name, engine=engine)


def _settings(decoding: Decoding) -> str:
    text = f"beam-{decoding.beam} length-{decoding.length_penalty:g} most-{decoding.max_ratio:g}x+{decoding.max_extra}"
    if decoding.no_repeat_ngram or decoding.repetition_penalty != 1:
        text += f" no-repeat-{decoding.no_repeat_ngram}/{decoding.repetition_penalty:g}"
    return text


def _sentences(text: str, lines: bool | None) -> Iterator[Sentence]:
    """The sentences that marks and line breaks show.

    What no mark shows is guessed, in one of a hundred paragraphs wrongly; a sentence cut in two costs a translation
    more than a headline that is read with the sentence behind it, and most texts have headlines on lines of their own.
    """
    return split_sentences(text, lines=lines, unmarked=False)


def _units(documents: Iterable[Document]) -> "Iterator[_Unit | Document]":
    """The sentences of each document, then the document itself, which says that it is complete."""
    for document in documents:
        for number, block in enumerate(document.blocks):
            for sentence in _sentences(block.text, not block.wrapped):
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
