"""A conditional random field fitted to documents with known links: the network of corpus.align.search.network."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from alignment.score import Pair
from corpus.align.search.arrays import Floats
from corpus.align.search.beads import CROSSINGS, SHAPE_INDEX, SHAPES
from corpus.align.search.embedded import Embedded
from corpus.align.search.evidence import FEATURES, GAP_FEATURES, Evidence, gather
from corpus.align.search.lattice import Place, posterior
from corpus.align.search.moves import order_of_english, seams_of
from corpus.align.search.network import IMPOSSIBLE, Potentials
from corpus.align.search.profile import PROFILE_FEATURES, UNKNOWN, Profile

HIDDEN, GAP_HIDDEN = 24, 12
BATCH = 4
LAST_RATE = 3e-4
_CROSSED = frozenset(CROSSINGS)


@dataclass(frozen=True, slots=True)
class Gold:
    """The one path through the lattice that stands for the known links: its links, gaps, and kinds of steps (6,)."""

    places: tuple[Place, ...]
    ar: tuple[int, ...]
    en: tuple[int, ...]
    steps: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """A document in an order in which its links follow each other, with the evidence in tensors.

    `features` (places, FEATURES) of every place where a link can be, `flat` (places,) its index in (shapes, n, m),
    `shapes` (places,).
    """

    ar: Embedded
    en: Embedded
    seams: NDArray[np.intp]
    links: tuple[Pair, ...]
    gold: Gold
    evidence: Evidence
    features: torch.Tensor
    flat: torch.Tensor
    shapes: torch.Tensor


def example(ar: Embedded, en: Embedded, links: Sequence[Pair]) -> Example | None:
    """The document as an example, the English put in the order of the Arabic; None where no path has these links.

    Neighbours that stand crossed are left so, as the lattice knows them.
    """
    filled = sorted((pair for pair in links if all(pair)), key=lambda pair: pair[0])
    if any((len(a), len(e)) not in SHAPE_INDEX for a, e in filled):
        return None
    path = _path(links, len(ar), len(en))
    if path is not None:
        return _with_evidence(ar, en, np.zeros(0, dtype=np.intp), tuple(links), path, UNKNOWN)
    order = order_of_english([(SHAPE_INDEX[len(a), len(e)], a[0], e[0]) for a, e in filled], len(en))
    place = np.argsort(order)
    ordered = tuple((a, tuple(sorted(int(place[k]) for k in e))) for a, e in links)
    path = _path(ordered, len(ar), len(en))
    if path is None:
        return None
    return _with_evidence(ar, en.take(order), seams_of(order), ordered, path, UNKNOWN)


def again(known: Example, profile: Profile) -> Example:
    """The same document once its profile is known."""
    return _with_evidence(known.ar, known.en, known.seams, known.links, known.gold, profile)


def _with_evidence(
    ar: Embedded, en: Embedded, seams: NDArray[np.intp], links: tuple[Pair, ...], gold: Gold, profile: Profile
) -> Example:
    evidence = gather(ar, en, profile=profile, seams=seams)
    rows: list[Floats] = []
    flat: list[NDArray[np.intp]] = []
    for shape, features in evidence.links():
        i, j = np.nonzero(np.broadcast_to(evidence.allowed(SHAPES[shape])[None], features.shape[:2]))
        rows.append(features[i, j])
        flat.append((shape * len(ar) + i) * len(en) + j)
    shapes = [np.full(len(part), part[0] // (len(ar) * len(en))) for part in flat if len(part)]
    return Example(
        ar, en, seams, links, gold, evidence,
        torch.from_numpy(np.concatenate(rows)),
        torch.from_numpy(np.concatenate(flat)),
        torch.from_numpy(np.concatenate(shapes)),
    )  # fmt: skip


def _path(links: Sequence[Pair], n: int, m: int) -> Gold | None:
    """The states the lattice goes through; None where the links are in another order than it can have."""
    starts = {a[0]: (SHAPE_INDEX[len(a), len(e)], e) for a, e in links if a and e}
    ar_gaps, en_gaps = {a[0] for a, e in links if not e}, {e[0] for a, e in links if not a}
    steps = np.zeros(6, dtype=np.float32)
    i = j = state = 0
    while i < n or j < m:
        if i in ar_gaps:
            if state == 2:
                return None
            steps[0 if state == 0 else 1] += 1
            i, state = i + 1, 1
        elif j in en_gaps:
            steps[2 + state] += 1
            j, state = j + 1, 2
        elif i in starts:
            shape, en = starts[i]
            a, b = SHAPES[shape]
            if en[-1] - en[0] != b - 1:
                return None
            if en[0] == j:
                i, j, state = i + a, j + b, 0
                continue
            other, en_other = starts.get(i + a, (-1, (-1,)))
            if (shape, other) not in _CROSSED or en_other[0] != j or en[0] != j + SHAPES[other][1]:
                return None
            steps[5] += 1
            i, j, state = i + a + SHAPES[other][0], j + b + SHAPES[other][1], 0
        else:
            return None
    places = tuple((shape, i, en[0]) for i, (shape, en) in starts.items())
    return Gold(places, tuple(sorted(ar_gaps)), tuple(sorted(en_gaps)), steps)


class Field(torch.nn.Module):
    """The network in torch; its parameters have the names and shapes that corpus.align.search.network reads."""

    def __init__(self) -> None:
        super().__init__()

        def weights(*shape: int, scale: float = 0.0) -> torch.nn.Parameter:
            return torch.nn.Parameter(torch.randn(*shape) * scale)

        shapes = len(SHAPES)
        self.named = torch.nn.ParameterDict(
            {
                "link_hidden": weights(FEATURES, HIDDEN, scale=FEATURES**-0.5 / 2),
                "link_shape": weights(shapes, HIDDEN, scale=0.05),
                "link_profile": weights(PROFILE_FEATURES, HIDDEN, scale=0.05),
                "link_out": weights(HIDDEN, scale=HIDDEN**-0.5),
                "link_direct": weights(shapes, FEATURES),
                "link_bias": weights(shapes),
                "link_profile_bias": weights(shapes, PROFILE_FEATURES),
                "gap_hidden": weights(GAP_FEATURES, GAP_HIDDEN, scale=GAP_FEATURES**-0.5),
                "gap_profile": weights(PROFILE_FEATURES, GAP_HIDDEN, scale=0.05),
                "gap_bias": weights(GAP_HIDDEN, scale=0.3),
                "gap_out": weights(GAP_HIDDEN, scale=GAP_HIDDEN**-0.5),
                "gap_out_bias": weights(1),
                "steps": weights(6),
                "crossing": weights(PROFILE_FEATURES),
            }
        )
        with torch.no_grad():
            self.named["link_direct"][:, 1] = 2.0  # the contrast to the background: a start near the goal
            self.named["steps"][5] = -3.0

    def forward(self, known: Example) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """The potentials of a document: links (shapes, n, m), Arabic gaps (n,), English gaps (m,), steps (6,)."""
        w, shape = self.named, known.shapes
        profile = torch.from_numpy(known.evidence.profile.features)
        hidden = torch.tanh(known.features @ w["link_hidden"] + (w["link_shape"] + profile @ w["link_profile"])[shape])
        scores = hidden @ w["link_out"] + (known.features * w["link_direct"][shape]).sum(1)
        scores = scores + (w["link_bias"] + w["link_profile_bias"] @ profile)[shape]
        n, m = len(known.ar), len(known.en)
        links = torch.full((len(SHAPES) * n * m,), IMPOSSIBLE).scatter(0, known.flat, scores).view(len(SHAPES), n, m)
        gaps = [self._gaps(torch.from_numpy(known.evidence.gaps(side)), profile) for side in ("ar", "en")]
        crossing = torch.nn.functional.pad((w["crossing"] @ profile)[None], (5, 0))
        return links, gaps[0], gaps[1], w["steps"] + crossing

    def _gaps(self, features: torch.Tensor, profile: torch.Tensor) -> torch.Tensor:
        w = self.named
        hidden = torch.tanh(features @ w["gap_hidden"] + w["gap_bias"] + profile @ w["gap_profile"])
        scores: torch.Tensor = hidden @ w["gap_out"] + w["gap_out_bias"]
        return scores

    def weights(self) -> dict[str, Floats]:
        """The parameters as the aligner stores them."""
        return {name.replace("_", ".", 1): value.detach().numpy().copy() for name, value in self.named.items()}

    def potentials(self, known: Example) -> Potentials:
        """The potentials as the lattice takes them."""
        with torch.no_grad():
            links, ar, en, steps = (tensor.double().numpy() for tensor in self(known))
        return Potentials(links, ar, en, steps)


class _LogTotal(torch.autograd.Function):
    """The log-sum over all alignments; its gradient is the posterior."""

    @staticmethod
    def forward(ctx: Any, *potentials: torch.Tensor) -> torch.Tensor:
        found = posterior(Potentials(*(tensor.detach().double().numpy() for tensor in potentials)))
        ctx.save_for_backward(
            *(torch.from_numpy(part).float() for part in (found.links, found.ar, found.en, found.steps))
        )
        return torch.tensor(found.log_total, dtype=torch.float32)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return tuple(gradients[0] * tensor for tensor in ctx.saved_tensors)


def loss(field: Field, known: Example) -> torch.Tensor:
    """Minus the log-probability of the gold alignment, over the root of the sentences' number.

    The root keeps one long document from weighing as much as twenty short ones, whose kinds differ.
    """
    links, ar, en, steps = field(known)
    total: torch.Tensor = _LogTotal.apply(links, ar, en, steps)  # type: ignore[no-untyped-call]
    shape, i, j = (torch.tensor([place[k] for place in known.gold.places], dtype=torch.long) for k in range(3))
    gold = links[shape, i, j].sum() + ar[list(known.gold.ar)].sum() + en[list(known.gold.en)].sum()
    gold = gold + (steps * torch.from_numpy(known.gold.steps)).sum()
    scaled: torch.Tensor = (total - gold) / (len(known.ar) + len(known.en)) ** 0.5
    return scaled


def fit(
    field: Field, examples: Sequence[Example], *, epochs: int, rate: float, average: bool, say: Callable[[str], None]
) -> None:
    """Adam, the rate falling to LAST_RATE; `say` is told the mean loss after each epoch.

    `average`: the field ends as the mean of what it was after each epoch, which varies less from seed to seed.
    """
    mean_field = torch.optim.swa_utils.AveragedModel(field)
    optimizer = torch.optim.Adam(field.parameters(), rate, weight_decay=1e-5)
    shuffled = list(examples)
    for epoch in range(epochs):
        random.shuffle(shuffled)
        for group in optimizer.param_groups:
            group["lr"] = rate * (1 - epoch / epochs) + LAST_RATE
        mean = 0.0
        for start in range(0, len(shuffled), BATCH):
            optimizer.zero_grad()
            batch = torch.stack([loss(field, known) for known in shuffled[start : start + BATCH]]).mean()
            batch.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(field.parameters(), 5.0)
            optimizer.step()
            mean += batch.item() * BATCH / len(shuffled)
        mean_field.update_parameters(field)
        say(f"epoch {epoch + 1} of {epochs}: loss {mean:.4f}")
    if average:
        field.load_state_dict(mean_field.module.state_dict())
