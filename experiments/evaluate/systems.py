"""What is evaluated: models, and translations that were made elsewhere."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.score.program import one_line
from experiments.evaluate.kept import file_name, keep, kept
from experiments.evaluate.outputs import Outputs, translate_set
from experiments.evaluate.process import run_alone
from experiments.evaluate.sets import EvaluationSet
from models.errors import InputError, ModelError, SettingsError
from models.store import find
from translate.guard.evidence import gather
from translate.guard.settings import DEFAULT, reasons
from translate.recipe import Recipe

SET = "{set}"  # in the name of a file of translations: the set's name
_NAMED = re.compile(r"(?P<name>[^/=]+)=(?P<place>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class System:
    """A model (`place`: its name or folder), or files of translations (`stored`)."""

    name: str
    place: str
    stored: bool


def read_system(spec: str) -> System:
    """The system that `spec` means: [NAME=]PLACE.

    PLACE: a model's name or folder; or a file of translations, a line for each row of the set, in whose name `{set}`
    stands for the set's; or a folder of such files that are called after the sets (`dev.en`).
    """
    found = None if Path(spec).exists() else _NAMED.fullmatch(spec)
    name, place = (found["name"], found["place"]) if found else ("", spec)
    path = Path(place)
    if path.is_dir() and not (path / "config.json").is_file() and any(path.glob("*.en")):
        return System(name or path.absolute().name, str(path / f"{SET}.en"), True)
    if path.is_file() or SET in place:
        return System(name or _stem(path.name), place, True)
    return System(name or place, place, False)


def read_systems(specs: Iterable[str]) -> list[System]:
    """Read several systems.

    Raises SettingsError where two are called the same.
    """
    systems: dict[str, System] = {}
    for spec in specs:
        system = read_system(spec)
        if file_name(system.name) in systems:
            raise SettingsError(f"{spec}: two systems are called {system.name}; name this one: NAME={spec}")
        systems[file_name(system.name)] = system
    return list(systems.values())


def obtain(system: System, one: EvaluationSet, *, bare: bool = False, folder: Path | None = None) -> Outputs:
    """The translations of `one` by `system`; a model makes them in a process of its own (see translate_set).

    With `folder` what a model makes is kept there, and what is there already of the same model, way and set is taken.

    Raises ModelError when the model is not here, InputError when a file does not fit the set.
    """
    if system.stored:
        return _with_faults(_read(system, one), one)
    checkpoint = find(system.place)
    signature = f"{checkpoint.name}@{checkpoint.revision} {'bare ' * bare}{Recipe().signature}"
    if folder is not None and (found := kept(folder, one, system.name, signature)):
        return _with_faults(found, one)
    try:
        texts, cost = run_alone(translate_set, system.place, one.arabic, bare=bare)
    except (InputError, ModelError) as error:
        raise type(error)(f"{system.name}, {one.name}: {error}") from error
    made = Outputs(system.name, signature, tuple(texts), cost)
    if folder is not None:
        keep(folder, one, made)
    return _with_faults(made, one)


def _read(system: System, one: EvaluationSet) -> Outputs:
    """The stored translations of a set: a line for each of its rows, or for each row of its source."""
    path = Path(system.place.replace(SET, file_name(one.name)))
    try:
        lines = path.read_text(encoding="utf-8-sig").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: no UTF-8 ({error.reason}); convert it: iconv -t utf-8") from error
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); it would hold the translations of {one.name} by {system.name}"
        ) from error
    if one.numbers and len(lines) == one.size:
        lines = [lines[number] for number in one.numbers]
    if len(lines) != len(one):
        several = "" if SET in system.place else f"; for several sets write {SET} where their names differ"
        raise InputError(
            f"{path}: has {len(lines):,} lines, and {one.name} {len(one):,} rows; want a translation a line, in the "
            f"set's order{several}"
        )
    content = hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()
    return Outputs(system.name, f"{path.name}@{content}", tuple(map(one_line, lines)))


def _with_faults(outputs: Outputs, one: EvaluationSet) -> Outputs:
    counts: Counter[str] = Counter()
    for source, target in zip(one.arabic, outputs.texts, strict=True):
        counts.update(reasons(source, target, gather(source, target, None), DEFAULT))
    return replace(outputs, faults=dict(counts.most_common()))


def _stem(name: str) -> str:
    return name.replace(SET, "").removesuffix(".txt").removesuffix(".en").strip(".-_") or name
