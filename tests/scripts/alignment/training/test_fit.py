"""What is fitted: the path that stands for known links, its probability, and the network that is shipped."""

import random

import numpy as np
import pytest
import torch
from alignment.score import Pair
from alignment.training.fit import Example, Field, again, example, fit, loss

from corpus.align.search.arrays import Floats
from corpus.align.search.beads import SHAPE_INDEX
from corpus.align.search.lattice import posterior
from corpus.align.search.network import IMPOSSIBLE, Potentials, load_network
from corpus.align.search.survey import survey
from tests.corpus.align.gold import GOLD, measured, noise


def shipped() -> Field:
    """The field with the shipped weights."""
    field = Field()
    with torch.no_grad():
        for name, value in field.named.items():
            value.copy_(torch.from_numpy(load_network().weights[name.replace("_", ".", 1)]))
    return field


def example_of(name: str) -> Example:
    gold = GOLD[name]
    found = example(measured(gold.ar, "ar"), measured(gold.en, "en"), gold.links)
    assert found is not None
    return found


def test_the_parameters_are_those_that_are_shipped() -> None:
    weights, stored = Field().weights(), load_network().weights
    assert weights.keys() == stored.keys() - {"mean.ar", "mean.en", "moves", "calibration"}
    assert all(weights[name].shape == stored[name].shape for name in weights)


@pytest.mark.parametrize("name", ["clock", "oasis", "clinic"])
def test_the_network_gives_the_potentials_of_the_field_that_was_fitted(name: str) -> None:
    field = shipped()
    first = example_of(name)
    second = again(first, survey(first.evidence, posterior(field.potentials(first))))
    assert (first.evidence.profile.features[-1], second.evidence.profile.features[-1]) == (0, 1)
    for known in (first, second):
        fitted, network = field.potentials(known), load_network().score(known.evidence)
        possible = fitted.links > IMPOSSIBLE / 2
        assert (possible == (network.links > IMPOSSIBLE / 2)).all()
        np.testing.assert_allclose(network.links[possible], fitted.links[possible], rtol=1e-3, atol=1e-3)
        for part in ("ar", "en", "steps"):
            np.testing.assert_allclose(getattr(network, part), getattr(fitted, part), rtol=1e-3, atol=1e-3)


def links_of(text: str) -> list[Pair]:
    """Links written "0:0 1-2:1 3:", sentences of either side first to last."""
    return [(_indices(ar), _indices(en)) for ar, en in (link.split(":") for link in text.split())]


def _indices(text: str) -> tuple[int, ...]:
    ends = [int(end) for end in text.split("-") if end]
    return tuple(range(ends[0], ends[-1] + 1)) if ends else ()


def gold_of(text: str, n: int, m: int) -> Example | None:
    return example(noise(n, "ar", 1), noise(m, "en", 2), links_of(text))


@pytest.mark.parametrize(
    ("links", "places", "ar", "en", "steps"),
    [
        ("0:0 1:1", [((1, 1), 0, 0), ((1, 1), 1, 1)], [], [], [0, 0, 0, 0, 0, 0]),
        ("0-1:0 2:1-3", [((2, 1), 0, 0), ((1, 3), 2, 1)], [], [], [0] * 6),
        ("0: 1: 2:0", [((1, 1), 2, 0)], [0, 1], [], [1, 1, 0, 0, 0, 0]),
        ("0:0 1: :1 :2 2:3", [((1, 1), 0, 0), ((1, 1), 2, 3)], [1], [1, 2], [1, 0, 0, 1, 1, 0]),
        ("0:0 :1 1:2 :3", [((1, 1), 0, 0), ((1, 1), 1, 2)], [], [1, 3], [0, 0, 2, 0, 0, 0]),
        ("0:1 1:0 2:2", [((1, 1), 0, 1), ((1, 1), 1, 0), ((1, 1), 2, 2)], [], [], [0, 0, 0, 0, 0, 1]),
        ("0:1-2 1:0", [((1, 2), 0, 1), ((1, 1), 1, 0)], [], [], [0, 0, 0, 0, 0, 1]),
        ("0: 1: :0 :1", [], [0, 1], [0, 1], [1, 1, 0, 1, 1, 0]),
    ],
)
def test_the_path_of_known_links(
    links: str, places: list[tuple[tuple[int, int], int, int]], ar: list[int], en: list[int], steps: list[int]
) -> None:
    n, m = (sum(len(link[side]) for link in links_of(links)) for side in (0, 1))
    known = gold_of(links, n, m)
    assert known is not None
    assert known.gold.places == tuple((SHAPE_INDEX[shape], i, j) for shape, i, j in places)
    assert (known.gold.ar, known.gold.en, known.gold.steps.tolist()) == (tuple(ar), tuple(en), steps)
    assert known.seams.tolist() == []


