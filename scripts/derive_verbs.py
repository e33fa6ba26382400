"""Derive translate/data/verbs.tsv, verb_shapes.tsv and initials.tsv: which word behind و or ف is a finite verb.

A word's company tells: verbs follow قد, لم, سوف, الذي and open sentences; nouns take ال and follow prepositions;
a verb has its other forms beside it (يعلن, تعلن, أعلن, أعلنت, أعلنوا, سيعلن). Two logistic regressions over such counts
are trained on the hand-labelled words of verb_seeds.tsv, one for "is a finite verb", one for "و or ف is its first
letter"; a third learns from the first what the letters of an unseen word say.

    python scripts/derive_verbs.py [NEWS.txt.gz]
"""

import argparse
import gzip
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from translate.verbs import bare, shapes

_HERE = Path(__file__).parent
_DATA = _HERE.parent / "translate" / "data"
_NEWS = _HERE.parent.parent / "shared" / "data" / "mono" / "ar_news.txt.gz"
_FROM = (
    "Derived by scripts/derive_verbs.py from 19 million words of Arabic news: AntCorpus (antcorpus.data@06f6a10),\n"
    "# ANS (latynt/ans@9c5f313) and news-credibility (ibraaaa@cae1009), each under Apache-2.0 by its collectors'\n"
    "# word, and from the words labelled in scripts/verb_seeds.tsv."
)
_MARKS = "«»“”\"'()[]{}.,،؛;:!?؟…-–—*/\\’‘"
_NEIGHBOURS = [
    line.split("\t") for line in (_HERE / "verb_neighbours.tsv").read_text(encoding="utf-8").splitlines()[2:]
]
_BEFORE = {kind: words for side, kind, words in _NEIGHBOURS if side == "before"}
_AFTER = {kind: words for side, kind, words in _NEIGHBOURS if side == "after"}
_PLACES = ("other", "start", "mark", "number", "definite", *_BEFORE)
_FOLLOWERS = ("other", "end", "mark", "number", "definite", "glued", "and", *_AFTER)
_SUFFIXES = ("ت", "وا", "نا", "ه", "ها", "هم", "ته", "تها", "تهم", "ا", "تا")
_LEAST_SEEN = 4
_SHAPE_LEAST = 15  # words that must share a shape
_CLIP = 9.9

Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each word stands behind and before which kind of word, and how often it bears the mark of tanwin."""

    number: dict[str, int] = field(default_factory=dict)
    before: Counter[int] = field(default_factory=Counter)  # word × len(_PLACES) + place
    after: Counter[int] = field(default_factory=Counter)
    tanwin: Counter[int] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)

    def row(self, word: str, kinds: Sequence[str], table: Counter[int]) -> dict[str, int]:
        """The counts of `word` by kind of neighbour."""
        base = self.number.get(word, -1) * len(kinds)
        return {kind: table[base + place] if base >= 0 else 0 for place, kind in enumerate(kinds)}


def count(lines: Iterable[str]) -> Counts:
    """Count the company of every word."""
    counts = Counts()
    behind = {bare(word): _PLACES.index(kind) for kind, words in _BEFORE.items() for word in words.split()}
    ahead = {bare(word): _FOLLOWERS.index(kind) for kind, words in _AFTER.items() for word in words.split()}

    @cache
    def token(text: str) -> tuple[int, str, bool, int, int, bool]:
        word = bare(text.strip(_MARKS))
        number = counts.number.setdefault(word, len(counts.number)) if word else -1
        kind = "number" if word[:1].isdecimal() else "definite" if word.startswith("ال") and len(word) > 4 else "other"
        follows = kind
        if kind == "other" and word.startswith(("لل", "بال")):
            follows = "glued"
        elif kind == "other" and word.startswith("و"):
            follows = "and"
        place, follower = behind.get(word, _PLACES.index(kind)), ahead.get(word, _FOLLOWERS.index(follows))
        return number, word, text[-1:] in _MARKS, place, follower, "ً" in text

    for line in lines:
        tokens = [token(text) for text in line.split()]
        place = _PLACES.index("start")
        for index, (number, word, closed, own, _, tanwin) in enumerate(tokens):
            if number < 0:
                place = _PLACES.index("mark") if index else place
                continue
            follower = _FOLLOWERS.index("end" if index + 1 == len(tokens) else "mark")
            if not closed and index + 1 < len(tokens) and tokens[index + 1][0] >= 0:
                follower = tokens[index + 1][4]
            counts.total[word] += 1
            counts.before[number * len(_PLACES) + place] += 1
            counts.after[number * len(_FOLLOWERS) + follower] += 1
            counts.tanwin[number] += tanwin
            place = _PLACES.index("mark") if closed else own
    return counts


def verb_features(counts: Counts, word: str) -> Scores:
    """What speaks for and against `word` being a finite verb."""
    seen: Callable[[str], int] = counts.total.__getitem__
    alone, joined = seen(word), seen("و" + word)
    found: Scores = {"bias": 1.0, "length": len(word) / 6, "short": float(len(word) <= 3), "seen": np.log1p(alone) / 5}
    for kind, times in counts.row(word, _PLACES, counts.before).items():
        found[f"behind {kind}"] = (times / (alone + 5)) ** 0.5
    for kind, times in counts.row(word, _FOLLOWERS, counts.after).items():
        found[f"before {kind}"] = (times / (alone + 5)) ** 0.5
    for kind, times in counts.row("و" + word, _FOLLOWERS, counts.after).items():
        found[f"and: before {kind}"] = (times / (joined + 5)) ** 0.5
    for kind, times in counts.row("و" + word, _PLACES, counts.before).items():
        found[f"and: behind {kind}"] = (times / (joined + 5)) ** 0.5
    for front in ("ال", "بال", "ب", "ل", "لل", "ك", "و", "ف", "س", "وو"):
        found[f"{front}_"] = min(seen(front + word) / (alone + joined + 3), 4) ** 0.5
    for ending in ("ا", "ة", "ات", "ت", "وا", "ين", "ون", "ي", "ية", "ه", "ها", "هم", "نا", "ني"):
        found[f"_{ending}"] = min(seen(word + ending) / (alone + joined + 3), 4) ** 0.5
    found["tanwin"] = min(counts.tanwin[counts.number.get(word, -1)] / (alone + joined + 3), 4) ** 0.5
    found.update(
        {
            f"first {letter}": float(word.startswith(letter))
            for letter in ("ي", "ت", "ن", "ا", "س", "م", "سي", "ست", "ال")
        }
    )
    endings = ("ت", "ات", "وا", "ون", "ين", "ان", "ه", "ها", "هم", "ا", "ة", "ي", "ية")
    found.update({f"last {ending}": float(word.endswith(ending)) for ending in endings})
    if word.startswith("ال"):  # التقى is a verb, and الباحث is not because of للباحث, باحث and بالباحث
        found["للـ"], found["without ال"] = float(np.log1p(seen("لل" + word[2:]))), float(np.log1p(seen(word[2:])))
    found["تفعيل"] = float(len(word) > 3 and word[0] == "ت" and word[-2] == "ي")
    found["افعال"] = float(len(word) > 3 and word[0] == "ا" and word[-2] == "ا")
    return found | _paradigm(seen, word)


def _paradigm(seen: Callable[[str], int], word: str) -> Scores:
    """How much of the verb's paradigm is there around the word (logarithms of counts)."""
    stem = word[1:]
    forms: dict[str, tuple[str, ...]] = {}
    if word[:1] in ("ي", "ت", "ن") and len(word) > 2:
        forms |= {"imperfect": ("",), "ي": ("ي" + stem,), "ت": ("ت" + stem,), "ن": ("ن" + stem,), "stem": (stem,)}
        forms |= {"ا": ("ا" + stem,), "she": (stem + "ت", "ا" + stem + "ت"), "will": ("سي" + stem, "ست" + stem)}
        forms |= {
            "they": ("ي" + stem + "ون", "ي" + stem + "وا"),
            "the": ("ال" + word,),
            "to": ("لي" + stem, "لت" + stem),
        }
    else:
        forms |= {"he does": ("ي" + word, *(("ي" + stem,) if word.startswith("ا") else ())), "she": (word + "ت",)}
        forms |= {"they": (word + "وا",)}
    if word.endswith("ت"):
        root = word[:-1]
        forms |= {"he": (root,), "-t they": (root + "وا",), "-t does": ("ي" + root, "ي" + root[1:], "ي" + root + "ي")}
    return {f"paradigm {name}": float(np.log1p(sum(map(seen, words)))) for name, words in forms.items()}


