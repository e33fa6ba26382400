"""Fits what corpus/score/similarity.py makes a probability with, and writes corpus/score/data.

    python scripts/calibrate_similarity.py [--data ../shared/data] [--vectors similarity-vectors]

Right pairs are rows of every licensed source in `parallel/` and `parallel2/`, in blocks of 40 as they follow each
other; wrong ones are made of them (scripts/similarity/examples.py): with another row's English (any one, a neighbour,
one of the most similar), with one side cut, or with the next row's text behind one side. All have passed the rules, as
rows have that are scored. Every fourth block is held back; on these the reliability is told. There are as many right
as wrong examples of every length, so that length alone says nothing. Some 3 % of the right pairs are loose or wrong
themselves, so a probability hardly ever reaches 1.

The usual texts are sides of right pairs learned from, at random; only their vectors are kept, in 8 bits.

On sources that were held back as a whole (a logistic regression of the same kind; area under the curve, error of
calibration): cosine and lengths 0.893, 0.048; with neighbours among 1,024 fixed texts 0.899, 0.063; with neighbours
among the 120 rows of the same source 0.911, 0.026. Neighbours in the corpus would tell more, but then a row's score
would depend on what other rows there are.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from alignment.reliability import reliability
from numpy.typing import NDArray
from similarity.examples import SHARES, Example, altered, exchanged, read_blocks
from similarity.vectors import vectors

from corpus.align.vectors import centred
from corpus.score import similarity as score
from corpus.score.similarity import USUAL, USUAL_SCALE, WEIGHTS, Doubles, Evidence, features, gather, probability, whole

HELD_BACK = 4  # every fourth block
USUAL_TEXTS = 512
_BINS = 8  # of lengths, within which there are as many right as wrong examples
_RIDGE, _STEPS = 1e-4, 40


@dataclass(frozen=True, slots=True)
class Set:
    """Examples with their centred vectors, (n, width) a language."""

    examples: Sequence[Example]
    ar: NDArray[np.float32]
    en: NDArray[np.float32]

    @property
    def right(self) -> Doubles:
        return np.array([example.right for example in self.examples], dtype=np.float64)

    def evidence(self) -> Evidence:
        return gather(self.ar, self.en, [one.ar for one in self.examples], [one.en for one in self.examples])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of parallel text")
    parser.add_argument("--vectors", type=Path, default=Path("similarity-vectors"), help="kept for the next run")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    blocks = read_blocks(options.data, options.seed)
    cut = altered(blocks, options.seed)
    texts = [text for block in blocks for row in block.rows for text in row]
    table = vectors([*texts, *(text for one in cut for text in (one.ar, one.en))], options.vectors)

    def of(wanted: Sequence[str], language: str) -> NDArray[np.float32]:
        return centred(np.stack([table[text] for text in wanted]), language)

    examples = [*exchanged(blocks, of, options.seed), *cut]
    held_back = [example.block % HELD_BACK == HELD_BACK - 1 for example in examples]
    known, unknown = (
        Set(some, of([one.ar for one in some], "ar"), of([one.en for one in some], "en"))
        for part in (False, True)
        for some in [_even([one for one, held in zip(examples, held_back, strict=True) if held == part], options.seed)]
    )
    WEIGHTS.parent.mkdir(exist_ok=True)
    _write_usual(known, options.seed)
    _write_weights(known, len({block.source for block in blocks}))
    _tell(unknown)


def _even(examples: Sequence[Example], seed: int) -> list[Example]:
    """As many right examples as wrong ones in every bin of lengths; of the more numerous, some at random."""
    rng = random.Random(seed)
    size = np.array([min(len(example.ar), len(example.en)) for example in examples])
    bins = np.digitize(size, np.quantile(size, np.linspace(0, 1, _BINS + 1)[1:-1]))
    kept = []
    for number in range(_BINS):
        mine = [example for example, place in zip(examples, bins, strict=True) if place == number]
        sides = [[example for example in mine if example.right == right] for right in (True, False)]
        kept += [one for side in sides for one in rng.sample(side, min(map(len, sides)))]
    return kept


def _write_usual(known: Set, seed: int) -> None:
    """Right pairs' sides, one language's chosen apart from the other's, so that few translate each other."""
    rng = np.random.default_rng(seed)
    right = np.flatnonzero(known.right)
    chosen = {
        language: whole(side[rng.choice(right, USUAL_TEXTS, replace=False)], USUAL_SCALE).astype(np.int8)
        for language, side in (("ar", known.ar), ("en", known.en))
    }
    np.savez_compressed(USUAL, allow_pickle=False, **chosen)
    score._usual.cache_clear()


