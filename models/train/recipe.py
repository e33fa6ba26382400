"""The recipe of a training run: one TOML file, read once and checked."""

import dataclasses
import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from models.errors import SettingsError
from models.settings import from_mapping

DIRECTIONS = ("ar-en", "en-ar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Pairs to train on: the files that match `files`, under the data folders.

    They are `.tsv.gz` (Arabic, tab, English), or the `.parquet` of a data set with a column `translation`, as
    `jisr corpus build` makes: `news/data/train-*.parquet`. A `.txt.gz` holds monolingual text, a sentence a line, in
    the language that the model writes: it learns to restore it from noised lines (models/train/noise.py).

    `weight`: how often a pair is seen in one epoch, on average. `licence`: what the source's owner states. `tag`: put
    before every source text, so that the model can tell these pairs from others (Caswell et al. 2019, for
    back-translations); a character that the subwords know and texts seldom open with.
    """

    files: str
    weight: float = 1.0
    licence: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The model's size. Post-norm, swish and tied embeddings, as in Helsinki-NLP's models."""

    width: int = 256
    heads: int = 4
    feed_forward: int = 1024
    encoder_layers: int = 6
    decoder_layers: int = 2
    positions: int = 512
    dropout: float = 0.1
    attention_dropout: float = 0.0
    source_subwords: int = 8000
    target_subwords: int = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How the updates go.

    The rate climbs to `rate` over `warmup` updates, falls with the inverse square root of the update's number
    (Vaswani et al. 2017, section 5.3), and over the last `cooldown` updates in a straight line to nothing.
    The encoder's layers stay as they are for the first `encoder_from` updates, and then learn at `encoder_rate` times
    the rate: while the decoder only learns English, what it wants of the encoder is the same vector for every word.
    For the first `source_from` updates the source embeddings stay as well, and nothing is worked out for them: for an
    encoder that has learned its language elsewhere.
    `batch_tokens`: padded tokens of the longer side in one batch; `accumulate`: batches to an update.
    """

    updates: int
    rate: float = 1e-3
    warmup: int = 1000
    cooldown: int = 0
    encoder_from: int = 0
    encoder_rate: float = 1.0
    source_from: int = 0
    batch_tokens: int = 2048
    accumulate: int = 1
    label_smoothing: float = 0.1
    weight_decay: float = 0.0
    clip: float = 1.0
    max_tokens: int = 128
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoints:
    """When to save and to look.

    `every`: updates between checkpoints. `keep`: how many of the latest weights are kept and averaged in the end.
    `patience`: stop when validation chrF has not risen for so many checkpoints (0: never). `portable`: write
    float16 weights without the optimiser's state, in files under 16 MiB, for a run that moves between machines in
    stages; the rate then warms up again over `rewarm` updates.
    """

    every: int = 500
    keep: int = 4
    patience: int = 0
    validation_lines: int = 200
    portable: bool = False
    rewarm: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything a training run depends on. `data` and the development files are relative to the recipe's file.

    `data`: folders in which the sources' files are looked for, one (a string in TOML) or more.
    """

    name: str
    data: tuple[str, ...]
    dev_ar: str
    dev_en: str
    direction: str = "ar-en"  # or en-ar: the same pairs, turned round
    sources: tuple[Source, ...]
    first: tuple[Source, ...] = ()  # more sources, read before those of the base: what they share gets this weight
    shape: Shape = field(default_factory=Shape)
    schedule: Schedule
    checkpoints: Checkpoints = field(default_factory=Checkpoints)
    lexicon: bool = False  # start the source embeddings where their translations are (models/train/lexicon.py)
    least_weight: float = 0.0  # sources of a lower weight are left out
    without: tuple[str, ...] = ()  # patterns of the files of sources that are left out as well
    max_words: int = 0  # written into the model's config.json: beyond these, jisr cuts sentences (0: its default)
    initial: str = ""  # a model folder to start from; its subwords and shape are used, the dropout is ours

    def signature(self) -> str:
        """A short hash of what the prepared data and the weights' shape depend on: not the schedule's length."""
        shape = dataclasses.replace(self.shape, dropout=0.0, attention_dropout=0.0)
        parts = (self.sources, shape, self.direction, bool(self.initial), self.schedule.max_tokens)
        text = json.dumps([_plain(part) for part in parts], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return value


def _values(path: Path) -> dict[str, Any]:
    values = _read_toml(path)
    base = values.pop("base", None)
    if base is None:
        return values
    merged = _read_toml(path.parent / base) if isinstance(base, str) else {"base": base}
    if "base" in merged:
        raise SettingsError(f"{path}: base must be the file of a recipe that has no base itself, not {base!r}")
    for name, value in values.items():
        merged[name] = {**merged.get(name, {}), **value} if isinstance(value, dict) else value
    return merged


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: no such recipe; models/bundled/recipe.toml is one to start from") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from None


def read_recipe(path: Path) -> Recipe:
    """Read a recipe from a TOML file; one with a `base` is that recipe but for the settings it names itself.

    Raises SettingsError when a file is missing, is not TOML, or holds an unknown or impossible setting.
    """
    values = _values(path)
    if isinstance(values.get("data"), str):
        values["data"] = [values["data"]]
    recipe = from_mapping(Recipe, values, where=str(path))
    if recipe.direction not in DIRECTIONS:
        raise SettingsError(f"{path}: direction must be one of {', '.join(DIRECTIONS)}, not '{recipe.direction}'")
    shape, schedule = recipe.shape, recipe.schedule
    if shape.width % shape.heads or shape.width % 2:
        raise SettingsError(f"{path}: shape.width must be even and a multiple of shape.heads")
    if schedule.max_tokens >= shape.positions:
        raise SettingsError(f"{path}: schedule.max_tokens must be under shape.positions ({shape.positions})")
    if schedule.warmup + schedule.cooldown > schedule.updates:
        raise SettingsError(f"{path}: schedule.warmup and cooldown are more than schedule.updates")
    sources = tuple(source for source in (*recipe.first, *recipe.sources) if _is_wanted(source, recipe))
    if not sources:
        raise SettingsError(f"{path}: no [[sources]] of least_weight or more; name at least one")
    return dataclasses.replace(recipe, sources=sources, first=())


def _is_wanted(source: Source, recipe: Recipe) -> bool:
    return source.weight >= recipe.least_weight and not any(fnmatch(source.files, one) for one in recipe.without)
