"""What is done to the rows of a unit: align or translate, judge, compare with test sets, score.

A stage is a function from rows to rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.align.settings import AlignSettings
from corpus.building.units import Unit
from corpus.decontaminate import Contamination, is_leak
from corpus.dedupe import REASONS
from corpus.pairs import Origin, Pair
from corpus.rules import RuleSettings, Verdict, decide_scored, judge_many
from corpus.score import Scorer, unscored, with_scores
from corpus.sources import DocumentPair, Untranslated
from corpus.store import Dropped, storable
from models.errors import InputError
from translate.guard.settings import EMPTY

KEPT = ""  # the reason of a row that is not dropped
ALONE = "no counterpart"
# The guard's flags (translate.guard.settings) for what says nothing, loops, invents or leaves out. Its `unfinished`, a
# model that ran into its limit, comes with one of them; the rules have a flag of the same name for less.
_FAILED = (EMPTY, "repeats", "long", "short")


@dataclass(frozen=True, slots=True)
class Stages:
    """Everything the stages need; can be sent to other processes.

    `near`: whether units are prepared for a search for near-duplicates.
    """

    rules: RuleSettings
    contamination: Contamination | None
    embedder: str
    scorers: tuple[Scorer, ...] = ()
    near: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """The rows of a unit, each kept (reason KEPT) or dropped; `notes` for people."""

    rows: tuple[Dropped, ...]
    notes: tuple[str, ...]


def process(unit: Unit, stages: Stages) -> Judged:
    """Take a unit through all stages; the same unit gives the same rows in every process.

    Every row is compared with the test sets, whatever it is dropped for: its flags say where it was found, so that
    other rules can decide of it later without the test sets. Rows that were decided before stay as they are. Only rows
    that are kept so far are scored, which takes longer than all the rest; a row that has its scores keeps them.
    """
    notes: list[str] = []
    items = list(_opened(unit, stages, notes))
    pairs = [item for item in items if isinstance(item, Pair)]
    leaks = _leaks(pairs, stages.contamination)
    verdicts = judge_many(pairs, stages.rules)
    decided = map(_decided, pairs, verdicts, leaks)
    rows = [next(decided) if isinstance(item, Pair) else item for item in items]
    return Judged(tuple(_scored(rows, stages)), tuple(notes))


def as_decided(row: Dropped) -> Dropped:
    """A row of a data set as a unit takes it that adds other rows to it: only duplicates are looked for anew."""
    return replace(row, reason=KEPT) if row.reason in REASONS else row


def to_decide(row: Dropped) -> Pair | Dropped:
    """A row of a data set as a unit takes it that decides of it by other rules."""
    if row.reason == ALONE:
        return row
    return replace(row.pair, flags=(*row.pair.flags, row.reason)) if is_leak(row.reason) else row.pair


def _decided(pair: Pair, verdict: Verdict, leak: str) -> Dropped:
    """`leak`: the reason for which a row of a test set goes, or KEPT."""
    reason = _failure(pair) or verdict.reason or leak
    flags = [flag for flag in (*pair.flags, *verdict.flags) if not is_leak(flag)]
    if leak and reason != leak:
        flags.append(leak)
    return Dropped(replace(pair, flags=tuple(dict.fromkeys(flags))), reason, verdict.values)


def _failure(pair: Pair) -> str:
    """Why the guard holds a translation to be none; what else it flags, a reader may think better of."""
    found = next((flag for flag in pair.flags if flag in _FAILED), "") if pair.origin.method == "machine" else ""
    return found and f"translation {found}"


def _scored(rows: Sequence[Dropped], stages: Stages) -> Iterator[Dropped]:
    pairs = [row.pair for row in rows if row.reason == KEPT]
    for scorer in stages.scorers:
        pairs = with_scores(pairs, scorer)
    scored = iter(pairs)
    for row in rows:
        if row.reason == KEPT:
            pair = next(scored)
            yield Dropped(pair, decide_scored(pair.scores, stages.rules) or KEPT, row.values)
        else:
            yield row


def _leaks(pairs: Sequence[Pair], contamination: Contamination | None) -> list[str]:
    """For each row the reason for which it goes because it is in a test set, as was found before or is now; or KEPT."""
    known = [next(filter(is_leak, pair.flags), KEPT) for pair in pairs]
    if contamination is None:
        return known
    found = [leak.reason if leak else KEPT for leak in contamination.find(pairs)]
    return [before or now for before, now in zip(known, found, strict=True)]


def _opened(unit: Unit, stages: Stages, notes: list[str]) -> Iterator[Pair | Dropped]:
    """The rows of a unit: pairs that are to be judged, and rows that are decided."""
    texts = [item for item in unit.items if isinstance(item, Untranslated)]
    translated = _translated(texts)
    for item in unit.items:
        if isinstance(item, Untranslated):
            yield from (storable(unscored(pair, stages.scorers)) for pair in next(translated))
        elif isinstance(item, DocumentPair):
            try:
                yield from _align(item, stages.embedder)
            except InputError as error:
                notes.append(f"{item.name}: left out: {error}")
        else:
            yield storable(item) if isinstance(item, Pair) else item


def _translated(texts: Sequence[Untranslated]) -> Iterator[Sequence[Pair]]:
    if texts:
        from corpus.building.machine import translate_texts  # brings the engine

        yield from translate_texts(texts)


def _align(documents: DocumentPair, embedder: str) -> Sequence[Pair | Dropped]:
    """The links of two documents; what has no counterpart is a dropped row with one side empty."""
    from corpus.align.aligner import signature
    from corpus.align.documents import align_documents

    settings = AlignSettings(embedder=embedder)
    aligned = align_documents(documents.ar_path, documents.en_path, settings=settings, encoding=documents.encoding)
    model = signature(settings)
    rows: list[Pair | Dropped] = []
    for block, link in enumerate(aligned.links):
        ar, en = [aligned.ar[i] for i in link.ar], [aligned.en[j] for j in link.en]
        origin = Origin(
            source=documents.source,
            document=documents.name,
            block=block,
            ar_span=(ar[0].start, ar[-1].end) if ar else (-1, -1),
            en_span=(en[0].start, en[-1].end) if en else (-1, -1),
            licence=documents.licence,
            method="aligned",
            model=model,
            domain=documents.domain,
        )
        pair = storable(Pair(*aligned.texts(link), origin, {"alignment": link.score}))
        rows.append(pair if ar and en else Dropped(pair, ALONE))
    return rows
