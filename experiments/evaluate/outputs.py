"""Translations of lines, one out for each that goes in, and what they cost."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.score.program import one_line
from models.engines.base import Decoding
from models.errors import InputError, SettingsError, TooLongError
from models.model import load
from models.store import find
from models.vocabulary import read_languages
from translate.batches import Batching, batches
from translate.translator import Translator

_RETRIES = ("resplit", "no_repeat", "other_beam")


@dataclass(frozen=True, slots=True)
class Cost:
    """What translating took: `seconds` of the clock and `cpu_seconds` of all threads, without loading the model;
    `peak_bytes` of the whole process, None where the system does not say; `retried`: sentences whose text is that of a
    retry of the guard's."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int | None
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


def translate_set(model: str, lines: Sequence[str], *, bare: bool = False) -> tuple[list[str], Cost]:
    """Translate `lines` in this process; what comes out has no line breaks.

    It is what `jisr translate` makes of each line, or with `bare` what the engine does: a line is a sentence, is not
    cut, and nothing is tried again.

    Raises ModelError when the model is not here, SettingsError when it does not write English, and InputError when a
    line is longer than the bare engine can take.
    """
    if (languages := read_languages(find(model).folder)).writes_arabic:
        raise SettingsError(f"{model} translates {languages}; test sets are Arabic with English references")
    texts, cost = _through_engine(model, lines) if bare else _through_translator(model, lines)
    return [one_line(text) for text in texts], cost


def _through_translator(model: str, lines: Sequence[str]) -> tuple[list[str], Cost]:
    with Translator(model) as translator:
        clock = _Clock()
        parts: list[list[str]] = [[] for _ in lines]
        for translation in translator.translate(lines):
            parts[translation.block].append(translation.target)
        report = translator.report
        retried = sum(getattr(report, name) for name in _RETRIES)
        return [" ".join(targets) for targets in parts], clock.cost(report.sentences, report.words, retried)


def _through_engine(model: str, lines: Sequence[str]) -> tuple[list[str], Cost]:
    with load(model) as loaded:
        clock = _Clock()
        pieces = loaded.vocabulary.encode([one_line(line) for line in lines])
        read = [number for number, some in enumerate(pieces) if some]
        lengths = [len(pieces[number]) for number in read]
        groups = [[read[index] for index in group] for group in batches(lengths, Batching().tokens)]
        texts = [""] * len(lines)
        try:
            results = loaded.engine.generate(([pieces[n] for n in group] for group in groups), Decoding())
            for group, hypotheses in zip(groups, results, strict=True):
                made = loaded.vocabulary.decode([hypothesis.pieces for hypothesis in hypotheses])
                for number, text in zip(group, made, strict=True):
                    texts[number] = text
        except TooLongError as error:
            longest = max(read, key=lambda number: len(pieces[number]))
            raise InputError(f"row {longest + 1:,}: {error}; leave out --bare, and it is cut") from error
        return texts, clock.cost(len(lines), sum(len(line.split()) for line in lines), 0)


class _Clock:
    """Starts when it is made."""

    def __init__(self) -> None:
        self._seconds, self._cpu = time.perf_counter(), time.process_time()

    def cost(self, sentences: int, words: int, retried: int) -> Cost:
        seconds, cpu = time.perf_counter() - self._seconds, time.process_time() - self._cpu
        return Cost(seconds, cpu, _peak_bytes(), sentences, words, retried)


def _peak_bytes() -> int | None:
    """The most memory that this process has had."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux's getrusage counts what the process that started this one had as well
        told = status.read_text(encoding="ascii", errors="replace").splitlines()
        return next((int(line.split()[1]) * 1024 for line in told if line.startswith("VmHWM:")), None)
    if sys.platform == "win32":
        return None
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