def _write_weights(known: Set, sources: int) -> None:
    weights = {"usual_longer": 0.0}
    _save(weights, known, sources)
    weights["usual_longer"] = float(np.median(known.evidence()["longer"][known.right == 1]))
    _save(weights, known, sources)
    columns = features(known.evidence())
    constant, *rest = _fit(np.stack(list(columns.values()), axis=1), known.right)
    weights |= {"constant": constant, **dict(zip(columns, rest, strict=True))}
    _save(weights, known, sources)


def _save(weights: dict[str, float], known: Set, sources: int) -> None:
    rows = "\n".join(f"{name} = {value:.6g}" for name, value in weights.items())
    WEIGHTS.write_text(
        f"""# Read by corpus/score/similarity.py, written by scripts/calibrate_similarity.py: a logistic regression over
# {len(known.examples):,} right and wrong pairs of {sources} sources, which its docstring describes.

[weights]
{rows}
""",
        encoding="utf-8",
    )
    score._weights.cache_clear()


def _fit(columns: Doubles, right: Doubles) -> list[float]:
    """The constant and the weight of each column, by Newton's method, with a ridge on the columns as standardised."""
    mean, deviation = columns.mean(axis=0), columns.std(axis=0)
    table = np.column_stack([np.ones(len(columns)), (columns - mean) / deviation])
    found = np.zeros(table.shape[1])
    ridge = np.full(len(found), _RIDGE * len(columns))
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-table @ found))
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + np.diag(ridge)
        found += np.linalg.solve(curve, table.T @ (right - chance) - ridge * found)
    slopes = found[1:] / deviation
    return [float(found[0] - slopes @ mean), *map(float, slopes)]


def _tell(unknown: Set) -> None:
    evidence, right = unknown.evidence(), unknown.right
    chances = probability(evidence)
    judged = [(float(chance), bool(true)) for chance, true in zip(chances, right, strict=True)]
    found = reliability(judged)
    print(f"{len(judged):,} examples held back, {right.mean():.0%} right; Brier {found.brier:.3f}, ", end="")
    print(f"error of calibration {found.error:.3f}\n\n| similarity | share right | examples |\n| --- | --- | --- |")
    for one in found.bins:
        print(f"| {one.score:.2f} | {one.right:.2f} | {one.count:,} |")
    print("\n| against | area under the curve | cosine's | margin's | above 0.5 | above 0.7 |\n|" + " --- |" * 6)
    kinds = np.array([example.kind for example in unknown.examples])
    for kind in ("all", *SHARES, "pair"):
        some = np.ones(len(kinds), dtype=bool) if kind == "all" else (kinds == kind) | (kinds == "pair")
        curves = (chances, evidence["cosine"], evidence["margin"])
        areas = ["" if kind == "pair" else f"{_area(one[some], right[some]):.3f}" for one in curves]
        mine = chances if kind == "all" else chances[kinds == kind]
        print(f"| {kind} | {' | '.join(areas)} | {(mine > 0.5).mean():.0%} | {(mine > 0.7).mean():.0%} |")


def _area(scores: Doubles, right: Doubles) -> float:
    """How often a right example has a higher score than a wrong one."""
    true = right[np.argsort(scores, kind="stable")]
    return float((true * np.cumsum(1 - true)).sum() / (true.sum() * (1 - true).sum()))


if __name__ == "__main__":
    main()
