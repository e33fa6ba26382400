"""Trains the network of corpus/align/search and writes corpus/align/data/aligner.npz.

    python scripts/train_aligner.py [--data ../shared/data] [--out corpus/align/data/aligner.npz]

The text is that of scripts/alignment/training/sources.tsv, which names the licences, in the order of its documents:
rows taken whole, whose several sentences a side are links of human making; and rows merged, cut, left out, exchanged
and moved. A conditional random field is fitted to the links, first knowing nothing of a document, then also its
profile (see corpus/align/search). Every fifth document (and what shares rows with it) is held back; on these the scores
are calibrated and strict F1 is told. A second, small regression learns which passages really moved. The languages'
means are those of all sentences.

The lexicon beside it, lexicon.npz, is counted from all pairs in `parallel/` and `parallel2/` (not those without a
licence). While the network learns, the sources take turns: half of them are searched with a lexicon that has seen
nothing of these, half with one that has seen nothing of those; else it would learn to believe what it was told.

Takes about 15 minutes on two processor cores and 16 GB of memory; one seed gives the same weights on the same
machine. Vectors are kept in --vectors for the next run.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from alignment.score import Document, Pair, Score, score
from alignment.training.conditions import Amounts, documents
from alignment.training.fit import Example, Field, again, example, fit
from alignment.training.lexicon import learn_lexicon, stemmed
from alignment.training.rows import Source, read_all, read_rows, read_sources
from numpy.typing import NDArray

from corpus.align.embed import load_embedder
from corpus.align.search.arrays import Floats
from corpus.align.search.beads import SHAPES
from corpus.align.search.document import Search, search, search_in_order
from corpus.align.search.embedded import Embedded, measure
from corpus.align.search.lattice import posterior
from corpus.align.search.moves import SURE, candidates
from corpus.align.search.network import Network
from corpus.align.search.profile import UNKNOWN, Profile
from corpus.align.search.survey import survey
from corpus.align.search.words import Dictionary

HELD_BACK = 5  # every fifth document
LARGEST = 24_000  # cells of a document to learn from, for memory's sake
PHASES = ((5, 5e-3), (5, 4e-3), (5, 2e-3))  # epochs and first rate; from the second on with profiles
_STEPS, _RATE, _DECAY = 4000, 0.5, 1e-3  # of the regressions


class Vectors:
    """Each distinct sentence's vector, computed once and kept in a file."""

    def __init__(self, file: Path, sentences: Iterable[str]) -> None:
        self.index: dict[str, int] = {}
        self.table = np.zeros((0, 384), dtype=np.float32)
        if file.exists():
            with np.load(file) as stored:
                self.index = {text: k for k, text in enumerate(stored["texts"].tolist())}
                self.table = stored["vectors"]
        new = list(dict.fromkeys(text for text in sentences if text not in self.index))
        if new:
            self.table = np.concatenate([self.table, load_embedder().embed(new)])
            self.index |= {text: len(self.index) + k for k, text in enumerate(new)}
            np.savez(file, texts=np.array(list(self.index)), vectors=self.table)

    def __call__(self, sentences: Sequence[str]) -> Floats:
        return np.asarray(self.table[[self.index[text] for text in sentences]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of parallel text")
    parser.add_argument("--out", type=Path, default=Path("corpus/align/data/aligner.npz"))
    parser.add_argument("--vectors", type=Path, default=Path("aligner-vectors.npz"), help="kept for the next run")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)  # the products are too small to share out
    _Training(options.data, options.vectors, options.seed).run(options.out)


class _Training:
    def __init__(self, data: Path, vectors: Path, seed: int) -> None:
        self.started = time.perf_counter()
        sources = read_sources(data)
        made = list(documents(sources, Amounts(), seed))
        made = [document for document in made if len(document.ar) * len(document.en) <= LARGEST]
        names = list(dict.fromkeys(document.name.split("/")[0] for document in made))
        held_back = set(names[HELD_BACK - 1 :: HELD_BACK])
        lookup = Vectors(vectors, (text for document in made for text in (*document.ar, *document.en)))
        self.means = {
            language: lookup(sorted({text for document in made for text in getattr(document, language)})).mean(0)
            for language in ("ar", "en")
        }
        pairs = list(dict.fromkeys(read_all(data)))
        self.lexicon = learn_lexicon(stemmed(pairs))
        self.say(f"a lexicon of {len(self.lexicon.english)} entries from {len(pairs)} pairs")
        blind = [(_names(half), _blind_lexicon(pairs, half)) for half in (sources[::2], sources[1::2])]
        dictionaries = {name: dictionary for names, dictionary in blind for name in names}
        self.documents = [
            (document, *self._measured(document, lookup, dictionaries[document.name.split("-")[0]]))
            for document in made
        ]
        self.taught = [row for row in self.documents if row[0].name.split("/")[0] not in held_back]
        self.checked = [row for row in self.documents if row[0].name.split("/")[0] in held_back]
        self.say(f"{len(self.taught)} documents to learn from, {len(self.checked)} held back")

    def say(self, text: str) -> None:
        print(f"{time.perf_counter() - self.started:6.0f} s  {text}", flush=True)

    def _measured(self, document: Document, lookup: Vectors, dictionary: Dictionary) -> tuple[Embedded, Embedded]:
        return (
            measure(document.ar, lookup(document.ar), self.means["ar"], dictionary, language="ar"),
            measure(document.en, lookup(document.en), self.means["en"], dictionary, language="en"),
        )

    def run(self, out: Path) -> None:
        known = [found for document, ar, en in self.taught if (found := example(ar, en, document.links)) is not None]
        self.say(f"{len(known)} of them have a path through the lattice")
        field = Field()
        examples = known
        for phase, (epochs, rate) in enumerate(PHASES):
            if phase:
                examples = known + [again(first, _profile(field, first)) for first in known]
            fit(field, examples, epochs=epochs, rate=rate, average=phase == len(PHASES) - 1, say=self.say)
        del examples, known
        weights = field.weights() | {f"mean.{language}": mean for language, mean in self.means.items()}
        weights["moves"] = self._moves(Network(weights))
        weights["calibration"] = self._check(Network(weights))
        np.savez(out, allow_pickle=False, **weights)
        self.lexicon.save(out.with_name("lexicon.npz"))
        self.say(f"written to {out}")

    def _moves(self, network: Network) -> Floats:
        """The regression that tells moved passages from chance, on the chains that a first pass leaves."""
        rows: list[NDArray[np.float64]] = []
        right: list[float] = []
        for document, ar, en in self.taught:
            found = search_in_order(ar, en, np.zeros(len(en), dtype=bool), np.arange(len(en)), UNKNOWN, network)
            kept = [place for place in found.best if found.chances.links[place] >= SURE]
            for chain, features in candidates(found.evidence, found.potentials, found.best, kept):
                rows.append(features)
                right.append(float(np.mean([_touches(place, document.links) for place in chain]) > 0.5))
        weights = _regression(np.stack(rows), np.array(right, dtype=np.float64))
        accuracy = float(((np.stack(rows) @ weights > 0) == np.array(right)).mean())
        self.say(f"moved passages: {len(rows)} chains, {np.mean(right):.2f} right, told apart in {accuracy:.3f}")
        return weights.astype(np.float32)

    def _check(self, network: Network) -> Floats:
        """Strict F1 of the held-back documents by condition; (2, 2) slope and offset of links' and gaps' log-odds."""
        scores: dict[str, Score] = defaultdict(Score)
        odds: tuple[list[float], list[float]] = [], []
        right: tuple[list[bool], list[bool]] = [], []
        for document, ar, en in self.checked:
            found = search(ar, en, np.zeros(len(en), dtype=bool), network)
            pairs = _pairs(found, len(ar), len(en))
            condition = document.condition
            scores[condition] += score(document.links, pairs)
            if condition == "real":
                scores[f"real {document.name.split('-')[0]}"] += score(document.links, pairs)
            gold = set(document.links)
            for pair, chance in pairs.items():
                kind = int(not all(pair))
                odds[kind].append(float(np.log(chance / (1 - chance))) if 0 < chance < 1 else 0.0)
                right[kind].append(pair in gold)
        for condition, result in scores.items():
            self.say(f"{condition:20}{100 * result.f1:6.1f}")
        fitted = [
            _regression(np.stack([np.array(x), np.ones(len(x))], axis=1), np.array(y, dtype=np.float64))
            for x, y in zip(odds, right, strict=True)
        ]
        self.say(f"calibration {np.round(fitted, 2).tolist()}")
        return np.array(fitted, dtype=np.float32)


def _names(sources: Sequence[Source]) -> list[str]:
    return [source.name for source in sources]


def _blind_lexicon(pairs: Sequence[tuple[str, str]], sources: Sequence[Source]) -> Dictionary:
    """A lexicon from the pairs of which neither side is in `sources`."""
    seen = {_plain(" ".join(side)) for source in sources for row in read_rows(source.path) for side in row}
    return Dictionary(learn_lexicon(stemmed(pair for pair in pairs if seen.isdisjoint(map(_plain, pair)))))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _profile(field: Field, known: Example) -> Profile:
    return survey(known.evidence, posterior(field.potentials(known)))


def _pairs(found: Search, n: int, m: int) -> dict[Pair, float]:
    """The links of a search with their probabilities, gaps among them."""
    pairs: dict[Pair, float] = {}
    ar, en = set(range(n)), set(range(m))
    for shape, i, j in found.best:
        a, b = SHAPES[shape]
        pair = tuple(range(i, i + a)), tuple(found.order[j : j + b].tolist())
        pairs[pair] = float(found.chances.links[shape, i, j])
        ar.difference_update(pair[0])
        en.difference_update(pair[1])
    place = np.argsort(found.order)
    pairs |= {((i,), ()): float(found.chances.ar[i]) for i in ar}
    return pairs | {((), (j,)): float(found.chances.en[place[j]]) for j in en}


def _touches(place: tuple[int, int, int], links: Sequence[Pair]) -> bool:
    (a, b), i, j = SHAPES[place[0]], place[1], place[2]
    ar, en = set(range(i, i + a)), set(range(j, j + b))
    return any(ar & set(left) and en & set(right) for left, right in links)


def _regression(rows: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression by gradient descent, the weights kept small."""
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        weights += _RATE * (rows.T @ (right - chance) / len(right) - _DECAY * weights)
    return weights


if __name__ == "__main__":
    main()
