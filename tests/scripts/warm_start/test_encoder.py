"""multilingual-e5-small's layers: read as they are, copied, and imitated until Marian's positions do no harm."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import MarianConfig
from transformers.models.marian.modeling_marian import MarianEncoder
from warm_start.encoder import batches, imitate, start, teacher
from warm_start.fit import fit

from corpus.align.embed.weights import read_weights
from tests.corpus.align.embed.weights_file import FEEDFORWARD, HEADS, LAYERS, WIDTH, WeightsFile, states

# e5's own numbers of our subwords </s>, <unk>, eight pieces and <pad>, and of <s>.
THEIRS = np.array([2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 1, 0])
PAD = 10


def sentences(count: int) -> list[list[int]]:
    draw = np.random.default_rng(2)
    return [[*draw.integers(2, 10, size=draw.integers(3, 12)).tolist(), 0] for _ in range(count)]


@pytest.fixture
def file() -> WeightsFile:
    return WeightsFile()


def test_the_teacher_s_states_are_those_of_the_book(file: WeightsFile, tmp_path: Path) -> None:
    ids = [11, 6, 3, 2, 9, 0]
    master = teacher(read_weights(file.write(tmp_path / "e5")), LAYERS, THEIRS)
    with torch.no_grad():
        found = master(input_ids=torch.tensor([ids])).last_hidden_state[0].numpy()
    np.testing.assert_allclose(found, states(file, THEIRS[ids].tolist()), atol=1e-4)


def test_batches_hold_every_sentence_once() -> None:
    ours = sentences(50)
    found = list(batches(ours, PAD, tokens=40, seed=1))
    assert sorted(row[row != PAD].tolist() for batch in found for row in batch) == sorted(ours)
    assert all(batch.numel() <= 40 for batch in found)
    assert len(found) < 20


def test_a_fitted_map_is_the_one_that_made_the_numbers() -> None:
    draw = np.random.default_rng(1)
    inputs, matrix = draw.normal(size=(400, 6)).astype(np.float32), draw.normal(size=(3, 6))
    found, offset = fit(inputs, (inputs @ matrix.T + [1, 2, 3]).astype(np.float32), penalty=1e-6)
    np.testing.assert_allclose(found, matrix, atol=1e-3)
    np.testing.assert_allclose(offset, [1, 2, 3], atol=1e-3)


def test_an_encoder_starts_near_and_comes_nearer(file: WeightsFile, tmp_path: Path) -> None:
    weights = read_weights(file.write(tmp_path / "e5"))
    torch.manual_seed(1)
    config = MarianConfig(
        vocab_size=len(THEIRS) - 1,
        pad_token_id=PAD,
        eos_token_id=0,
        d_model=WIDTH,
        encoder_layers=LAYERS,
        encoder_attention_heads=HEADS,
        encoder_ffn_dim=FEEDFORWARD,
        activation_function="gelu",
        scale_embedding=True,
    )
    encoder = MarianEncoder(config)
    master, sample = teacher(weights, LAYERS, THEIRS), sentences(100)
    fixed = [0, 9, PAD]
    kept = encoder.embed_tokens.weight[fixed].clone()
    random = missing(encoder, master, sample)
    start(encoder, weights, fixed, THEIRS, sample)
    begun = missing(encoder, master, sample)
    stream = (batch for seed in range(60) for batch in batches(sample, PAD, tokens=400, seed=seed))
    reports: list[str] = []
    imitate(encoder, master, stream, fixed=fixed, updates=60, rate=2e-3, report=reports.append)
    learned = missing(encoder, master, sample)
    assert begun < 0.7 * random
    assert learned < 0.5 * begun
    assert reports[-1].startswith("imitation: update 60 of 60, missing of the last layer 0.")
    assert torch.equal(encoder.embed_tokens.weight[fixed], kept)


def missing(encoder: Any, master: Any, sample: list[list[int]]) -> float:
    """The share of the variance of the master's last states, for the first sentences, that the encoder's lack."""
    wrong = whole = 0.0
    for ids in sample[:30]:
        with torch.no_grad():
            goal = master(input_ids=torch.tensor([[len(THEIRS) - 1, *ids]])).last_hidden_state[0, 1:]
            given = encoder(input_ids=torch.tensor([ids])).last_hidden_state[0]
        wrong += float(((given - goal) ** 2).sum())
        whole += float(((goal - goal.mean(dim=0)) ** 2).sum())
    return wrong / whole
