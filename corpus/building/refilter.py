"""A data set decided of anew: other rules, other duplicates, more test sets; nothing is aligned or scored twice."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.building.build import settings_of
from corpus.building.pipeline import Built, Say, Work, run
from corpus.building.stages import to_decide
from corpus.dedupe import DedupeSettings
from corpus.store import built_with, read_rows, remembered
from corpus.testsets import read_test_set
from models.errors import SettingsError


def refilter(
    folder: str | os.PathLike[str],
    *,
    rules: Mapping[str, str] | None = None,
    scores: Sequence[str] = (),
    dedupe: DedupeSettings | None = None,
    near: bool | None = None,
    test_sets: Sequence[str] = (),
    workers: int = 0,
    engine: str = "local",
    say: Say = lambda _: None,
) -> Built:
    """Decide anew which rows of the data set in `folder`, kept and dropped ones, are kept.

    What is not given stays as the data set was built: `rules` take the place of those of the same name, rows that pass
    are scored by `scores` too, and rows of `test_sets` go besides those that are gone already. The data set is then
    what `build` makes of the same sources with these settings. It can be read as it was until the new one is whole, and
    a run that is killed is gone on with by the same call.

    Raises InputError when there is no whole data set, nothing would be left or the disk is full, and SettingsError for
    wrong settings.
    """
    path = Path(folder).absolute()
    before = settings_of(path)
    old, about = built_with(path), remembered(path)
    settings = replace(
        before,
        rules={**before.rules, **(rules or {})},
        scores=(*before.scores, *(score for score in scores if score not in before.scores)),
        dedupe=dedupe or before.dedupe,
        near=before.near if near is None else near,
    )
    held = {one["name"]: one["content"] for one in old["test_sets"]}
    read = {spec: read_test_set(spec) for spec in test_sets}
    new = {spec: one for spec, one in read.items() if held.get(one.name) != one.fingerprint}
    if taken := [spec for spec, one in new.items() if one.name in held]:
        raise SettingsError(f"test set {taken[0]}: {path} is without another one of this name; give it a new name")
    contents = {one.name: one.fingerprint for one in new.values()}
    described = settings.described(
        old["sources"], [{"name": name, "content": content} for name, content in {**held, **contents}.items()]
    )
    work = Work(
        address=os.fspath(folder),
        settings=settings,
        described=described,
        rows=lambda: [map(to_decide, read_rows(path))],
        test_sets=list(new.values()),
        places={**about["test_sets"], **{one.name: spec for spec, one in new.items()}},
        notes=list(about["notes"]),
        replace=True,
    )
    return run(work, workers=workers, engine=engine, say=say)
