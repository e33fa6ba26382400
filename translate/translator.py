"""The pipeline: sentences in, translations out, in the same order and as many."""

import re
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Generic, Literal, Self, TypeVar

from models.engines.base import Decoding
from models.engines.settings import EngineSettings
from models.errors import SettingsError
from translate.arabic.letters import has_arabic
from translate.batches import Batching, windows
from translate.documents.base import Document
from translate.drafter import Drafter
from translate.filling import fill
from translate.glossary.enforcing import ENFORCED, UNMET
from translate.glossary.matching import Matcher
from translate.glossary.term import Glossary
from translate.guard.ladder import NO_REPEAT, OTHER_BEAM, RESPLIT, Draft, Drafts
from translate.guard.settings import DEFAULT, Guard
from translate.memory.recall import keep, recall
from translate.pool import Pool, Progress
from translate.recipe import Recipe
from translate.sentences import Sentence
from translate.splitting import sentences_of, sentences_of_text
from translate.translation import COPIED, CUT, HUMAN, MEMORY, Report, TranslatedDocument, Translation

if TYPE_CHECKING:
    from models.model import Model
    from translate.memory.store import Memory

_WORD = re.compile(r"[^\W_]\S*")
_REMEMBERED_LENGTH = 2000  # longer sentences do not come twice, and would make the memory large


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence on its way, and the number of the text or block it is from."""

    block: int
    sentence: Sentence


_Item = TypeVar("_Item", bound=_Unit | Document)


class _Promise:
    """The draft of a source, which may be under way still."""

    __slots__ = ("_draft", "_fetch", "_source")

    def __init__(self, source: str, fetch: Callable[[], Drafts]) -> None:
        self._source, self._fetch = source, fetch
        self._draft: Draft | None = None

    def kept(self) -> Draft:
        """Wait for the draft."""
        if self._draft is None:
            self._draft = self._fetch()[self._source]
            del self._fetch  # which holds the drafts of a window
        return self._draft


@dataclass(frozen=True, slots=True)
class _Window(Generic[_Item]):
    """Items that were taken together, the sentences among them, what becomes of each source, and which are new."""

    items: list[_Item]
    units: list[_Unit]
    promises: dict[str, _Promise]
    fresh: list[str]


class Translator:
    """Translates Arabic texts and documents into English; a context manager that frees what it loaded.

    `model`: a name (`auto`, `bundled`, one of `jisr models list`), a folder, or a model already loaded, which then
    stays open. `max_words`, `guard` and `glossary` are those of translate.recipe. `progress` is called with the number
    of source characters that have been translated since the last call. `cluster`: "local", this process, with `workers`
    cores (0: all), or "ray": with as many models as `workers` says (0: one a CPU) on a Ray cluster (see
    translate.cluster); the translations are the same. `memory`: a translation memory, which stays open, to take from
    and to add to.

    Raises ModelError when the model cannot be loaded, SettingsError when `max_words` is too few or a loaded model
    would have to be sent to a cluster, MissingExtraError for "ray" without the extra.
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
        glossary: Glossary | None = None,
        progress: Progress = lambda characters: None,
        cluster: str = "local",
        workers: int = 0,
        memory: "Memory | None" = None,
    ) -> None:
        recipe = Recipe(
            decoding=decoding or Decoding(),
            batching=batching or Batching(),
            max_words=max_words,
            guard=guard,
            glossary=glossary,
        )
        self.decoding = recipe.decoding
        self._batching = recipe.batching
        self._pool, self._close = _pool(model, engine, recipe, progress, cluster, workers)
        self._progress = progress
        self._stored = memory
        self._terms = Matcher(glossary) if glossary and memory is not None else None  # a pool has its own
        self._remembered: OrderedDict[str, _Promise] = OrderedDict()
        self._counts: Counter[str] = Counter()
        self._seconds = 0.0

    @property
    def name(self) -> str:
        """The model's name."""
        return self._pool.name

    @property
    def revision(self) -> str:
        """What pins the model's weights."""
        return self._pool.revision

    @property
    def signature(self) -> str:
        """Model, revision and settings: the same signature and source give the same translation."""
        return self._pool.signature

    def close(self) -> None:
        """Free what was loaded."""
        self._close()

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
        units = (_Unit(number, one) for number, text in enumerate(texts) for one in sentences_of_text(text))
        for _, translations in self._translated(units):
            yield from translations

    def translate_documents(self, documents: Iterable[Document]) -> Iterator[TranslatedDocument]:
        """Translate documents, in order; the sentences of several documents go through the model together."""
        done: list[Translation] = []
        for items, translations in self._translated(_units(documents)):
            for item in items:
                if isinstance(item, _Unit):
                    done.append(next(translations))
                else:
                    yield TranslatedDocument(item, tuple(done), fill(item.blocks, done, self._pool.align))
                    done = []

    def fill(self, document: Document, translations: Iterable[Translation]) -> TranslatedDocument:
        """`document` with `translations` of its sentences, whoever made them, in place, and its marks placed anew."""
        kept = tuple(translations)
        return TranslatedDocument(document, kept, fill(document.blocks, kept, self._pool.align))

    def _translated(self, items: Iterable[_Item]) -> Iterator[tuple[list[_Item], Iterator[Translation]]]:
        """The items, a window at a time, with the translations of the sentences among them."""
        limits = self._batching
        waiting: deque[_Window[_Item]] = deque()
        for taken in windows(items, _weight, count=limits.sentences, total=limits.characters):
            waiting.append(self._begin(taken))
            if len(waiting) >= self._pool.ahead:
                window = waiting.popleft()
                yield window.items, self._finish(window)
        for window in waiting:
            yield window.items, self._finish(window)

    def _begin(self, items: list[_Item]) -> _Window[_Item]:
        """Hand what has not been seen before to the pool."""
        started = time.perf_counter()
        units: list[_Unit] = [item for item in items if isinstance(item, _Unit)]
        sources = list(dict.fromkeys(unit.sentence.text for unit in units))
        known = {source: self._remembered[source] for source in sources if source in self._remembered}
        if self._stored is not None:
            wanted = [source for source in sources if source not in known and has_arabic(source)]
            stored = recall(self._stored, wanted, self.signature, self._terms)
            known |= {source: _Promise(source, lambda: stored) for source in stored}
        self._progress(sum(map(len, known)))
        fresh = [source for source in sources if source not in known]
        fetch = cache(self._pool.submit(fresh))  # one wait for all of them
        promises = known | {source: _Promise(source, fetch) for source in fresh}
        for source, promise in promises.items():
            self._remember(source, promise)
        self._seconds += time.perf_counter() - started
        return _Window(items, units, promises, fresh)

    def _finish(self, window: _Window[_Item]) -> Iterator[Translation]:
        started = time.perf_counter()
        drafts = {source: promise.kept() for source, promise in window.promises.items()}
        new = set(window.fresh)
        if self._stored is not None:
            keep(self._stored, {source: drafts[source] for source in window.fresh}, self.signature)
        translations = [self._translation(unit, drafts[unit.sentence.text], new) for unit in window.units]
        self._seconds += time.perf_counter() - started
        yield from translations

    def _translation(self, unit: _Unit, draft: Draft, new: set[str]) -> Translation:
        source, start, end = unit.sentence.text, unit.sentence.start, unit.sentence.end
        cached = COPIED not in draft.notes and source not in new
        new.discard(source)
        self._count(source, draft, cached)
        flags = (*draft.notes, *draft.reasons)
        signature = HUMAN if HUMAN in draft.notes else self.signature
        return Translation(
            source, draft.target, start, end, draft.score, draft.evidence, flags, signature, cached, unit.block
        )

    def _count(self, source: str, draft: Draft, cached: bool) -> None:
        recalled = MEMORY in draft.notes
        notes = () if recalled else draft.notes
        self._counts.update(
            sentences=1,
            words=len(_WORD.findall(source)),
            repeated=cached and not recalled and HUMAN not in notes,
            recalled=recalled,
            corrected=HUMAN in notes,
            cut=CUT in notes,
            copied=COPIED in notes,
            resplit=RESPLIT in notes,
            no_repeat=NO_REPEAT in notes,
            other_beam=any(note.startswith(OTHER_BEAM) for note in notes),
            enforced=ENFORCED in notes,
            unmet=UNMET in draft.reasons,
            flagged=bool(draft.reasons),
        )

    def _remember(self, source: str, promise: _Promise) -> None:
        if len(source) > _REMEMBERED_LENGTH or not has_arabic(source):
            return
        self._remembered[source] = promise
        self._remembered.move_to_end(source)
        while len(self._remembered) > self._batching.remembered:
            self._remembered.popitem(last=False)


