"""A lexicon counted from parallel text."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from corpus.align.search.arrays import Doubles
from corpus.align.search.words import Lexicon, stems

LONGEST = 40  # stems a side; in longer pairs every word meets every other, and says little
ITERATIONS = 6
FEWEST = 2  # pairs that a stem must be in
WEAKEST = 0.04  # strength of an entry that is kept, and
FEWEST_TIMES = 1.5  # how often it must be expected to hold


def stemmed(pairs: Iterable[tuple[str, str]]) -> list[tuple[list[str], list[str]]]:
    """The stems of pairs that are short enough to learn from."""
    found = [(stems(ar, "ar"), stems(en, "en")) for ar, en in pairs]
    return [(ar, en) for ar, en in found if 0 < len(ar) <= LONGEST and 0 < len(en) <= LONGEST]


def learn_lexicon(pairs: Sequence[tuple[list[str], list[str]]]) -> Lexicon:
    """IBM Model 1 (Brown et al. 1993, section 4.1) over stems; strength is the geometric mean of both directions."""
    ar_count, en_count = (Counter(stem for pair in pairs for stem in set(pair[side])) for side in (0, 1))
    ar_stems, en_stems = ([stem for stem, n in count.items() if n >= FEWEST] for count in (ar_count, en_count))
    ar_number = {stem: k for k, stem in enumerate(ar_stems, 1)}  # 0 is the empty word
    en_number = {stem: k for k, stem in enumerate(en_stems)}
    width = len(en_stems)
    keys, groups, group = [], [], 0
    for ar, en in pairs:
        left = np.array([0, *sorted({ar_number[stem] for stem in ar if stem in ar_number})], dtype=np.int64)
        right = np.array(sorted({en_number[stem] for stem in en if stem in en_number}), dtype=np.int64)
        keys.append((left[None] * width + right[:, None]).ravel())
        groups.append(np.repeat(np.arange(group, group + len(right)), len(left)))
        group += len(right)
    entries, place = np.unique(np.concatenate(keys), return_inverse=True)
    of_group = np.concatenate(groups)
    ar_of, en_of = entries // width, entries % width
    chance: Doubles = np.ones(len(entries))
    counts = chance
    for _ in range(ITERATIONS):
        share = chance[place]
        share /= np.bincount(of_group, share, group)[of_group]
        counts = np.bincount(place, share, len(entries)).astype(np.float64)
        chance = counts / np.maximum(np.bincount(ar_of, counts, len(ar_stems) + 1)[ar_of], 1e-9)
    back = counts / np.maximum(np.bincount(en_of, counts, width)[en_of], 1e-9)
    strength = np.sqrt(chance * back)
    kept = (ar_of > 0) & (strength > WEAKEST) & (counts > FEWEST_TIMES)
    ar_kept, ar_of = np.unique(ar_of[kept] - 1, return_inverse=True)
    en_kept, en_of = np.unique(en_of[kept], return_inverse=True)
    return Lexicon(
        {"ar": tuple(ar_stems[k] for k in ar_kept), "en": tuple(en_stems[k] for k in en_kept)},
        {
            "ar": np.log([len(pairs) / ar_count[ar_stems[k]] for k in ar_kept]).astype(np.float32),
            "en": np.log([len(pairs) / en_count[en_stems[k]] for k in en_kept]).astype(np.float32),
        },
        np.searchsorted(ar_of, np.arange(len(ar_kept) + 1)).astype(np.int64),
        en_of.astype(np.int32),
        strength[kept].astype(np.float32),
    )