def test_moved_passages_are_put_in_the_order_of_the_arabic() -> None:
    """The English 3 4 0 1 2: links over its seams are not learned from."""
    known = gold_of("0:3 1:4 2:0 3-4:1 5:2", 6, 5)
    assert known is not None
    en = noise(5, "en", 2)
    np.testing.assert_array_equal(known.en.vectors, en.vectors[[3, 4, 0, 1, 2]])
    assert known.links == tuple(links_of("0:0 1:1 2:2 3-4:3 5:4"))
    assert known.seams.tolist() == [2]
    pairs = known.flat.numpy()[known.shapes.numpy() == SHAPE_INDEX[1, 2]] - SHAPE_INDEX[1, 2] * 30
    assert set((pairs % 5).tolist()) == {0, 2, 3}


@pytest.mark.parametrize("links", ["0-2:0-2", "0-3:0-1", "0:0-5"])
def test_shapes_that_the_lattice_does_not_have_are_no_example(links: str) -> None:
    n, m = (sum(len(link[side]) for link in links_of(links)) for side in (0, 1))
    assert gold_of(links, n, m) is None


def test_every_place_where_a_link_can_be_has_its_features() -> None:
    known = example_of("clinic")
    n, m = len(known.ar), len(known.en)
    found = dict(known.evidence.links())
    assert known.seams.size
    for shape, flat, features in zip(known.shapes.tolist(), known.flat.tolist(), known.features, strict=True):
        i, j = divmod(flat - shape * n * m, m)
        np.testing.assert_array_equal(features.numpy(), found[shape][i, j])
    assert len(known.flat) == (load_network().score(known.evidence).links > IMPOSSIBLE / 2).sum()


def gold_score(potentials: Potentials, known: Example) -> float:
    gold = known.gold
    links = sum(potentials.links[place] for place in gold.places)
    gaps = potentials.ar[list(gold.ar)].sum() + potentials.en[list(gold.en)].sum()
    return float(links + gaps + potentials.steps @ gold.steps)


@pytest.mark.parametrize("name", ["oasis", "clinic"])
def test_the_loss_is_the_log_probability_of_the_known_links(name: str) -> None:
    field, known = shipped(), example_of(name)
    potentials = field.potentials(known)
    expected = posterior(potentials).log_total - gold_score(potentials, known)
    assert loss(field, known).item() == pytest.approx(expected / np.sqrt(len(known.ar) + len(known.en)), rel=1e-3)
    assert 0 < expected < 60


@pytest.mark.parametrize("parameter", ["link_bias", "link_out", "gap_out_bias", "steps", "gap_hidden"])
def test_the_gradient_is_that_of_the_loss(parameter: str) -> None:
    field, known = shipped(), example_of("clinic")
    loss(field, known).backward()  # type: ignore[no-untyped-call]
    value = field.named[parameter]
    assert value.grad is not None
    scale = np.sqrt(len(known.ar) + len(known.en))

    def exact() -> float:
        potentials = field.potentials(known)
        return (posterior(potentials).log_total - gold_score(potentials, known)) / float(scale)

    for k in (0, value.numel() // 2, value.numel() - 1):
        place = np.unravel_index(k, value.shape)
        sides = []
        with torch.no_grad():
            for step in (2e-2, -4e-2, 2e-2):
                value[place] += step
                sides.append(exact())
        assert value.grad[place].item() == pytest.approx((sides[0] - sides[1]) / 4e-2, abs=3e-3)


def test_fitting_makes_the_known_links_likelier() -> None:
    examples = [example_of(name) for name in ("strike", "oasis", "clinic")]
    said: list[str] = []
    weights = []
    for _ in range(2):
        random.seed(1)
        torch.manual_seed(1)
        field = Field()
        before = sum(loss(field, known).item() for known in examples)
        fit(field, examples, epochs=6, rate=1e-2, average=False, say=said.append)
        assert sum(loss(field, known).item() for known in examples) < before / 2
        weights.append(field.weights())
    assert [line.partition(":")[0] for line in said[:6]] == [f"epoch {k} of 6" for k in range(1, 7)]
    assert said[:6] == said[6:]
    assert all((weights[0][name] == weights[1][name]).all() for name in weights[0])  # one seed, the same weights


@pytest.mark.parametrize("average", [True, False])
def test_a_field_ends_as_the_mean_over_its_epochs_where_that_is_wanted(average: bool) -> None:
    field = Field()
    after: list[dict[str, Floats]] = []
    fit(
        field, [example_of("clinic")], epochs=3, rate=1e-2, average=average, say=lambda _: after.append(field.weights())
    )
    for name, value in field.weights().items():
        expected = np.mean([weights[name] for weights in after], axis=0) if average else after[-1][name]
        np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-6)
    assert np.abs(after[0]["link.out"] - after[-1]["link.out"]).max() > 1e-3