def root_features(counts: Counts, word: str) -> Scores:
    """What speaks for the first letter of `word`, و or ف, being its own."""
    seen: Callable[[str], int] = counts.total.__getitem__
    whole, rest = seen(word), seen(word[1:])
    found = {"bias": 1.0, "whole": np.log1p(whole), "rest": np.log1p(rest), "none": float(rest == 0)}
    found |= {"fa": float(word[0] == "ف"), "length": len(word) / 5, "short": float(len(word) == 3)}
    for kind, times in counts.row(word, _PLACES, counts.before).items():
        found[f"behind {kind}"] = (times / (whole + 3)) ** 0.5
    for front in ("ال", "ب", "ل", "و", "ي", "ت", "لل", "ف", "وال"):
        found[f"{front}_"] = min(seen(front + word) / (whole + 3), 4) ** 0.5
    for front in ("ال", "ب", "ل", "و", "ف", "وال"):
        found[f"{front}_rest"] = min(seen(front + word[1:]) / (whole + 3), 4) ** 0.5
    return found


class Regression:
    """A logistic regression over named features, fitted by Newton's method with a ridge."""

    def __init__(self, examples: Sequence[Mapping[str, float]], labels: Sequence[bool], ridge: float) -> None:
        self.names = sorted({name for example in examples for name in example})
        raw = self._raw(examples)
        self.mean, self.spread = raw.mean(0), raw.std(0) + 0.05
        self.mean[self.names.index("bias")] = 0
        self.spread[self.names.index("bias")] = 1
        self.weights = self._fitted((raw - self.mean) / self.spread, np.array(labels, float), ridge)

    def __call__(self, examples: Sequence[Mapping[str, float]]) -> Any:
        """The log-odds of each example."""
        return (self._raw(examples) - self.mean) / self.spread @ self.weights

    def _raw(self, examples: Sequence[Mapping[str, float]]) -> Any:
        return np.array([[example.get(name, 0.0) for name in self.names] for example in examples])

    @staticmethod
    def _fitted(x: Any, y: Any, ridge: float) -> Any:
        weights = np.zeros(x.shape[1])
        for _ in range(40):
            p = 1 / (1 + np.exp(-x @ weights))
            hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(weights))
            weights -= np.linalg.solve(hessian, x.T @ (p - y) + ridge * weights)
        return weights


