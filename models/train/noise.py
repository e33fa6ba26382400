"""Noised text: sentences with words missing and out of place, which a model learns to restore."""

import random

# Section 2.3 of Lample et al. 2018, Unsupervised Machine Translation Using Monolingual Corpora Only (arXiv:1711.00043).
_DROPPED = 0.1  # of the words
_REACH = 3  # places a word moves at most


def noised(line: str) -> str:
    """Give `line` with a tenth of its words left out and the others moved a little, the same at every call.

    >>> noised("The cabinet will meet again on Sunday to discuss the budget.")
    'The cabinet will again Sunday on discuss the to budget.'
    """
    chance = random.Random(line)
    words = line.split()
    kept = [word for word in words if chance.random() >= _DROPPED] or words
    places = [place + chance.uniform(0, _REACH + 1) for place in range(len(kept))]
    return " ".join(word for _, word in sorted(zip(places, kept, strict=True)))
