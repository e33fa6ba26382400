"""A data set from sources, and more sources into a data set."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from corpus.building.pipeline import Built, Say, Work, run
from corpus.building.settings import BuildSettings
from corpus.building.stages import as_decided
from corpus.building.units import Item, until_damaged
from corpus.pairs import Pair
from corpus.score import unscored
from corpus.sources import Source, SourceSettings, open_source
from corpus.store import built_with, differences, read_rows, remembered
from corpus.testsets import TestSet, read_test_set
from models.errors import InputError, SettingsError


def build(
    out: str | os.PathLike[str],
    sources: Sequence[str],
    *,
    settings: BuildSettings | None = None,
    append: bool = False,
    workers: int = 0,
    engine: str = "local",
    say: Say = lambda _: None,
) -> Built:
    """Build a Hugging Face data set in the folder `out` from `sources` (see corpus.sources.open_source).

    Whatever kills it, a second run with the same sources and settings goes on where it was and gives the same bytes; a
    damaged source is noted and the others go on. `engine`: "local" with so many `workers` (0: one a usable core), or
    "ray", whose workers must see the same folders; the data set is the same to the byte. `say` is told of progress. A
    program that builds with several workers does so under `if __name__ == "__main__":`, since they import it.

    `append`: the sources are added to the data set that is in `out`, as if all had been built at once: those that are
    in it are left alone, no row changes its split, and of duplicates the best-scored stays. It goes by the settings
    that `out` was built with; given ones must be the same but for what they say of sources.

    Raises InputError when a source cannot be opened, nothing is left, or the disk is full, and SettingsError for wrong
    settings or a folder that is for other ones.
    """
    address = os.fspath(out)
    opened = _open(sources, (settings or BuildSettings()).source)
    work = _appended(address, opened, settings) if append else _new(address, opened, settings or BuildSettings())
    return run(work, workers=workers, engine=engine, say=say)


def settings_of(folder: str | os.PathLike[str]) -> BuildSettings:
    """The settings that the data set in `folder` was built with; those of sources are not among them.

    Raises InputError when there is no whole data set, SettingsError when another version of jisr built it.
    """
    path = Path(folder).absolute()
    settings = BuildSettings.recalled(built_with(path))
    places: Mapping[str, str] = remembered(path)["test_sets"]
    return replace(settings, test_sets=tuple(places.values()))


def _open(specs: Sequence[str], settings: SourceSettings) -> list[Source]:
    opened = [open_source(spec, settings=settings) for spec in specs]
    names = Counter(source.name for source in opened)
    if twice := [name for name, number in names.items() if number > 1]:
        raise SettingsError(
            f"{twice[0]}: two sources are called so; leave one out, or name it: {twice[0]}?name=another-name"
        )
    return opened


def _new(address: str, sources: Sequence[Source], settings: BuildSettings) -> Work:
    test_sets = {spec: read_test_set(spec) for spec in settings.test_sets}
    notes: list[str] = []
    return Work(
        address=address,
        settings=settings,
        described=settings.described([_description(source) for source in sources], _contents(test_sets.values())),
        rows=lambda: _rows(sources, settings, notes),
        test_sets=list(test_sets.values()),
        places={test_set.name: spec for spec, test_set in test_sets.items()},
        notes=notes,
    )


def _appended(address: str, sources: Sequence[Source], settings: BuildSettings | None) -> Work:
    folder = Path(address).absolute()
    kept = settings_of(folder)
    old, about = built_with(folder), remembered(folder)
    _check_same(folder, kept, settings)
    known = {source["name"]: source for source in old["sources"]}
    new = [source for source in sources if known.get(source.name) != _description(source)]
    if changed := [source.name for source in new if source.name in known]:
        raise SettingsError(
            f"{changed[0]}: is in {folder} already, and has changed since or was read otherwise; give it another name "
            f"({changed[0]}?name=another-name), or build a new data set"
        )
    test_sets = _same_test_sets(folder, old, about["test_sets"]) if new else []
    notes: list[str] = list(about["notes"])
    descriptions = [*old["sources"], *map(_description, new)]
    return Work(
        address=address,
        settings=kept,
        described=kept.described(descriptions, old["test_sets"]),
        rows=lambda: chain([map(as_decided, read_rows(folder))], _rows(new, kept, notes)),
        test_sets=test_sets,
        places=about["test_sets"],
        notes=notes,
        replace=True,
    )


def _check_same(folder: Path, kept: BuildSettings, given: BuildSettings | None) -> None:
    if given is None:
        return
    # What test sets are in is told by their rows, not by where they lie.
    before, now = (one.described([], []) for one in (kept, given))
    if before != now or set(given.test_sets) - set(kept.test_sets):
        told = differences(before, now) or "another test set"
        raise SettingsError(
            f"{folder}: was built with other settings ({told}); leave them out to append with those it was built "
            "with, and change them afterwards: jisr corpus refilter"
        )


def _same_test_sets(folder: Path, old: Mapping[str, Any], places: Mapping[str, str]) -> list[TestSet]:
    """The test sets the data set is without.

    Raises InputError when one is not to be found any more, or is another one.
    """
    test_sets = []
    for wanted in old["test_sets"]:
        spec = places[wanted["name"]]
        try:
            test_set = read_test_set(spec)
        except InputError as error:
            raise InputError(
                f"{error}; {folder} was built without its rows, and what is appended must be too: put it back"
            ) from error
        if test_set.fingerprint != wanted["content"]:
            raise InputError(
                f"test set {spec}: has changed since {folder} was built without its rows; put the old one back, or "
                "build a new data set"
            )
        test_sets.append(test_set)
    return test_sets


def _description(source: Source) -> dict[str, str]:
    return {"name": source.name, "kind": source.kind, "content": source.fingerprint}


def _contents(test_sets: Iterable[TestSet]) -> list[dict[str, str]]:
    return [{"name": one.name, "content": one.fingerprint} for one in test_sets]


def _rows(sources: Sequence[Source], settings: BuildSettings, notes: list[str]) -> Iterator[Iterator[Item]]:
    """The rows of each source; `notes` gets what people should know of it, when it has been read."""
    scorers = settings.scorers

    def failed(error: InputError) -> None:
        notes.append(f"stopped early: {error}")

    for source in sources:
        items = until_damaged(source.items(), failed)
        yield (unscored(item, scorers) if isinstance(item, Pair) else item for item in items)
        counts = [f"{number:,} {what} left out" for what, number in source.left_out.items()]
        counts += [f"{number:,} {what} put right" for what, number in source.repaired.items()]
        notes += [f"{source.name}: {', '.join(counts)}"] * bool(counts) + source.notes