def shape_weights(scores: Scores) -> Scores:
    """What the first and last letters of a word say, learned from the words with a clear score (full-batch Adam)."""
    words = [word for word, score in scores.items() if len(word) > 2 and abs(score) > 1.5]
    common = Counter(shape for word in words for shape in shapes(word))
    number = {shape: i for i, shape in enumerate(s for s, times in common.items() if times >= _SHAPE_LEAST)}
    owner, column = np.array([(i, number[s]) for i, w in enumerate(words) for s in shapes(w) if s in number]).T
    y = np.array([scores[word] > 0 for word in words], float)
    weights, first, second = (np.zeros(len(number)) for _ in range(3))
    for step in range(1, 201):
        p = 1 / (1 + np.exp(-np.bincount(owner, weights[column], len(words))))
        slope = np.bincount(column, (p - y)[owner], len(number)) / len(words) + 6e-6 * weights
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights -= 0.05 * first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return {shape: float(weights[i]) for shape, i in number.items()}


def write(name: str, about: str, header: str, rows: Iterable[str]) -> None:
    """Write one table."""
    text = "\n".join([f"# {about}\n# {_FROM}", header, *sorted(rows)])
    (_DATA / name).write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Count, train and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("news", nargs="?", type=Path, default=_NEWS)
    with gzip.open(parser.parse_args().news, "rt", encoding="utf-8") as lines:
        counts = count(lines)
    seeds = [line.split("\t") for line in (_HERE / "verb_seeds.tsv").read_text(encoding="utf-8").splitlines()[4:]]
    verbs = [(word, label == "verb") for word, label in seeds if label in ("verb", "other")]
    is_verb = Regression([verb_features(counts, word) for word, _ in verbs], [label for _, label in verbs], 2.0)
    roots = {word: label == "root" for word, label in seeds if label in ("root", "joined")}
    roots = {"و" + word: False for word, label in seeds if label in ("verb", "other", "either")} | roots
    roots = {word: label for word, label in roots.items() if counts.total[word] >= 3}
    is_root = Regression([root_features(counts, word) for word in roots], list(roots.values()), 1.0)

    seen = [
        w
        for w, times in counts.total.items()
        if len(w) > 1 and not w[0].isdecimal() and times + counts.total["و" + w] >= _LEAST_SEEN
    ]
    behind = [w[1:] for w, times in counts.total.items() if w[0] in "وف" and len(w) > 2 and times >= _LEAST_SEEN]
    words = [word for word in dict.fromkeys(seen + behind) if word.isalpha()]
    scores = dict(zip(words, is_verb([verb_features(counts, word) for word in words]).tolist(), strict=True))
    weights = shape_weights(scores)
    initial = [w for w, times in counts.total.items() if w[0] in "وف" and len(w) > 2 and times >= 3 and w.isalpha()]
    own = dict(zip(initial, is_root([root_features(counts, word) for word in initial]).tolist(), strict=True))
    write_all(counts, scores, weights, own)


