"""The pipeline on one machine: units through the stages in processes, then duplicates, splits, shards and the card."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.build.engines import choose_engine
from corpus.build.finish import finish
from corpus.build.parts import Parts
from corpus.build.settings import BuildSettings
from corpus.build.stages import Stages
from corpus.build.units import units
from corpus.card import About, count, write_card
from corpus.decontaminate import Contamination, read_test_set, summary
from corpus.rules import RuleSettings
from corpus.sources import Source, open_source
from corpus.store import DataSetWriter, is_complete, row_counts
from models.errors import InputError


@dataclass(frozen=True, slots=True)
class Built:
    """A finished data set: rows by split and in the ledger, drops by reason, and what people should know."""

    folder: Path
    rows: dict[str, int]
    dropped: Counter[str]
    notes: tuple[str, ...]


def build(
    out: str | os.PathLike[str],
    sources: Sequence[str],
    *,
    settings: BuildSettings | None = None,
    workers: int = 0,
    engine: str = "local",
    say: Callable[[str], None] = lambda _: None,
) -> Built:
    """Build a Hugging Face data set in the folder `out` from `sources` (see corpus.sources.open_source).

    Whatever kills it, a second run with the same sources and settings goes on where it was and gives the same bytes; a
    damaged source is noted and the others go on. `engine`: "local" with so many `workers` (0: one a usable core), or
    "ray", whose workers must see the same folders; the data set is the same to the byte. `say` is told of progress.

    Raises InputError when a source cannot be opened, nothing is left, or the disk is full, and SettingsError for wrong
    settings or a folder that is for other ones.
    """
    settings = settings or BuildSettings()
    folder = Path(out).absolute()
    run = choose_engine(engine, workers)
    opened = [open_source(spec, settings=settings.source) for spec in sources]
    test_sets = [read_test_set(spec) for spec in settings.test_sets]
    described = settings.described(opened, test_sets)
    if is_complete(folder, described):
        say(f"{folder} is complete already")
        return Built(folder, row_counts(folder), Counter(), ())
    stages = Stages(
        RuleSettings.read(settings.rules),
        Contamination(test_sets) if test_sets else None,
        settings.embedder,
        settings.min_alignment,
    )
    notes: list[str] = []
    with DataSetWriter(folder, described) as writer:
        parts = Parts(folder, described)
        pieces = units(opened, settings.unit, lambda error: notes.append(f"stopped early: {error}"))
        done = []
        for part in run(pieces, parts, stages):
            say(f"unit {part.number}: {part.rows:,} rows, {part.kept:,} kept so far")
            done.append(part)
        notes += [note for part in done for note in part.notes] + _told(opened)
        if not sum(part.kept for part in done):
            raise InputError(f"{', '.join(sources)}: nothing is left for a corpus; {'; '.join(notes) or 'all dropped'}")
        dropped = finish(parts, done, writer, settings)
        rows = writer.finish()
    leaks = sum((part.leaks for part in done), Counter[tuple[str, str]]())
    decontamination = [summary([one.name for one in test_sets], leaks)] if test_sets else []
    about = About(
        address=os.fspath(out),
        signatures={"rules": stages.rules.signature},
        decontamination=decontamination,
        limits=notes,
    )
    write_card(folder, count(folder), about)
    shutil.rmtree(parts.folder, ignore_errors=True)
    return Built(folder, rows, dropped, (*notes, *decontamination))


def _told(sources: Sequence[Source]) -> list[str]:
    """What the readers left out, put right and noticed."""
    lines = []
    for source in sources:
        counts = [f"{number:,} {what} left out" for what, number in source.left_out.items()]
        counts += [f"{number:,} {what} put right" for what, number in source.repaired.items()]
        lines += [f"{source.name}: {', '.join(counts)}"] * bool(counts) + source.notes
    return lines