def _pool(
    model: "str | Model", engine: str, recipe: Recipe, progress: Progress, cluster: str, workers: int
) -> tuple[Pool, Callable[[], None]]:
    """Where sources are translated, and how what was loaded for it is freed."""
    if cluster not in ("local", "ray"):
        raise SettingsError(f"cluster must be local or ray, not '{cluster}'")
    if cluster == "ray":
        from translate.cluster import RayPool  # needs the extra

        if not isinstance(model, str):
            raise SettingsError(f"{model.name} is loaded here; a cluster needs the name of a model, to load it there")
        pool = RayPool(model, engine, recipe, workers=workers, progress=progress)
        return pool, pool.close
    if not isinstance(model, str):
        return Drafter(model, recipe, progress), lambda: None
    from models.model import load  # brings the engine; importing translate stays light

    loaded = load(model, engine=engine, settings=EngineSettings(workers=workers))
    return Drafter(loaded, recipe, progress), loaded.close


def _units(documents: Iterable[Document]) -> Iterator[_Unit | Document]:
    """The sentences of each document, then the document itself, which says that it is complete."""
    for document in documents:
        for number, block in enumerate(document.blocks):
            for sentence in sentences_of(block):
                yield _Unit(number, sentence)
        yield document


def _weight(item: _Unit | Document) -> int:
    return len(item.sentence.text) if isinstance(item, _Unit) else item.size
