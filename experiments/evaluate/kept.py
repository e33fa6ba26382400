"""Translations kept in a folder: SYSTEM/SET.en, a line a row, beside source/SET.ar and reference/SET.en.

SYSTEM/SET.json is written last: what the translations were made from, and what they cost.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from corpus.score.program import one_line
from corpus.store.disk import read_json, unwritable, write_bytes, write_json
from experiments.evaluate.outputs import Cost, Outputs
from experiments.evaluate.sets import EvaluationSet

_UNSAFE = re.compile(r"[^\w.+-]+")


def keep(folder: Path, one: EvaluationSet, outputs: Outputs) -> None:
    """Write a system's translations of a set.

    Raises InputError when that cannot be done.
    """
    name, place = file_name(one.name), folder / file_name(outputs.system)
    cost = asdict(outputs.cost) if outputs.cost else None
    try:
        _write(folder / "source" / f"{name}.ar", map(one_line, one.arabic))
        _write(folder / "reference" / f"{name}.en", one.english)
        (place / f"{name}.json").unlink(missing_ok=True)
        _write(place / f"{name}.en", outputs.texts)
        write_json(place / f"{name}.json", {"signature": outputs.signature, "set": one.fingerprint, "cost": cost})
    except OSError as error:
        raise unwritable(place, error, "what was kept before is whole") from error


def kept(folder: Path, one: EvaluationSet, system: str, signature: str) -> Outputs | None:
    """The kept translations of this very set by a system of this signature; None where there are none."""
    place = folder / file_name(system) / f"{file_name(one.name)}.json"
    about = read_json(place)
    if about is None or (about.get("signature"), about.get("set")) != (signature, one.fingerprint):
        return None
    try:
        texts = tuple(place.with_suffix(".en").read_text(encoding="utf-8").split("\n")[:-1])
        return Outputs(system, signature, texts, Cost(**about["cost"])) if len(texts) == len(one) else None
    except (OSError, ValueError, TypeError, KeyError):
        return None  # somebody has been at it: it is made again


def file_name(name: str) -> str:
    """A set's or a system's name as part of a path.

    >>> file_name("flores200:dev")
    'flores200-dev'
    """
    return _UNSAFE.sub("-", name).strip("-.") or "model"


def _write(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
