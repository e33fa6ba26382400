"""When is a sentence better translated clause by clause? chrF of cut against uncut translations, by length.

    python scripts/measure_clauses.py [--model NAME] [--max-words 20 25 30 40 50] [--data ../shared/eval/mt]

Translates FLORES dev and this project's own long sentences (tests/quality/long.tsv) whole and at each limit, without
the guard. Prints, for the sentences that a limit cuts, by length: how many, the mean chrF of whole and of cut, and the
share of resamplings of these sentences in which cut is better (bootstrap, 1,000 times). Below, BLEU and chrF of all
sentences of more words than the lowest limit, for each limit.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF

from translate import Translator

OWN = Path(__file__).parents[1] / "tests" / "quality" / "long.tsv"
BANDS = ((21, 25), (26, 30), (31, 40), (41, 50), (51, 60), (61, 999))
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Pair:
    source: str
    reference: str

    @property
    def words(self) -> int:
        return sum(any(c.isalnum() for c in word) for word in self.source.split())


def own_pairs() -> list[Pair]:
    rows = [line for line in OWN.read_text(encoding="utf-8").splitlines() if line[0] != "#"][1:]
    pairs = [row.split("\t") for row in rows]
    return [Pair(source.translate({ord("⟂"): None, ord("¦"): None}), target) for source, target in pairs]


def file_pairs(folder: Path) -> list[Pair]:
    sides = [(folder / f"dev.{side}").read_text(encoding="utf-8").splitlines() for side in ("ar", "en")]
    return [Pair(*pair) for pair in zip(*sides, strict=True)]


def translations(model: str, max_words: int | None, pairs: Sequence[Pair]) -> list[str]:
    targets = [""] * len(pairs)
    with Translator(model, max_words=max_words, guard=None) as translator:
        for one in translator.translate(pair.source for pair in pairs):
            targets[one.block] = f"{targets[one.block]} {one.target}".strip()
    return targets


def better(differences: Sequence[float], rng: random.Random) -> float:
    """The share of resamplings in which the mean difference is above nothing (Koehn 2004, paired bootstrap)."""
    sums = [sum(rng.choices(differences, k=len(differences))) for _ in range(RESAMPLES)]
    return sum(total > 0 for total in sums) / RESAMPLES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--max-words", type=int, nargs="+", default=[20, 25, 30, 40, 50])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval/mt"))
    options = parser.parse_args()
    pairs = file_pairs(options.data / "flores") + own_pairs()
    pairs = [pair for pair in pairs if pair.words > min(options.max_words)]
    chrf = CHRF()
    whole = translations(options.model, None, pairs)
    scores = [chrf.sentence_score(t, [p.reference]).score for t, p in zip(whole, pairs, strict=True)]
    print("| limit | words | sentences cut | chrF whole | chrF cut | difference | cut better |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    totals = {"none": whole}
    for limit in options.max_words:
        cut = translations(options.model, limit, pairs)
        totals[str(limit)] = cut
        rows = [
            (pair.words, before, chrf.sentence_score(target, [pair.reference]).score)
            for pair, before, target, other in zip(pairs, scores, cut, whole, strict=True)
            if target != other and pair.words > limit
        ]
        for low, high in (*BANDS, (limit + 1, 999)):
            band = [(before, after) for words, before, after in rows if low <= words <= high]
            if not band or high <= limit:
                continue
            differences = [after - before for before, after in band]
            means = [sum(column) / len(band) for column in zip(*band, strict=True)]
            name = f"{low}-{high}" if high < 999 else f"{low}+" if low in dict(BANDS) else "all"
            print(
                f"| {limit} | {name} | {len(band)} | {means[0]:.1f} | {means[1]:.1f} | {means[1] - means[0]:+.1f} "
                f"| {better(differences, random.Random(1)):.0%} |",
                flush=True,
            )
    print("\n| limit | sentences | BLEU | chrF |\n|---:|---:|---:|---:|")
    references = [[pair.reference for pair in pairs]]
    for name, texts in totals.items():
        points = BLEU().corpus_score(texts, references).score, chrf.corpus_score(texts, references).score
        print(f"| {name} | {len(pairs)} | {points[0]:.1f} | {points[1]:.1f} |")


if __name__ == "__main__":
    main()