def write_all(counts: Counts, scores: Scores, weights: Scores, own: Scores) -> None:
    """Write the tables; a word that its shape judges as clearly is left out."""
    kept = {}
    for word, score in scores.items():
        guess = sum(weights.get(shape, 0.0) for shape in shapes(word))
        if word.isascii() or (word.startswith("ال") and not _conjugated(counts, word)):
            continue  # the reader takes what it does not find for a Latin word, or for an article and a noun
        if score > 0 or guess > -1:
            kept[word] = score
    write(
        "verbs.tsv",
        "Whether a word behind و or ف is a finite verb: log-odds. Read by translate/verbs.py.\n"
        "# Words not here are judged by verb_shapes.tsv. seen: times in the text. joined: with و.\n"
        "# licensed: behind قد لم لن سوف. article: with ال.",
        "word\tscore\tseen\tjoined\tlicensed\tarticle",
        (
            f"{word}\t{max(-_CLIP, min(_CLIP, score)):.1f}\t" + "\t".join(map(str, _evidence(counts, word)))
            for word, score in kept.items()
        ),
    )
    write(
        "verb_shapes.tsv",
        "What the letters of a word say for its being a finite verb: log-odds, to be summed.",
        "shape\tweight",
        (f"{shape}\t{weight:.2f}" for shape, weight in weights.items() if abs(weight) >= 0.05),
    )
    write(
        "initials.tsv",
        "Words whose first letter و or ف is their own, not the conjunction: log-odds. Read by translate/verbs.py.",
        "word\tscore\tseen",
        (f"{word}\t{min(_CLIP, score):.1f}\t{counts.total[word]}" for word, score in own.items() if score > 0),
    )


def _conjugated(counts: Counts, word: str) -> bool:
    """Whether a word in ال has an imperfect, as التقوا has يلتقي, and المساهم none."""
    stems = [word.removesuffix(ending)[1:] for ending in ("", *_SUFFIXES) if word.endswith(ending)]
    return any(
        counts.total["ي" + stem] + counts.total["ي" + stem + "ي"] >= _LEAST_SEEN for stem in stems if len(stem) > 1
    )


def _evidence(counts: Counts, word: str) -> tuple[int, ...]:
    behind = counts.row(word, _PLACES, counts.before)
    licensed = behind["perfect"] + behind["negated"] + behind["future"]
    return counts.total[word], counts.total["و" + word], licensed, counts.total["ال" + word]


if __name__ == "__main__":
    main()
