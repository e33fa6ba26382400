"""What is done to the rows of a unit: align, judge, compare with test sets. A stage is a function from rows to rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.align.settings import AlignSettings
from corpus.build.units import Unit
from corpus.decontaminate import Contamination
from corpus.pairs import Origin, Pair
from corpus.rules import RuleSettings, judge_many
from corpus.sources import DocumentPair
from corpus.store import Dropped, storable
from models.errors import InputError

KEPT = ""  # the reason of a row that is not dropped
ALIGNMENT, ALONE = "alignment", "no counterpart"


@dataclass(frozen=True, slots=True)
class Stages:
    """Everything the stages need; can be sent to other processes."""

    rules: RuleSettings
    contamination: Contamination | None
    embedder: str
    min_alignment: float


@dataclass(frozen=True, slots=True)
class Judged:
    """The rows of a unit, each kept (reason KEPT) or dropped; `leaks` by (test set, kind); `notes` for people."""

    rows: tuple[Dropped, ...]
    leaks: Counter[tuple[str, str]]
    notes: tuple[str, ...]


def process(unit: Unit, stages: Stages) -> Judged:
    """Take a unit through all stages; the same unit gives the same rows in every process."""
    notes: list[str] = []
    rows = list(_aligned(unit, stages, notes))
    kept = [k for k, row in enumerate(rows) if row.reason == KEPT]
    for k, verdict in zip(kept, judge_many([rows[k].pair for k in kept], stages.rules), strict=True):
        pair = rows[k].pair
        flagged = replace(pair, flags=tuple(dict.fromkeys((*pair.flags, *verdict.flags))))
        rows[k] = Dropped(flagged, verdict.reason or KEPT, verdict.values)
    leaks: Counter[tuple[str, str]] = Counter()
    if stages.contamination is not None:
        kept = [k for k in kept if rows[k].reason == KEPT]
        for k, leak in zip(kept, stages.contamination.find([rows[k].pair for k in kept]), strict=True):
            if leak is not None:
                rows[k] = replace(rows[k], reason=f"test set {leak.name} ({leak.kind})")
                leaks[leak.name, leak.kind] += 1
    return Judged(tuple(rows), leaks, tuple(notes))


def _aligned(unit: Unit, stages: Stages, notes: list[str]) -> Iterator[Dropped]:
    for item in unit.items:
        if isinstance(item, Pair):
            yield Dropped(storable(item), KEPT)
        else:
            try:
                yield from _align(item, stages)
            except InputError as error:
                notes.append(f"{item.name}: left out: {error}")


def _align(documents: DocumentPair, stages: Stages) -> Sequence[Dropped]:
    """The links of two documents as rows; what has no counterpart is a dropped row with one side empty."""
    from corpus.align.aligner import signature
    from corpus.align.documents import align_documents

    settings = AlignSettings(embedder=stages.embedder)
    aligned = align_documents(documents.ar_path, documents.en_path, settings=settings, encoding=documents.encoding)
    model = signature(settings)
    rows = []
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
        reason = ALONE if not (ar and en) else ALIGNMENT if link.score < stages.min_alignment else KEPT
        rows.append(Dropped(pair, reason))
    return rows
