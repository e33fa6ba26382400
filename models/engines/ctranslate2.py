"""The default engine: CTranslate2 on the processor, several batches at a time."""

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from models.engines.attention import Attention
from models.engines.base import Batch, Decoding, Hypothesis
from models.engines.groups import Group, check_lengths, groups, scorable, trimmed, ungrouped
from models.engines.processor import keep_memory
from models.engines.settings import EngineSettings, usable_cores
from models.errors import ModelError
from models.vocabulary import END

_SCORED_TOKENS = 2048  # a batch when given targets are scored; CTranslate2 puts equal lengths together


@dataclass(frozen=True, slots=True)
class _Job:
    """A batch under way: what is in no group, and its groups, each with CTranslate2's pending results."""

    rest: list[Hypothesis]
    parts: list[tuple[Group, list[Any]]]


class CTranslate2Engine:
    """Runs a converted model; `folder` is what models.convert wrote, `positions` the model's longest sequence."""

    name = "ctranslate2"

    def __init__(self, folder: Path, *, positions: int, settings: EngineSettings) -> None:
        if settings.tune_memory:
            keep_memory()
        import ctranslate2

        self.version: str = ctranslate2.__version__
        self.max_source = positions - 1
        self._positions = positions
        self._padded = settings.padded
        self.compute_type = _compute_type(settings.compute_type, ctranslate2.get_supported_compute_types("cpu"))
        self._workers = settings.workers or usable_cores()
        try:
            self._translator = ctranslate2.Translator(
                str(folder),
                device="cpu",
                compute_type=self.compute_type,
                inter_threads=self._workers,
                intra_threads=1,  # two workers of one thread beat one of two by some 10 % of CPU time
                max_queued_batches=-1,  # `generate` bounds the queue itself
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{folder}: CTranslate2 cannot load the model ({error}); remove the folder") from error

    def generate(self, batches: Iterable[Batch], decoding: Decoding) -> Iterator[list[Hypothesis]]:
        """See Engine.generate. Every worker has a next batch waiting, and no more are taken from `batches`."""
        waiting: deque[_Job] = deque()
        for batch in batches:
            waiting.append(self._submit(batch, [()] * len(batch), decoding))
            while sum(len(job.parts) for job in waiting) > 2 * self._workers and len(waiting) > 1:
                yield _collect(waiting.popleft(), decoding)
        while waiting:
            yield _collect(waiting.popleft(), decoding)

    def complete(self, sources: Batch, prefixes: Batch, decoding: Decoding) -> list[Hypothesis]:
        """See Engine.complete."""
        return _collect(self._submit(sources, prefixes, decoding), decoding)

    def score(self, sources: Batch, targets: Batch) -> list[float | None]:
        """See Engine.score."""
        scores: list[float | None] = [None] * len(sources)
        places = scorable(sources, targets, self._positions)
        pending = self._translator.score_batch(
            [[*sources[index], END] for index in places],
            [list(targets[index]) for index in places],
            max_batch_size=_SCORED_TOKENS,
            batch_type="tokens",
            max_input_length=0,
            asynchronous=True,
        )
        for index, future in zip(places, pending, strict=True):
            _wait(future)
            log_probs = future.result().log_probs
            scores[index] = sum(log_probs) / len(log_probs)
        return scores

    def attend(self, sources: Batch, targets: Batch) -> list[Attention | None]:
        """See Engine.attend."""
        found: list[Attention | None] = [None] * len(sources)
        places = scorable(sources, targets, self._positions)
        pending = [
            self._translator.translate_batch(
                [[*sources[index], END]],
                target_prefix=[list(targets[index])],
                asynchronous=True,
                beam_size=1,
                max_decoding_length=len(targets[index]),
                max_input_length=0,
                return_attention=True,
            )[0]
            for index in places
        ]
        for index, future in zip(places, pending, strict=True):
            _wait(future)
            rows = np.array(future.result().attention[0], dtype=np.float32)
            found[index] = rows[: len(targets[index]), :-1]
        return found

    def close(self) -> None:
        self._translator.unload_model()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _submit(self, batch: Batch, prefixes: Batch, decoding: Decoding) -> _Job:
        check_lengths(batch, self.max_source)
        parts = []
        for group in groups(batch, prefixes, decoding, self._positions, padded=self._padded):
            sources = [[*batch[index], END] for index in group.indices]
            begun = [list(prefix) for prefix in group.prefixes]
            if max(map(len, sources)) < group.width:
                # CTranslate2 pads to the longest source. One of nothing but ends makes it so; it is soon translated.
                sources.append([END] * group.width)
                begun.append(begun[0])
            pending = self._translator.translate_batch(
                sources,
                target_prefix=begun,
                asynchronous=True,
                beam_size=decoding.beam,
                length_penalty=decoding.length_penalty,
                no_repeat_ngram_size=decoding.no_repeat_ngram,
                repetition_penalty=decoding.repetition_penalty,
                max_decoding_length=group.steps,
                max_input_length=0,
                disable_unk=True,
                return_end_token=True,  # counts </s> in the length, as the reference does, and shows the unfinished
                return_scores=True,
            )
            parts.append((group, pending[: len(group.indices)]))
        return _Job(ungrouped(batch, prefixes), parts)


def _collect(job: _Job, decoding: Decoding) -> list[Hypothesis]:
    found = job.rest
    for group, pending in job.parts:
        begun = len(group.prefixes[0])
        for index, limit, future in zip(group.indices, group.limits, pending, strict=True):
            _wait(future)
            result = future.result()
            tokens = result.hypotheses[0]
            # CTranslate2 divides by length ** penalty; the mean is wanted whatever the penalty.
            mean = result.scores[0] * len(tokens) ** decoding.length_penalty / (len(tokens) - begun)
            found[index] = trimmed(tokens, mean, limit)
    return found


def _wait(future: Any) -> None:
    """Wait in Python, where Ctrl-C is heard; CTranslate2's own wait is deaf until the batch is done."""
    if threading.current_thread() is not threading.main_thread():
        return  # Ctrl-C is the main thread's
    pause = 0.0002
    while not future.done():
        time.sleep(pause)
        pause = min(pause * 1.5, 0.02)


def _compute_type(wanted: str, supported: set[str]) -> str:
    if wanted == "auto":
        return "int8" if "int8" in supported else "float32"
    if wanted not in supported:
        raise ModelError(f"this processor cannot compute in {wanted}, only in {', '.join(sorted(supported))}")
    return wanted
