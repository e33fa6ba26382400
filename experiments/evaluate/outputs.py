"""Translations of a test set: made here, in a process of their own, or made elsewhere and read from a file."""

import hashlib
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

from experiments.evaluate.sets import EvaluationSet
from models.errors import InputError
from models.store import find
from translate.guard.evidence import gather
from translate.guard.settings import DEFAULT, reasons
from translate.recipe import Recipe

_RETRIES = ("resplit", "no_repeat", "other_beam")
# A kilobyte everywhere but on macOS, where it is a byte.
_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What translating took: `seconds` of the clock and `cpu_seconds` of all threads, without loading the model;
    `peak_bytes` of the whole process; `retried`: sentences whose text is that of a retry of the guard's."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    sentences: int
    words: int
    retried: int


@dataclass(frozen=True, slots=True)
class Outputs:
    """A system's translations of a set, row by row; `cost` is None where they were made elsewhere.

    `signature`: what decided them. `faults`: rows in which the guard finds fault, by its reason: empty, repeats, long,
    short, arabic (copied), numbers, ….
    """

    system: str
    signature: str
    texts: tuple[str, ...]
    cost: Cost | None = None
    faults: dict[str, int] = field(default_factory=dict)


def obtain(system: str, one: EvaluationSet, *, bare: bool = False, keep: Path | None = None) -> Outputs:
    """The translations of `one` by `system`: a model (see models.store.find), or a file or folder of translations.

    A file has one translation a line; a folder has such a file for each set, called NAME.en. A model translates as
    `jisr translate` does, or with `bare` each row as one sentence: not cut, nothing tried again. With `keep` what a
    model makes is stored in that folder, and what is stored there already, of the same model, settings and set, is
    taken.

    Raises ModelError when the model is not here, InputError when a file does not fit the set.
    """
    path = Path(system)
    if path.is_file() or (path.is_dir() and not (path / "config.json").is_file()):
        return _with_faults(_read(path, one), one)
    checkpoint = find(system)
    signature = f"{checkpoint.name}@{checkpoint.revision} {'bare ' * bare}{Recipe().signature}"
    folder = keep and keep / checkpoint.slug
    if folder and (stored := _stored(folder, one, signature)):
        return stored
    made = _with_faults(_translated(system, checkpoint.name, signature, one, bare), one)
    if folder:
        _store(folder, one, made)
    return made


def translate_set(model: str, lines: Sequence[str], *, bare: bool = False) -> tuple[list[str], Cost]:
    """Translate `lines` in this process, one line out for each line in.

    Raises ModelError when the model is not here.
    """
    from translate import Translator

    recipe = {"max_words": None, "guard": None} if bare else {}
    with Translator(model, **recipe) as translator:  # type: ignore[arg-type]
        began, cpu = time.perf_counter(), time.process_time()
        parts: list[list[str]] = [[] for _ in lines]
        for translation in translator.translate(lines):
            parts[translation.block].append(translation.target)
        report = translator.report
        cost = Cost(
            time.perf_counter() - began,
            time.process_time() - cpu,
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT,
            report.sentences,
            report.words,
            sum(getattr(report, name) for name in _RETRIES),
        )
    return [" ".join(filter(None, targets)) for targets in parts], cost


def _translated(model: str, name: str, signature: str, one: EvaluationSet, bare: bool) -> Outputs:
    # In a process of its own: its memory is the model's, and is gone when the next one comes.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        texts, cost = pool.submit(translate_set, model, one.arabic, bare=bare).result()
    return Outputs(name, signature, tuple(texts), cost)


def _read(path: Path, one: EvaluationSet) -> Outputs:
    file = path if path.is_file() else path / f"{_slug(one.name)}.en"
    try:
        texts = file.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise InputError(f"{file}: no translations of {one.name}; make them: jisr models evaluate … --out") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8 text ({error})") from error
    if texts and not texts[-1]:
        texts.pop()
    if len(texts) != len(one):
        raise InputError(f"{file}: has {len(texts):,} lines, and {one.name} {len(one):,}; want a translation a line")
    content = hashlib.blake2b("\n".join(texts).encode(), digest_size=8).hexdigest()
    return Outputs(path.stem if path.is_file() else path.name, f"{path.name}@{content}", tuple(texts))


def _with_faults(outputs: Outputs, one: EvaluationSet) -> Outputs:
    counts: Counter[str] = Counter()
    for source, target in zip(one.arabic, outputs.texts, strict=True):
        counts.update(reasons(source, target, gather(source, target, None), DEFAULT))
    return replace(outputs, faults=dict(counts.most_common()))


def _store(folder: Path, one: EvaluationSet, outputs: Outputs) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = _slug(one.name)
    (folder / f"{name}.en").write_text("".join(f"{' '.join(text.split())}\n" for text in outputs.texts), "utf-8")
    about = {"signature": outputs.signature, "set": _content(one), "cost": asdict(outputs.cost) if outputs.cost else {}}
    (folder / f"{name}.json").write_text(json.dumps(about, indent=1, ensure_ascii=False), encoding="utf-8")


def _stored(folder: Path, one: EvaluationSet, signature: str) -> Outputs | None:
    about = folder / f"{_slug(one.name)}.json"
    if not about.is_file():
        return None
    known = json.loads(about.read_text(encoding="utf-8"))
    if (known["signature"], known["set"]) != (signature, _content(one)):
        return None
    read = _read(folder, one)
    return _with_faults(
        replace(read, system=signature.split("@")[0], signature=signature, cost=Cost(**known["cost"])), one
    )


def _content(one: EvaluationSet) -> str:
    return hashlib.blake2b(repr((one.arabic, one.english)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _slug(name: str) -> str:
    return "".join(character if character.isalnum() or character in "-_." else "-" for character in name)
