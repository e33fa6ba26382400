"""The pipeline: units through the stages, in processes or on a cluster, then duplicates, splits, shards and the card.

A data set is built from sources; more sources are added to one, or its rows are decided of anew: `Work` says what is
to be done, and everything else is the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.building.engines import choose_engine
from corpus.building.finish import finish
from corpus.building.parts import Parts
from corpus.building.settings import BuildSettings
from corpus.building.stages import Stages
from corpus.building.units import Item, units
from corpus.card import About, count, write_card
from corpus.decontaminate import Contamination, summary
from corpus.rules import RuleSettings
from corpus.store import DataSetWriter, built_with, is_complete, remembered, row_counts
from corpus.testsets import TestSet
from models.errors import InputError

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """A finished data set: rows by split and in the ledger, drops by reason, and what people should know."""

    folder: Path
    rows: dict[str, int]
    dropped: Mapping[str, int]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a run is to do.

    `address`: the folder as the user gave it; `described`: whatever decides the rows; `rows`: what is cut into units,
    source by source; `test_sets`: what the rows are compared with; `places`: what was given for each test set that
    the data set is without, by its name; `notes`: filled while `rows` are read; `replace`: whether an older data set
    gives way.
    """

    address: str
    settings: BuildSettings
    described: Mapping[str, Any]
    rows: Callable[[], Iterable[Iterator[Item]]]
    test_sets: Sequence[TestSet]
    places: Mapping[str, str]
    notes: list[str] = field(default_factory=list)
    replace: bool = False


def run(work: Work, *, workers: int, engine: str, say: Say) -> Built:
    """Do it, or what an earlier run left of it.

    Raises InputError when nothing is left or the disk is full, SettingsError for a folder that is for other settings.
    """
    folder = Path(work.address).absolute()
    take_through = choose_engine(engine, workers)
    parts = Parts(folder, work.described)
    if is_complete(folder, work.described):
        if not parts.left:
            say(f"{folder} is complete already")
        return _told(work.address, parts)
    rules = RuleSettings.read(work.settings.rules)
    contamination = Contamination(work.test_sets) if work.test_sets else None
    scorers = work.settings.scorers
    for scorer in scorers:
        scorer.check()
    stages = Stages(rules, contamination, work.settings.embedder, scorers, work.settings.near)
    with DataSetWriter(folder, work.described, replace=work.replace) as writer:
        parts.begin()
        done = []
        for part in take_through(units(work.rows(), work.settings.unit), parts, stages):
            say(f"unit {part.number}: {part.rows:,} rows, {part.kept:,} kept so far")
            done.append(part)
        notes = list(dict.fromkeys([*work.notes, *(note for part in done for note in part.notes)]))
        if not sum(part.kept for part in done):
            names = ", ".join(source["name"] for source in work.described["sources"])
            raise InputError(f"{names}: nothing is left for a corpus; {'; '.join(notes) or 'all rows are dropped'}")
        dropped = dict(finish(parts, done, writer, work.settings).most_common())
        writer.finish({"notes": notes, "test_sets": dict(work.places), "dropped": dropped})
    return _told(work.address, parts)


def _told(address: str, parts: Parts) -> Built:
    """What became of the rows; where a run has just ended, or was killed after its shards, the card is written."""
    folder = Path(address).absolute()
    about, settings = remembered(folder), built_with(folder)
    decontamination = summary([one["name"] for one in settings["test_sets"]], about["dropped"])
    if parts.left:
        rules = RuleSettings.read({name: str(value) for name, value in settings["rules"].items()})
        card = About(
            address=address,
            signatures={"rules": rules.signature, **settings["scores"]},
            decontamination=decontamination,
            limits=about["notes"],
        )
        write_card(folder, count(folder), card)
        parts.remove()
    return Built(folder, row_counts(folder), about["dropped"], (*about["notes"], *decontamination))
