"""The teacher translates, the student is trained on it."""

import dataclasses
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.building import BuildSettings, build
from corpus.building.pipeline import Built, Say
from corpus.sources import SourceSettings
from corpus.store import read_pairs
from models.errors import InputError, SettingsError
from models.settings import from_mapping
from models.store import find
from models.train.batches import Pairs, plan_epoch
from models.train.prepare import prepare
from models.train.recipe import Recipe, Schedule, Source, read_recipe
from models.train.run import Outcome, train
from models.vocabulary import read_languages

_STUDENT = Path(__file__).parent / "student.toml"
_TAUGHT = Source(files="data/train-*.parquet")
_DEV_LINES = 1000
_EPOCHS = 10
_SHARES = {"validation": 0.02, "test": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class DistilSettings:
    """How a student is made.

    `recipe`: a recipe of `jisr models train`, whose own sources are trained on as well; without one it is
    `student.toml`, for `epochs` epochs. `data`: the folders of the recipe's sources (its own `data` unless given).
    `dev`: development lines, Arabic and English; the teacher's for sentences held back unless given. `initial`: a model
    folder to start from.
    """

    recipe: Path | None = None
    epochs: int = _EPOCHS
    data: tuple[Path, ...] = ()
    dev: tuple[Path, Path] | None = None
    initial: str = ""


def teach(teacher: str, texts: Sequence[str], out: Path, *, workers: int = 0, say: Say = lambda _: None) -> Built:
    """Translate the Arabic files `texts` with `teacher` into a data set in the folder `out`.

    It is `corpus.build` over texts to translate: what the guard holds to be no translation (empty, repeating, too long,
    too short) and what the rules drop is in the ledger with its reason, and a second run goes on where the first
    stopped.

    Raises SettingsError for a teacher that writes Arabic, ModelError when it is not here, InputError for a text that
    cannot be read.
    """
    if (languages := read_languages(find(teacher).folder)).writes_arabic:
        raise SettingsError(f"{teacher} translates {languages}; a teacher translates from Arabic")
    settings = BuildSettings(source=SourceSettings(translate=teacher), near=False, shares=_SHARES)
    return build(out, texts, settings=settings, workers=workers, say=say)


def learn(
    taught: Path,
    out: Path,
    settings: DistilSettings,
    *,
    minutes: float = math.inf,
    threads: int = 0,
    say: Say = lambda _: None,
) -> Outcome:
    """Train a student in the folder `out` on the data set `taught`; goes on where a run before it was stopped.

    Raises InputError when `taught` has no rows, SettingsError for a wrong recipe, or when `out` is another run's.
    """
    out.mkdir(parents=True, exist_ok=True)
    dev = settings.dev or _held_back(taught, out, say)
    given = read_recipe(settings.recipe) if settings.recipe else None
    recipe = _student(given, settings.initial)
    data = [taught, *_folders(settings, given)]
    if given is None:
        prepare(recipe, data, out / "prepared")
        recipe = _timed(recipe, out / "prepared", settings.epochs)
    return train(recipe, data, dev, out, minutes=minutes, threads=threads)


def _student(given: Recipe | None, initial: str) -> Recipe:
    if given is not None:
        return dataclasses.replace(given, sources=(_TAUGHT, *given.sources), initial=initial or given.initial)
    values: dict[str, Any] = tomllib.loads(_STUDENT.read_text(encoding="utf-8"))
    fixed = {"name": "student", "data": [], "dev_ar": "", "dev_en": "", "sources": [], "initial": initial}
    recipe = from_mapping(Recipe, values | fixed, where=str(_STUDENT))
    return dataclasses.replace(recipe, sources=(_TAUGHT,))


def _folders(settings: DistilSettings, given: Recipe | None) -> list[Path]:
    if settings.data:
        return list(settings.data)
    if given is None or settings.recipe is None:
        return []
    return [settings.recipe.parent / folder for folder in given.data]


def _timed(recipe: Recipe, prepared: Path, epochs: int) -> Recipe:
    """`recipe` with as many updates as `epochs` have; a tenth of them warms up, the last third cools down."""
    schedule = recipe.schedule
    pairs = Pairs.read(prepared / "pairs.parquet")
    batches = len(plan_epoch(pairs, seed=schedule.seed, epoch=0, batch_tokens=schedule.batch_tokens))
    updates = max(1, epochs * batches)
    timed: Schedule = dataclasses.replace(
        schedule, updates=updates, warmup=min(1000, max(1, updates // 10)), cooldown=updates // 3
    )
    every = min(recipe.checkpoints.every, max(1, updates // 4))
    checkpoints = dataclasses.replace(recipe.checkpoints, every=every)
    return dataclasses.replace(recipe, schedule=timed, checkpoints=checkpoints)


def _held_back(taught: Path, out: Path, say: Say) -> tuple[Path, Path]:
    """The first lines of the validation split as two files, or of all rows where there is too little text for one."""
    pairs = list(islice(read_pairs(taught, "validation"), _DEV_LINES))
    if not pairs:
        say(f"{taught}: no document fell into its validation split; progress is told on rows that are learned (--dev)")
        pairs = list(islice(read_pairs(taught, "train"), _DEV_LINES // 10))
    if not pairs:
        raise InputError(f"{taught}: nothing that was translated is worth learning; its ledger has the reasons")
    files = out / "dev.ar", out / "dev.en"
    for file, lines in zip(files, ([pair.ar for pair in pairs], [pair.en for pair in pairs]), strict=True):
        file.write_text("".join(" ".join(line.split()) + "\n" for line in lines), encoding="utf-8")
    return files
