"""Beam search over any step function, in CTranslate2's semantics.

After BeamSearch::search and finalize_result in CTranslate2's src/decoding.cc (4.x): 2 x beam candidates a step; a
finished hypothesis leaves the beam and the next unfinished candidate takes its place; a sentence is done when as many
hypotheses as the beam is wide have finished (with penalty 0: the best of a step), or at the last step, where the open
ones are closed; the best is the one with the highest log-probability / length ** penalty, `</s>` counted.
transformers' own `generate` differs in when it stops and forces `</s>` at the limit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.engines.base import Decoding

Floats = NDArray[np.float32]

# step(tokens, parents): append tokens[i] to the decoder state of row parents[i]; logits (rows, vocabulary).
Step = Callable[[Sequence[int], Sequence[int]], Floats]


@dataclass(slots=True)
class _Sentence:
    """One sentence under way: where its beams' rows start, their tokens and scores, and what has finished."""

    number: int
    beams: list[tuple[int, ...]]
    scores: list[float] = field(default_factory=lambda: [0.0])
    finished: list[tuple[float, tuple[int, ...]]] = field(default_factory=list)
    top_finished: bool = False


def beam_search(
    step: Step,
    prefixes: Sequence[tuple[int, ...]],
    *,
    start: int,
    end: int,
    decoding: Decoding,
    steps: int,
) -> list[tuple[tuple[int, ...], float]]:
    """Search the best continuation of each sentence's prefix; all are equally long, and may be empty.

    Its tokens, those of the prefix among them (with `end`, if it finished), and the summed score of what follows the
    prefix. `step` is first called with one row a sentence, in order. `end` is never produced at the very first step.
    """
    beam, length_penalty, count = decoding.beam, decoding.length_penalty, len(prefixes)
    alive = [_Sentence(number, beams=[prefix]) for number, prefix in enumerate(prefixes)]
    best: list[tuple[tuple[int, ...], float]] = [((), 0.0)] * count
    tokens, parents = [start] * count, list(range(count))
    for forced in zip(*prefixes, strict=True):
        step(tokens, parents)
        tokens = list(forced)
    for time in range(len(prefixes[0]), steps):
        logits = step(tokens, parents)
        constrain(logits, [tokens for sentence in alive for tokens in sentence.beams], decoding)
        scores = _log_softmax(logits)
        tokens, parents, still, row = [], [], [], 0
        for sentence in alive:
            width = len(sentence.beams)
            kept = _advance(sentence, scores[row : row + width], end=end, beam=beam, last=time + 1 == steps)
            if time + 1 == steps or _is_done(sentence, beam, length_penalty):
                best[sentence.number] = _best(sentence, length_penalty)
            else:
                tokens += [beam_tokens[-1] for beam_tokens in sentence.beams]
                parents += [row + origin for origin in kept]
                still.append(sentence)
            row += width
        alive = still
        if not alive:
            break
    return best


def constrain(logits: Floats, written: Sequence[tuple[int, ...]], decoding: Decoding) -> None:
    """Apply the constraints of `decoding` to `logits`, a row a hypothesis, of which `written` are the subwords so far.

    As CTranslate2's RepetitionPenalty and NoRepeatNgram (src/decoding_utils.cc) do, before the softmax.
    """
    size, penalty = decoding.no_repeat_ngram, decoding.repetition_penalty
    for row, tokens in zip(logits, written, strict=True):
        if penalty != 1 and tokens:
            seen = list(set(tokens))
            row[seen] = np.where(row[seen] < 0, row[seen] * penalty, row[seen] / penalty)
        if 0 < size <= len(tokens):
            last = tokens[len(tokens) - size + 1 :]
            ends = [i + size - 1 for i in range(len(tokens) - size + 1) if tokens[i : i + size - 1] == last]
            row[[tokens[i] for i in ends]] = -np.inf


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=1, keepdims=True)
    scores: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return scores


def _advance(sentence: _Sentence, scores: Floats, *, end: int, beam: int, last: bool) -> list[int]:
    """Take one step with a sentence; the beam that each new beam continues."""
    if not sentence.beams[0]:
        scores = scores - np.log1p(-np.exp(scores[:, [end]]))  # an empty output is none: shared among the others
        scores[:, end] = -np.inf
    total = (scores + np.array(sentence.scores, dtype=np.float32)[:, None]).ravel()
    ranked = _top(total, 2 * beam)
    size = scores.shape[1]
    candidates = [(float(total[i]), sentence.beams[i // size] + (int(i % size),), int(i // size)) for i in ranked]
    spare = iter([candidate for candidate in candidates[beam:] if candidate[1][-1] != end])
    chosen: list[Any] = []
    for rank, candidate in enumerate(candidates[:beam]):
        if last or candidate[1][-1] == end:
            sentence.top_finished |= rank == 0
            sentence.finished.append((candidate[0], candidate[1]))
            chosen.append(next(spare, candidate))
        else:
            chosen.append(candidate)
    sentence.scores = [score for score, _, _ in chosen]
    sentence.beams = [tokens for _, tokens, _ in chosen]
    return [origin for _, _, origin in chosen]


def _is_done(sentence: _Sentence, beam: int, length_penalty: float) -> bool:
    """Without a length penalty no later hypothesis can beat a finished one that was the best of its step."""
    return sentence.top_finished if length_penalty == 0 else len(sentence.finished) >= beam


def _top(values: Floats, count: int) -> list[int]:
    """The indices of the highest `count` values, best first, the earlier of equals first."""
    some = np.argpartition(-values, min(count, len(values) - 1))[:count]
    return [int(i) for i in some[np.lexsort((some, -values[some]))]]


def _best(sentence: _Sentence, length_penalty: float) -> tuple[tuple[int, ...], float]:
    score, tokens = max(sentence.finished, key=lambda found: found[0] / len(found[1]) ** length_penalty)
    return tokens, score
