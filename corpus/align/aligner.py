"""Two lists of sentences in, links out."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from threadpoolctl import ThreadpoolController

from corpus.align.embed import Embedder, load_embedder
from corpus.align.link import Link
from corpus.align.search.anchors import Part, parts
from corpus.align.search.beads import SHAPES
from corpus.align.search.document import search
from corpus.align.search.embedded import Embedded, measure
from corpus.align.search.moves import seams_of
from corpus.align.search.network import load_network
from corpus.align.search.words import load_dictionary
from corpus.align.settings import AlignSettings
from corpus.align.vectors import language_mean

_DEFAULT = AlignSettings()
# A document of a few sentences has no background to stand out from, and the network takes its best pairs for right. Of
# pairs that translate each other 98 to 99 % have a centred cosine of 0.3 or more, of others 0.7 %.
_FEW = 64  # cells, Arabic times English sentences
_LEAST_COSINE, _NO_PAIR = 0.3, 0.98


def align_sentences(
    ar: Sequence[str], en: Sequence[str], *, settings: AlignSettings = _DEFAULT, embedder: Embedder | None = None
) -> list[Link]:
    """The links between Arabic and English sentences, every index of either side in exactly one.

    Sentences without counterpart are links of their own with one side empty. Links stand in the order of the Arabic;
    an English sentence alone stands behind the link of the one before it. Documents that have nothing in common give
    (nearly) no filled links.

    Each document is aligned twice in its order, the second time knowing from the first how freely it is translated
    and how much is missing; passages that stand elsewhere are looked for among what is left over.

    `embedder`: one that is loaded already, instead of the one that `settings` names.

    Raises ModelError when the embedder cannot be had.
    """
    if not ar or not en:
        return _alone(range(len(ar)), range(len(en)))
    if embedder is None:
        embedder = load_embedder(settings.embedder)
    ar_side, en_side = (
        measure(
            sentences, vectors, language_mean(vectors, language, embedder.name), load_dictionary(), language=language
        )
        for sentences, vectors, language in ((ar, embedder.embed(ar), "ar"), (en, embedder.embed(en), "en"))
    )
    # The products are small: sharing each out between threads costs more than it saves, on a busy machine tenfold.
    with _blas().limit(limits=1, user_api="blas"):
        return _in_order([link for part in parts(ar_side, en_side) for link in _align(ar_side, en_side, part)])


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()


def signature(settings: AlignSettings = _DEFAULT) -> str:
    """What decides the links: the network by its checksum, with which its lexicon is made, and the embedder."""
    return f"jisr-align-{load_network().checksum} {load_embedder(settings.embedder).signature}"


def _align(ar: Embedded, en: Embedded, part: Part) -> list[Link]:
    if not len(part.ar) or not len(part.en):
        return _alone(part.ar.tolist(), part.en.tolist())
    breaks = np.zeros(len(part.en), dtype=bool)
    breaks[seams_of(part.en)] = True
    network = load_network()
    found = search(ar.take(part.ar), en.take(part.en), breaks, network)
    link_chances = network.calibrated(found.chances.links, filled=True)
    ar_chances, en_chances = (network.calibrated(gaps, filled=False) for gaps in (found.chances.ar, found.chances.en))
    en_index = part.en[found.order]
    links = []
    ar_alone, en_alone = np.ones(len(part.ar), dtype=bool), np.ones(len(part.en), dtype=bool)
    for shape, i, j in found.best:
        a, b = SHAPES[shape]
        if len(part.ar) * len(part.en) < _FEW and found.evidence.cosine(a, b, i, j) < _LEAST_COSINE:
            ar_chances[i : i + a] = en_chances[j : j + b] = _NO_PAIR
            continue
        ar_alone[i : i + a] = en_alone[j : j + b] = False
        score = float(link_chances[shape, i, j])
        links.append(Link(tuple(part.ar[i : i + a].tolist()), tuple(en_index[j : j + b].tolist()), score))
    links += [Link((int(part.ar[i]),), (), float(ar_chances[i])) for i in np.flatnonzero(ar_alone)]
    links += [Link((), (int(en_index[j]),), float(en_chances[j])) for j in np.flatnonzero(en_alone)]
    return links


def _alone(ar: Sequence[int], en: Sequence[int]) -> list[Link]:
    return [Link((i,), (), 1.0) for i in ar] + [Link((), (j,), 1.0) for j in en]


def _in_order(links: list[Link]) -> list[Link]:
    """By first Arabic sentence; an English one alone behind the link that has the English before it."""
    ar_of = {j: link.ar[0] for link in links if link.ar for j in link.en}
    place = -1
    behind = {}
    for j in sorted(j for link in links for j in link.en):
        place = behind[j] = ar_of.get(j, place)
    return sorted(links, key=lambda link: (link.ar[0], 0, 0) if link.ar else (behind[link.en[0]], 1, link.en[0]))
